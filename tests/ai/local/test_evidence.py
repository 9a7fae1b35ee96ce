"""What stands behind a sentence."""

import pytest

from ai.local import dates
from ai.local.evidence import Evidence, names, said_in

NOTES = "- Der Radweg ist 4,2 km lang und seit 12. November 2026 offen.\n- Anna Weber eröffnete ihn in Kiel."
REPORT = "# Bericht\n\nDie Stadt hat 3 Millionen Euro ausgegeben. Viele Bürger freuen sich über den Weg am Wasser."
ENGLISH = "The new path is 4.2 km long. It was opened by mayor Anna Weber and cost 3 million euros."


def state(text: str, sources: list[tuple[int, str]] | None = None) -> str:
    (claim,) = Evidence(NOTES, [(1, REPORT)] if sources is None else sources, "de").claims([text])
    return claim.state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Radweg ist 4,2 km lang und seit dem 12. November 2026 geöffnet.", "notes"),
        ("Die Stadt gab 3 Millionen Euro aus. [^1]", "cited"),
        ("Die Stadt gab 3 Millionen Euro aus [^1].", "cited"),
        ("Die Stadt gab 5 Millionen Euro aus. [^1]", "doubtful"),
        ("Die Stadt gab 3 Millionen Euro aus.", "uncited"),
        ("Die Stadt gab 3 Millionen Euro aus. [^9]", "uncited"),
        ("Das Wetter in Lübeck war den ganzen Tag schön.", "none"),
        ("> „Viele Bürger freuen sich über den Weg am Wasser.“ [^1]", "cited"),
    ],
)
def test_each_sentence_is_judged_by_what_the_notes_and_sources_say(text: str, expected: str) -> None:
    assert state(text) == expected


def test_a_source_in_another_language_is_checked_by_its_figures_alone() -> None:
    assert state("Der Weg hat 3 Millionen Euro gekostet. [^1]", [(1, ENGLISH)]) == "unchecked"
    assert state("Der Weg hat 7 Millionen Euro gekostet. [^1]", [(1, ENGLISH)]) == "doubtful"


def test_headings_tables_and_questions_are_no_claims() -> None:
    text = "## Kopf\n\nWas kostet das?\n\n| a | b |\n|---|---|\n\n- Ein Punkt [^1]\n- Noch einer\n\n"
    text += "Ein Satz. Noch ein Satz [^2]."
    assert list(said_in(text)) == [("Ein Punkt", [1]), ("Noch einer", []), ("Ein Satz.", []), ("Noch ein Satz.", [2])]


def test_the_table_of_facts_says_where_each_stands_and_puts_the_unfounded_first() -> None:
    rows = Evidence(NOTES, [(1, REPORT)], "de").items(
        "Am 12.11.2026 wurde der 4,2 km lange Weg von Peter Müller eröffnet; Anna Weber, 5 Millionen, 3 Mio."
    )
    found = {(row.kind, row.text): row.places for row in rows}
    assert found == {
        ("number", "5"): [],
        ("name", "Peter Müller"): [],
        ("date", "12.11.2026"): [0],
        ("number", "4,2"): [0],
        ("number", "3"): [1],
        ("name", "Anna Weber"): [0],
    }
    assert [bool(row.places) for row in rows] == sorted(bool(row.places) for row in rows)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("am 12. November 2026", (2026, 11, 12)),
        ("on November 12, 2026", (2026, 11, 12)),
        ("on 12th November 2026", (2026, 11, 12)),
        ("2026-11-12", (2026, 11, 12)),
        ("am 12.11.2026", (2026, 11, 12)),
        ("el 12 de noviembre de 2026", (2026, 11, 12)),
        ("le 12 novembre 2026", (2026, 11, 12)),
        ("ngày 12 tháng 11 năm 2026", (2026, 11, 12)),
        ("2026年11月12日", (2026, 11, 12)),
        ("in November 2026", (2026, 11, 0)),
        ("on 12 November", (0, 11, 12)),
    ],
)
def test_dates_are_the_same_however_they_are_written(text: str, day: tuple[int, int, int]) -> None:
    assert list(dates.found(text)) == [day]
    assert dates.agree(day, (2026, 11, 12))


@pytest.mark.parametrize(
    "text", ["They may 5 times.", "Version 1.2.2026.4", "the march of 12 men", "99. November 2026"]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert not [day for day in dates.found(text) if day[2] and day[0]]


def test_german_names_are_those_of_several_words_and_of_places() -> None:
    text = "Die Bürgermeisterin Anna Weber fuhr nach Kiel. Der Radweg kostet Geld, sagte Ursula von der Heide."
    assert names(text, "de") == ["Bürgermeisterin Anna Weber", "Ursula von der Heide", "Kiel"]
