"""Round numbers for exact ones: ruim veertig jaar for 41, from the 1930s for 1934, more than 200 for 212."""

import re
from collections.abc import Iterable
from fractions import Fraction

from ai.guards import eras, roughly, tables
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure

NEAR = Fraction(6, 100)
ROUGHLY = Fraction(12, 100)  # with one figure
FURTHER = Fraction(15, 100)  # more than 40, for what is not yet 50
UNSAID = Fraction(1, 100)  # without a word that says so
FARTHEST = 0.2  # of the round number
LEAST, LARGE = 10, 1000
BESIDE = 30  # characters beside a number that make a decade of it
# Les années 1930, lata 30., 1930'lar, 1930年代; what else is a decade is told by `eras.py`.
_DECADE_BEFORE = re.compile(
    r"\b(?:décennie|années|años|anni|anos|jaren|anii|lata(?:ch)?|léta|roky|godini|годы|годах|роки|δεκαετία του)\s\Z",
    re.I,
)
_DECADE_BEHIND = re.compile(r"['’]?l[ae]r|年代|년대|-(?:е|х|ті|их)\b|\.\s?l[ée]t|-luv\w+|-?as évek", re.I)
YEARS = range(1000, 2101)
_KINDS = ("digits", "word")


def is_rounded(one: Figure, read: str, given: Iterable[Figure], language: str) -> bool:
    """Whether a number of the answer is a round one for an exact one of the text, as the word before it says."""
    plainly = normal(tables.with_units(read, language))
    others = [other for other in given if other.kind in _KINDS and other.unit != DATE]
    if decade := _decade(one, plainly, language):
        return any(_year(other) and _year(other) // decade[1] * decade[1] == decade[0] for other in others)
    if one.kind not in _KINDS or one.unit == DATE or _year(one) or one.size <= 0:
        return False
    way = roughly.way(plainly, one.start, one.start + len(one.raw), language)
    alike = [other for other in others if not _year(other) and one.unit in ("", other.unit)]
    exact = {value for other in alike for value in other.values if isinstance(value, Fraction)}
    close = (value for value in exact if float(abs(one.size - value)) <= FARTHEST * float(one.size))
    return any(_is_round_for(one.size, value, way, is_measured=bool(one.unit)) for value in close)


def _is_round_for(told: Fraction, exact: Fraction, way: str, *, is_measured: bool) -> bool:
    figures = roughly.significant(told)
    if figures >= roughly.significant(exact) or (told < LEAST and exact.denominator == 1):
        return False
    if not way:
        is_fine = exact >= LARGE or exact.denominator > 1 and is_measured
        return is_fine and figures > 1 and roughly.rounded(exact, figures) == told and _off(told, exact) <= UNSAID
    if way == roughly.OVER:
        return told < exact <= told * (1 + FURTHER)
    if way == roughly.UNDER:
        return told * (1 - FURTHER) <= exact < told
    is_nearest = roughly.rounded(exact, figures) == told
    return _off(told, exact) <= (ROUGHLY if figures == 1 and is_nearest else NEAR)


def _off(told: Fraction, exact: Fraction) -> Fraction:
    return abs(told / exact - 1)


def _decade(one: Figure, read: str, language: str) -> tuple[int, int] | None:
    """(its first year, how many years) of the thirties, the 1930s, the 1700s."""
    first = max(0, one.start - BESIDE)
    place = one.start - first
    for start, end, _, means in eras.eras(read[first : one.start + BESIDE], language):
        if start <= place < end and (year := max(means)) in YEARS:
            return (year, 100) if year % 100 == 0 else (year, 10)
    is_told = _DECADE_BEFORE.search(read[first : one.start]) or _DECADE_BEHIND.match(read, one.start + len(one.raw))
    return (_year(one), 10) if is_told and _year(one) % 10 == 0 and _year(one) else None


def _year(one: Figure) -> int:
    """The year that a number may be; 0 if it is none."""
    is_year = one.raw.isdigit() and len(one.raw) == 4 and not one.unit and int(one.raw) in YEARS
    return int(one.raw) if is_year else 0
