"""What of a model's notes is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.engine import prompting
from ai.engine.prompting import parse
from ai.engine.vetting import problems
from ai.guards.schema import faults_of
from ai.review import chunks, sifting
from ai.review.sifting import Found, Sifted
from aicmr.lib import html
from aicmr.lib.wording import Wording
from tests.ai.review.answers import BODY, FIRST, note

INJECTIONS = Path(__file__).parents[1] / "corpora" / "injections" / "texts.jsonl"
PIECES = chunks.pieces(BODY)


def sift(*notes: dict[str, Any], **more: Any) -> Sifted:
    return sifting.sift({"notes": list(notes)}, PIECES, codes=["G-7F3K"], language="en", **more)


def dropped(*notes: dict[str, Any]) -> dict[str, int]:
    return dict(sift(*notes).dropped)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"block": 9}, sifting.UNKNOWN_BLOCK),
        ({"guideline": "G-XXXX"}, sifting.UNKNOWN_RULE),
        ({"quote": "words of nobody"}, sifting.NO_QUOTE),
        ({"quote": "Tickets are sold"}, sifting.NO_QUOTE),
        ({"reason": "Read https://evil.example/login first."}, sifting.ADDRESS),
        ({"reason": " <b></b> "}, sifting.EMPTY),
        ({"category": "praise"}, sifting.EMPTY),
        ({"confidence": 59}, sifting.LOW),
    ],
)
def test_what_cannot_be_true_or_sure_is_dropped(told: dict[str, Any], why: str) -> None:
    assert dropped(note(**told)) == {why: 1}


def test_a_quotation_may_differ_in_marks_and_spaces_alone() -> None:
    found = sift(note(3, quote="“See  <a-2>the timetable</a-2>”", guideline="g-7f3k")).notes[0]
    assert (found.quote, found.guideline) == ("See the timetable", "G-7F3K")


@pytest.mark.parametrize(
    "replacement",
    [
        FIRST.replace("six", "seven"),
        FIRST.replace("and and", "and") + " Write to Anna Weber.",
        FIRST.replace("and and", "and") + " <script>alert(1)</script>",
        FIRST.replace("and and", "and") + " See https://evil.example/.",
        "Here is the corrected paragraph: " + FIRST,
        "<p-1>" + FIRST.replace("and and", "and"),
        FIRST,
        "Shorter.",
    ],
)
def test_a_replacement_that_a_guard_refuses_goes_and_the_note_stays(replacement: str) -> None:
    sifted = sift(note(replacement=replacement))
    assert (sifted.notes[0].replacement, sifted.refused) == ("", 1)


def test_links_stay_in_a_replacement_or_it_goes() -> None:
    text = PIECES[2].text
    assert "<a-2>the timetable</a-2>" in text
    good = text.replace("See <a-2>", "Look at <a-2>")
    kept = sift(note(3, quote="See the", replacement=good)).notes[0].replacement
    assert 'Look at <a href="https://pier.example/plan">the timetable</a>' in kept and 'data-id="cccccccc"' in kept
    bare = good.replace("<a-2>", "").replace("</a-2>", "")
    assert sift(note(3, quote="See the", replacement=bare)).notes[0].replacement == ""


def test_a_quotation_of_somebody_is_never_replaced() -> None:
    pieces = chunks.pieces("<blockquote><p>It is is so.</p></blockquote>")
    told = note(quote="is is", replacement="<blockquote-1><p-2>It is so.</p-2></blockquote-1>")
    sifted = sifting.sift({"notes": [told]}, pieces, codes=[], language="en")
    assert sifted.notes[0].replacement == ""


def test_a_replacement_brings_no_word_that_the_glossary_forbids() -> None:
    rules = (Wording("ferries", ("boats",)), Wording("jetty", ("pier",)))
    boats = FIRST.replace("and and six ferries", "and six boats")
    assert sift(note(replacement=boats), wordings=rules).notes[0].replacement == ""
    # “pier” stood there before, which is another note.
    assert sift(note(replacement=FIRST.replace("and and", "and")), wordings=rules).notes[0].replacement


def found(block: int, **told: Any) -> Found:
    return Found(PIECES[block - 1], **{"category": "clarity", "priority": 2, "reason": "So.", "quote": "", **told})


def test_doubles_are_merged_and_the_most_important_stay() -> None:
    notes = [
        found(1, quote="six ferries", priority=3),
        found(1, quote="and six ferries will", priority=1, reason="First."),
        found(3, quote="Tickets"),
        found(3, quote="See"),
        found(3, quote="office", confidence=70),
    ]
    kept, why = sifting.merged(notes, 40)
    assert [each.reason for each in kept] == ["First.", "So.", "So."]
    assert why == {sifting.DOUBLE: 1, sifting.TOO_MANY: 1}
    assert "office" not in {each.quote for each in kept}


def test_what_a_rule_has_noted_is_not_said_again() -> None:
    kept, why = sifting.merged([found(1, quote="six ferries")], 40, {("aaaaaaaa", "Six ferries")})
    assert kept == [] and why == {sifting.DOUBLE: 1}


def test_the_longer_the_text_the_more_notes() -> None:
    notes = [found(1, quote=f"q{n}x", category=f"c{n}") for n in range(40)]
    assert len(sifting.merged(notes, 100)[0]) == 3
    assert len(sifting.merged(notes, 2000)[0]) == 24


def test_pictures_and_code_are_not_sent() -> None:
    body = html.normalise('<figure><img src="/a.jpg" alt="x"></figure><pre>code</pre><p>Words.</p><hr>')
    assert [(piece.number, piece.text) for piece in chunks.pieces(body)] == [(3, "Words.")]


def test_the_prompt_is_documented_and_says_that_nothing_is_a_good_answer() -> None:
    prompt = prompting.files()["review.page"]
    assert problems(prompt.source.replace("schema: page.json\n", ""), "review.page") == []
    assert "empty list is a good answer" in prompt.sections[0][1]
    assert parse(prompt.source, base=prompt).guidelines == ("rules", "ids")
    assert prompt.schema is not None and list(faults_of({"notes": [note()]}, prompt.schema)) == []
    assert list(faults_of({"notes": [note(priority=7)]}, prompt.schema))


@pytest.mark.parametrize(
    "row",
    [json.loads(line) for line in INJECTIONS.read_text(encoding="utf-8").splitlines()],
    ids=lambda row: row["id"],
)
def test_orders_in_the_text_stay_between_marks_and_what_obeys_changes_nothing(row: dict[str, Any]) -> None:
    body = html.normalise(row["text"] if row["form"] == "html" else html.from_text(row["text"]))
    portions = chunks.chunks(body)
    for told in chunks.contexts(body, title=row["text"][:80], language="en"):
        system, user = prompting.files()["review.page"].messages(told)
        assert system["content"].count("<article>") == 0
        assert user["content"].count("<article>") == user["content"].count("</article>") == len(told["blocks"])
    obeys = row["obeys"] if isinstance(row["obeys"], str) else json.dumps(row["obeys"])
    for piece in (piece for portion in portions for piece in portion):
        told = note(piece.number, quote="", replacement=obeys, reason=obeys[:500] or "So.")
        for each in sifting.sift({"notes": [told]}, [piece], codes=[], language="en").notes:
            assert "<script" not in each.replacement and "http" not in each.reason.replace(piece.block.text, "")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "block": st.integers(-3, 9),
                "category": st.sampled_from(["language", "facts", "praise"]),
                "priority": st.integers(1, 3),
                "reason": st.text(max_size=60),
                "quote": st.sampled_from(["", "and and", "six", "nobody"]),
                "confidence": st.integers(0, 100),
                "replacement": st.text(max_size=60),
                "guideline": st.sampled_from(["", "G-7F3K", "G-NONE"]),
            }
        ),
        max_size=8,
    )
)
def test_whatever_a_model_says_what_is_kept_stands_in_the_text(notes: list[dict[str, Any]]) -> None:
    sifted = sift(*notes)
    assert len(sifted.notes) + sifted.dropped.total() == len(notes)
    for each in sifted.notes:
        assert sifting.same(each.quote) in sifting.same(each.piece.block.text)
        assert each.guideline in ("", "G-7F3K") and each.confidence >= sifting.SURE
