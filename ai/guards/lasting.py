"""How long it is from one date, year or hour of the text to another: from 2 April until the end of October are gut ein
halbes Jahr."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

from ai.guards import claims, roughly, tables
from ai.guards.digits import normal
from ai.guards.figure import Figure, Value
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.quantities import LEAST_UNITS

DAYS = Fraction(3044, 100)  # of a month
ROUGHLY = Fraction(25, 100)
HALF = Fraction(1, 2)
LONGEST_MONTH = 31
CLOSE = 6  # characters between a month and its day or year
NEAR = 40  # characters between a month and the days that may be of it
BEFORE = 20  # characters before a month that say which part of it
_YEAR = re.compile(r"(?<![\w.,])(1[0-9]\d\d|20\d\d)(?![\w,]|\.\d)")
_END = re.compile(
    r"\b(?:end of|ende?|late|fin d['’e]|fin|finales? de|finais de|fine(?: di)?|einde?(?: van)?|slutet av"
    r"|slutningen af"
    r"|utgangen av|końc[au]|konce?|конца|sonu)\s?\Z",
    re.I,
)
_MIDDLE = re.compile(
    r"(?:\b(?:mitte|mid|middle of|mi|mediados de|meados de|metà(?: di)?|half|mitten av|midten a[fv]|połowy)[ -]?)\Z",
    re.I,
)
_START = re.compile(
    r"\b(?:anfang|early|beginning of|start of|début|principios de|inicios de|início de|inizio(?: di)?|begin|början av"
    r"|begyndelsen af|begynnelsen av|początku)\s?\Z",
    re.I,
)
MOST = 24  # dates of a paragraph, each with each


def is_lasting(one: Figure, read: str, source: str, codes: tuple[str, str]) -> bool:
    """Whether a number of hours, days, months or years is how long it is between two that the text tells."""
    kind, _ = LEAST_UNITS.get(one.unit, ("", 0))
    told = _told(one)
    if kind not in ("months", "seconds") or told is None:
        return False
    plainly = normal(tables.with_units(read, codes[0]))
    way = roughly.way(plainly, one.start, one.start + len(one.raw), codes[0])
    if one.unit in ("hour", "minute"):
        return told in _hours(source, codes[1])
    if one.unit in ("year", "decade", "century") and any(
        _is_span(told, Fraction(12 * years), Fraction(12 * years), way) for years in _years(source)
    ):
        return True
    days = told / 86_400 if kind == "seconds" else told * DAYS
    slack = {"day": Fraction(1), "week": Fraction(3)}.get(one.unit, DAYS / 2)
    more = 0 if way else slack
    return any(_is_span(days, least - more, most + more, way) for least, most in _dates(source, codes[1]))


def _told(one: Figure) -> Fraction | None:
    kind, scale = LEAST_UNITS.get(one.unit, ("", 0))
    return one.size * scale if kind and one.size else None


def _is_span(told: Fraction, least: Fraction, most: Fraction, way: str) -> bool:
    """Whether what is told is between both, or a little less or more, as the word before it says."""
    if way == roughly.OVER:
        return told <= most and least <= told * (1 + ROUGHLY)
    if way == roughly.UNDER:
        return told >= least and most >= told * (1 - ROUGHLY)
    near = told * ROUGHLY / 2 if way else 0
    return least - near <= told <= most + near


@by_length
def _years(text: str) -> frozenset[int]:
    """How many years lie between two of a paragraph."""
    found: set[int] = set()
    for line in normal(text).split("\n"):
        years = sorted({int(year) for year in _YEAR.findall(line)})[:MOST]
        found |= {later - first for place, first in enumerate(years) for later in years[place + 1 :]}
    return frozenset(found)


@by_length
def _hours(text: str, language: str) -> frozenset[Fraction]:
    """Seconds from one time of day to another: from 17 to 20 Uhr."""
    found: set[Fraction] = set()
    for (kind, _), pairs in claims.ordered(text, language).items():
        for first, second in pairs if kind in ("to", "-", "–") else ():
            gaps = (end - begin for begin in _seconds(first) for end in _seconds(second))
            found |= {gap for gap in gaps if gap > 0}
    return frozenset(found)


def _seconds(values: frozenset[Value]) -> list[Fraction]:
    """Since midnight, of times of day."""
    return [
        Fraction(3600 * value[1] + 60 * value[2]) for value in values if isinstance(value, tuple) and value[0] == "time"
    ]


@by_length
def _dates(text: str, language: str) -> frozenset[tuple[Fraction, Fraction]]:
    """(least, most) days from one date of a paragraph to a later one."""
    read = normal(tables.with_units(text, language))
    lines: dict[int, list[tuple[Fraction, Fraction]]] = {}
    breaks = [match.start() for match in re.finditer("\n", read)]
    known = figures(text, language)
    days = [one for one in known if one.raw.isdigit() and len(one.raw) <= 2 and 1 <= one.size <= LONGEST_MONTH]
    places = [one.start for one in days]
    for one in known:
        months = [v[1] for v in one.values if isinstance(v, tuple) and v[0] == "month"]
        if len(months) == 1 and not one.raw[:1].isdigit():
            near = days[bisect_left(places, one.start - NEAR) : bisect_left(places, one.start + NEAR)]
            lines.setdefault(bisect_left(breaks, one.start), []).extend(_days_of(one, months[0], near, read))
    found: set[tuple[Fraction, Fraction]] = set()
    for dates in lines.values():
        for place, (least, most) in enumerate(dates[:MOST]):
            for first, last in dates[place + 1 : MOST]:
                turn = 12 * DAYS if last < least else 0
                found.add((max(first - most + turn, Fraction(0)), last - least + turn))
    return frozenset(found)


def _days_of(month: Figure, number: int, days: list[Figure], read: str) -> Iterator[tuple[Fraction, Fraction]]:
    """(first, last day of the year) that a month with its days may mean."""
    begin = (number - 1) * DAYS
    end = month.start + len(month.raw)
    before = [one for one in days if 0 <= month.start - one.start - len(one.raw) <= CLOSE]
    behind = [one for one in days if 0 <= one.start - end <= 2]
    beside = before or behind
    if beside:
        at = days.index(beside[-1])
        first = days[at - 1] if at and beside[-1].start - days[at - 1].start <= 2 * CLOSE else None
        for day in ([first] if first else []) + [beside[-1]]:
            yield begin + day.size, begin + day.size
        return
    told = read[max(0, month.start - BEFORE) : month.start]
    if _END.search(told):
        yield begin + DAYS * HALF, begin + DAYS
    elif _MIDDLE.search(told):
        yield begin + DAYS / 3, begin + DAYS * 2 / 3
    elif _START.search(told):
        yield begin, begin + DAYS / 3
    else:
        yield begin, begin + DAYS
