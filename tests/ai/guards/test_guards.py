"""Guards against a corpus of good and bad answers in data files."""

import json
from pathlib import Path
from typing import Any

import pytest

from ai import guards
from ai.guards import Expect, Verdict, echo, expecting
from ai.guards.links import addresses, addresses_in
from ai.guards.schema import read_json

CORPUS = Path(__file__).parent / "cases"
SCHEMA = {
    "type": "object",
    "required": ["tags", "n"],
    "additionalProperties": False,
    "properties": {
        "tags": {
            "type": "array",
            "minItems": 1,
            "maxItems": 3,
            "uniqueItems": True,
            "items": {"type": "string", "minLength": 1, "maxLength": 12},
        },
        "n": {"type": "integer", "minimum": 0, "maximum": 10},
    },
}
TAGS = ("p", "strong", "em", "a", "ul", "li", "br")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


def preambles() -> list[tuple[str, str]]:
    lines = (CORPUS / "preamble.txt").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1].replace("\\n", "\n")) for line in lines]


def judge(name: str, text: str, expect: Expect, data: Any = None) -> Verdict:
    return next(verdict for verdict in guards.check(text, data, expect, (name,)) if verdict.guard == name)


@pytest.mark.parametrize(("kind", "text"), preambles())
def test_talk_to_the_asker_is_told_from_text(kind: str, text: str) -> None:
    assert judge("preamble", text, Expect()).ok == (kind == "good")


@pytest.mark.parametrize("row", rows("links.jsonl"), ids=lambda row: str(row.get("text", row.get("data")))[:40])
def test_links_are_those_that_were_given(row: dict[str, Any]) -> None:
    expect = Expect(links=tuple(row.get("links", ())), keep_links=tuple(row.get("keep", ())))
    assert judge("links", row.get("text", ""), expect, row.get("data")).ok == row["ok"]


@pytest.mark.parametrize("row", rows("html.jsonl"), ids=lambda row: str(row["text"])[:40])
def test_only_harmless_whole_html_passes(row: dict[str, Any]) -> None:
    assert judge("html", row["text"], Expect(html=tuple(row.get("tags", TAGS)))).ok == row["ok"]


@pytest.mark.parametrize("row", rows("schema.jsonl"), ids=lambda row: str(row["text"])[:40])
def test_json_has_the_shape_that_was_asked_for(row: dict[str, Any]) -> None:
    data = read_json(row["text"])
    assert judge("schema", row["text"], Expect(schema=SCHEMA), data).ok == row["ok"]


@pytest.mark.parametrize("row", rows("language.jsonl"), ids=lambda row: f"{row['language']}-{row['text'][:30]}")
def test_the_language_is_the_one_that_was_asked_for(row: dict[str, Any]) -> None:
    assert judge("language", row["text"], Expect(language=row["language"])).ok == row["ok"]


@pytest.mark.parametrize(
    ("text", "expect", "ok"),
    [
        ("one two three", Expect(min_words=3, max_words=3), True),
        ("one two three", Expect(min_words=4), False),
        ("one two three", Expect(max_words=2), False),
        ("größer", Expect(min_chars=6, max_chars=6), True),
        ("größer", Expect(max_chars=5), False),
        ("größer", Expect(min_chars=7), False),
        ("  \n ", Expect(), False),
        ("自転車道は十一月", Expect(min_words=4, max_words=4), True),
    ],
)
def test_length_is_counted_in_words_and_characters(text: str, expect: Expect, ok: bool) -> None:
    assert judge("length", text, expect).ok == ok


def test_a_verdict_says_what_is_wrong() -> None:
    assert judge("length", "one two", Expect(min_words=9)).message == "The answer has 2 words; at least 9 are needed."
    assert "“de”" in judge("language", "The path is open to all of us now.", Expect(language="de")).message


def test_a_schema_is_checked_even_if_the_prompt_names_other_guards() -> None:
    verdicts = guards.check("no json", None, Expect(schema=SCHEMA), ("length",))
    assert [(verdict.guard, verdict.ok) for verdict in verdicts] == [
        ("schema", False),
        ("echo", True),
        ("length", True),
        ("secrets", True),
    ]


def test_only_what_holds_for_every_answer_is_checked_unasked() -> None:
    assert [verdict.guard for verdict in guards.check("Text.", None, Expect())] == [
        "preamble",
        "echo",
        "length",
        "links",
        "secrets",
    ]


def test_addresses_are_found_in_any_form_and_depth() -> None:
    assert addresses("(https://a.test/x), www.b.test. [c](https://c.test/y)") == [
        "https://a.test/x",
        "www.b.test",
        "https://c.test/y",
    ]
    assert addresses_in({"a": ["https://a.test", {"b": "see https://b.test!"}], "n": 1}) == [
        "https://a.test",
        "https://b.test",
    ]


def test_guards_end_quickly_on_anything() -> None:
    expect = Expect(language="en", schema=SCHEMA, html=TAGS, links=(), max_words=10)
    for text in (
        "<" * 50_000,
        "{" * 50_000,
        "[" * 20_000,
        "here " * 20_000,
        "https://" * 5_000,
        "a:" * 50_000,
        "<a " * 20_000,
        "Ab " * 7_000,
    ):
        guards.check(text, read_json(text), expect)


def test_a_text_of_two_numbers_is_compared_within_bounds() -> None:
    """Each number with each other would take minutes here, and so would this test."""
    text = "3 Boote, 2 Stege, " * 500
    guards.check(text, None, expecting("rewrite", language="de", source=text))


@pytest.mark.parametrize("unit", ["\n", "{{", "{%", "\n   ", "< ", "- ", "</ "])
def test_marks_of_a_prompt_are_looked_for_once(unit: str) -> None:
    """A search that begins anew at each mark takes minutes here, and so would this test."""
    text = unit * 30_000
    for pattern in (echo._CHAT, echo._FENCE, echo._TEMPLATE, echo._order(), echo._label()):
        assert pattern.findall(text) == []


@pytest.mark.parametrize(
    ("text", "is_order"),
    [
        ("Ships sail. Keep all names, numbers and links unchanged and return only the rewritten text.", True),
        ("Gib nur die Fortsetzung aus und erfinde keine Fakten. Schiffe fahren.", True),
        ("### Consigne : Poursuis.\nLes bateaux partent.", True),
        ("Du bist Bildredakteur. Ein Kran entlädt ein Schiff.", True),
        ("You are the AI desk of a publication. Ships sail.", True),
        ("The figures do not include information on ferries.", False),
        ("The ministry will provide the names and only the port keeps the list.", False),
        ("L'auteur n'invente rien, dit-il.", False),
        ("You are late, said the editor.", False),
        ("Il porto promette di non aggiungere corse.", False),
    ],
)
def test_what_people_tell_models_is_told_from_what_they_tell_readers(text: str, is_order: bool) -> None:
    verdict = echo.check(text, None, Expect(language="en"))
    assert verdict and verdict.ok != is_order


@pytest.mark.parametrize(
    "text",
    ["{{ site.name }}", "{{{ x }}}", "{{ a {{ b }}", "{% if x %}", "  ### System :\nx", "assistant:", "</ source >"],
)
def test_marks_of_a_prompt_are_found(text: str) -> None:
    found = echo.check(f"Ships sail.\n{text}", None, Expect(language="en"))
    assert found is not None and not found.ok


@pytest.mark.parametrize(
    ("source", "answer", "is_right"),
    [
        ("The fair open on 3 Febuary in Ely.", "The fair opens on 3 February in Ely.", True),
        ("The fair open on 3 June in Ely.", "The fair opens on 3 July in Ely.", False),
        ("They say the fair open on 3 Marhc.", "They say the fair opens on 3 May.", False),
        ("On Wendesday the fair open in Ely.", "On Wednesday the fair opens in Ely.", True),
        ("Jane Hart open the fair in June.", "June Hart opens the fair in June.", False),
        ("El 9 de agozto empiesa la feria.", "El 9 de agosto empieza la feria.", True),
    ],
)
def test_a_correction_may_put_a_month_right_and_no_other_in_its_place(source: str, answer: str, is_right: bool) -> None:
    language = "es" if source.startswith("El") else "en"
    verdicts = guards.check(
        answer, None, expecting("grammar", language=language, source=source, source_language=language)
    )
    assert all(verdict.ok for verdict in verdicts) == is_right, [v.message for v in verdicts if not v.ok]
