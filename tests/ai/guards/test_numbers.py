"""Numbers are the same however they are written: halves and quarters, parts and percentages, times of day."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai import guards
from ai.guards import halves, numerals
from ai.guards.figures import figures
from ai.guards.fractions import fractions
from ai.guards.recipes import expecting

YEARS = {"en": "{} and a half years", "de": "{}einhalb Jahre", "fr": "{} ans et demi", "es": "{} años y medio"}


def refused(answer: str, source: str, *, language: str = "en", of: str = "", feature: str = "summary") -> set[str]:
    expect = expecting(feature, language=language, source=source, source_language=of or language)
    return {verdict.guard for verdict in guards.check(answer, None, expect) if not verdict.ok}


def months(text: str, language: str) -> set[int]:
    return {
        int(v[1]) for one in figures(text, language) for v in one.values if isinstance(v, tuple) and v[0] == "months"
    }


@settings(deadline=None, max_examples=50)
@given(number=st.integers(2, 20), language=st.sampled_from(sorted(YEARS)))
def test_a_half_belongs_to_the_number_before_it(number: int, language: str) -> None:
    word = next(word for word, value in numerals.cardinals(language).items() if value == number)
    assert (2 * number + 1) * 6 in months(YEARS[language].format(word), language)


@settings(deadline=None, max_examples=50)
@given(
    text=st.text(alphabet="ab 1½¼/-'’dreinhalbuntf", max_size=60), language=st.sampled_from(["en", "de", "fr", "it"])
)
def test_what_is_read_stands_in_the_text_and_overlaps_nothing(text: str, language: str) -> None:
    end = 0
    for one in halves.mixed(text, language):
        assert text[one.start : one.end] == one.raw and one.start >= end and one.value > 0
        end = one.end


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("an hour and a quarter", "en", Fraction(5, 4), "hour"),
        ("half an hour", "en", Fraction(1, 2), "hour"),
        ("3½ years", "en", Fraction(7, 2), "year"),
        ("anderthalb Jahre", "de", Fraction(3, 2), "year"),
        ("eine Dreiviertelstunde", "de", Fraction(3, 4), "hour"),
        ("trois quarts d’heure", "fr", Fraction(3, 4), "hour"),
        ("un’ora e mezza", "it", Fraction(3, 2), "hour"),
        ("anderhalf jaar", "nl", Fraction(3, 2), "year"),
        ("półtora roku", "pl", Fraction(3, 2), "year"),
    ],
)
def test_halves_and_quarters_have_a_unit(text: str, language: str, value: Fraction, unit: str) -> None:
    assert [(one.value, one.unit) for one in halves.mixed(text, language)] == [(value, unit)]


def test_the_half_of_a_number_is_no_part_of_anything() -> None:
    assert fractions("They took three and a half years.", "en") == {}
    assert Fraction(1, 2) in fractions("Half of them took three and a half years.", "en")


SOURCE = (
    "The repair took three and a half years. The insurer pays three quarters of it, the town 0.5 per cent a year. "
    "The test was right in 87 per cent of cases. The doors open at 15:30 on 3 May. The bus leaves at 9 in the morning. "
    "Deaths fell from 14 to 9 per cent."
)


@pytest.mark.parametrize(
    "answer",
    [
        "After 42 months of repair the insurer pays 75% of it.",
        "In 13 percent of cases the test was wrong.",
        "The doors open at half past three on May 3.",
        "Deaths fell by five percentage points.",
    ],
)
def test_the_same_number_in_another_writing_passes(answer: str) -> None:
    assert refused(answer, SOURCE) == set()


@pytest.mark.parametrize(
    "answer",
    [
        "After 36 months of repair the insurer pays 75% of it.",
        "The insurer pays 70% of the repair, which took three and a half years.",
        "The doors open at 3 a.m. on May 3.",
        "The repair took two and a half years.",
        "The repair took three and a half months.",
    ],
)
def test_another_number_is_refused(answer: str) -> None:
    assert refused(answer, SOURCE)


def test_a_time_at_the_end_of_a_sentence_is_no_day_of_a_month() -> None:
    source = "Il treno parte da Verona alle 7.05. Arriva a Lecce alle 21.40."
    answer = "Der Zug fährt in Verona um 7.05 Uhr ab. Um 21.40 Uhr kommt er in Lecce an."
    assert refused(answer, source, language="de", of="it", feature="translate") == set()
