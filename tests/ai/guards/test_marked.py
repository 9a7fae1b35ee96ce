"""What is marked stays on the words it stood on, and what is shaped keeps its shape."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from ai.guards import Expect, ending, expecting, html, links, schema, tags

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "marked.jsonl").read_text(encoding="utf-8").splitlines()
]


def is_refused(feature: str, codes: str, source: str, answer: str) -> bool:
    given, _, wanted = codes.partition(">")
    expect = expecting(feature, language=wanted or given, source=source, source_language=given)
    verdicts = [guard.check(answer, None, expect) for guard in (tags, links, html, ending)]
    return any(verdict is not None and not verdict.ok for verdict in verdicts)


def named(row: dict[str, Any]) -> str:
    return f"{row['feature']} {row['codes']} {'good' if row['ok'] else 'bad'}"


def of(kind: str) -> list[dict[str, Any]]:
    return [row for row in ROWS if row["kind"] == kind]


@pytest.mark.parametrize("row", of("words"), ids=named)
def test_what_is_marked_stands_on_its_own_words_however_they_are_reworded(row: dict[str, Any]) -> None:
    assert is_refused(row["feature"], row["codes"], row["source"], row["answer"]) != row["ok"]


@pytest.mark.parametrize("row", of("places"), ids=named)
def test_notes_placeholders_and_ids_stay_with_their_sentence_wherever_it_goes(row: dict[str, Any]) -> None:
    assert is_refused(row["feature"], row["codes"], row["source"], row["answer"]) != row["ok"]


@pytest.mark.parametrize("row", of("shapes"), ids=named)
def test_a_list_or_table_is_one_and_nothing_is_told_twice(row: dict[str, Any]) -> None:
    assert is_refused(row["feature"], row["codes"], row["source"], row["answer"]) != row["ok"]


@pytest.mark.parametrize("row", of("plain"), ids=named)
def test_plain_text_has_no_marks_and_an_end(row: dict[str, Any]) -> None:
    assert is_refused(row["feature"], row["codes"], row["source"], row["answer"]) != row["ok"]


@pytest.mark.parametrize(
    ("codes", "answer", "is_cut"),
    [
        ("de", "Der Rat beschließt den Ausbau, weil…", True),
        ("de", "Der Rat beschließt den Ausbau der.", True),
        ("de", "Der Rat stellt den Ausbau vor, und alle stimmen zu.", False),
        ("fr", "La scierie fournit le courant dont…", True),
        ("fr", "La scierie fournit le courant, prends-le.", False),
        ("es", "El museo abre el lunes con una feria que...", True),
        ("it", "Il museo apre lunedì con la.", False),
        ("nl", "Het museum gaat open omdat…", True),
        ("pl", "Muzeum otwiera wystawę, która…", True),
        ("sv", "Museet öppnar i maj eftersom…", True),
    ],
)
def test_a_sentence_that_goes_on_is_cut_off_whatever_stands_behind_it(codes: str, answer: str, is_cut: bool) -> None:
    assert (
        is_refused("seo_description", codes, "Das steht nicht im Text, und so weiter, und so fort.", answer) == is_cut
    )


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ('{"tags": ["turismo", "faro de Villamar"]}', True),
        ('{"tags": ["turismo", "Turismo"]}', False),
        ('{"tags": ["turismo", "turismo.villamar.es"]}', False),
        ('{"tags": ["turismo", "villamar.info"]}', False),
        ('{"tags": ["#turismo"]}', False),
        ('{"tags": ["turismo", " "]}', False),
        ('{"tags": ["turismo"], "tags": ["faro"]}', False),
        ('{"tags": ["node.js", "C#", "EE. UU."]}', True),
    ],
)
def test_tags_are_words(text: str, is_right: bool) -> None:
    shape = {"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string", "minLength": 1}}}}
    data = schema.read_json(text)
    expect = expecting("tags", language="es", source="El faro de Villamar abre. Turismo en EE. UU.", schema=shape)
    verdicts = [guard.check(text, data, expect) for guard in (schema, tags, links, html)]
    assert all(verdict is None or verdict.ok for verdict in verdicts) == is_right


@pytest.mark.parametrize(
    "unit", ["<b>a</b> ", "<li>", "<a href='x'>b</a> ", '<p data-id="a">', "{{ a }} ", "| a ", "**a** "]
)
def test_marks_are_compared_within_bounds(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    begun = perf_counter()
    is_refused("rewrite", "en", text, text[:-9])
    assert perf_counter() - begun < 10


def test_no_source_is_no_fault() -> None:
    assert tags.check("A text.", None, Expect()) is None


TOLD = "<p>Wer sich im Haus anmelden will, ruft an. Die Notaufnahme bleibt geöffnet.</p>"
LIST = "<p>Si aparece el error, reinicie el equipo y espere 90 segundos. Abra la terminal.</p>"
LINKED = '<p>Il club ha vinto davanti a 4.350 spettatori nel palazzetto di <a href="https://u.example/">Udine</a>.</p>'
NOTED = '<p>It runs from 18 to 21 April<sup><a href="#f1">1</a></sup>. Members come in 30 minutes early.</p>'


@pytest.mark.parametrize(
    ("feature", "codes", "source", "good", "bad"),
    [
        (
            "shorten", "de", TOLD.replace("ruft an", "ruft am besten vorher an"),
            "<p>Wer kommt, ruft an. Die Notaufnahme bleibt durchgehend geöffnet.</p>",
            "<p>Die Notaufnahme bleibt durchgehend geöffnet. Die Notaufnahme bleibt durchgehend geöffnet.</p>",
        ),
        (
            "list", "es", LIST,
            "<ul><li>Si aparece el error, reinicie el equipo y espere 90 segundos.</li><li>Abra la terminal.</li></ul>",
            "<ul><li>Si aparece el error, reinicie el equipo y espere 90 segundos. Abra la terminal.</li>"
            "<li>Reinicie el equipo y espere 90 segundos si aparece el error.</li></ul>",
        ),
        (
            "shorten", "it", LINKED,
            '<p>Il club ha vinto a <a href="https://u.example/">Udine</a>, davanti a 4.350 spettatori.</p>',
            '<p>Il club ha vinto a Udine, davanti a <a href="https://u.example/">4.350 spettatori</a>.</p>',
        ),
        (
            "translate", "en>ja", NOTED,
            '<p>4月18日から21日まで開かれる<sup><a href="#f1">1</a></sup>。会員は30分早く入館することができる。</p>',
            '<p>4月18日から21日まで開かれる。会員は30分早く入館することができる<sup><a href="#f1">1</a></sup>。</p>',
        ),
    ],
)  # fmt: skip
def test_what_is_told_twice_or_marked_elsewhere(feature: str, codes: str, source: str, good: str, bad: str) -> None:
    assert not is_refused(feature, codes, source, good)
    assert is_refused(feature, codes, source, bad)
