"""Measures in other units: 400 Kilometer as about 250 miles, three feet as fast einen Meter, 50°F as 10 Grad."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from ai.guards import quantities, roughly, tables
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure
from ai.guards.figures import figures
from ai.guards.memory import by_length

_FILE = Path(__file__).parent / "data" / "measures.toml"
NEAR = Fraction(6, 100)
ROUGHLY = Fraction(12, 100)  # with a word that says so, and with one figure
SLACK = Fraction(2, 100)  # the number of the text is a round one itself
_ARTICLE = re.compile(
    r"(?<![\w’'-])(?:an?|one|ein(?:e[mnrs]?)?|une?|d['’]une?|una?|uno|een|één|ett?|en|et|ei|um|uma|jeden|jedną|jedna)\s(?=\w)",
    re.I,
)
_HALF = re.compile(
    r"(?<![\w’'-])(?:half an?|an? half|half|eine[nrm]? halbe[nrms]?|halbe[nrms]?|(?:een )?halve"
    r"|(?:une? )?demi[- ]?e?|mezz[oa]|medi[oa]|mei[oa]|pół|en halv|et halvt|halv|půl|пол)[ -]?(?=\w)",
    re.I,
)
_QUARTER = re.compile(
    r"(?<![\w’'-])(?:(?P<three>three[- ]quarters|drei ?viertel|trois quarts|tres cuartos|tre quarti|driekwart)"
    r"|(?:a |one )?quarter|(?:einen? |einem )?viertel(?= ?[A-ZÄÖÜ])|(?:een )?kwart|un quart|un cuarto|un quarto)"
    r"(?: of an?| d[e’']| di| van een)?[ -]?(?=\w)",
    re.I,
)
_TO = re.compile(
    r"\s?(?:-|–|to|or|and|bis|oder|und|à|a|ou|et|o|y|e|tot|of|en|till|til|eller|och|og|do|i|или|и)\s?", re.I
)
_JOINT = re.compile(r"(?:\s|\s?[-‑]|(?<=\d))?")
_FIRST_SPEED = re.compile(r"(?:时速|時速|每小时|毎時|시속)(?:约|約|大约)?\s?\Z")
_IS_FAHRENHEIT, _FREEZING = Fraction(9, 5), 32
_DEGREE = Fraction(6, 10)  # how far a temperature may be off
_ROUGH_DEGREES = Fraction(26, 10)
_OF_OVENS, _BY_TENS = 100, {"celsius": Fraction(5), "fahrenheit": Fraction(9)}  # 200 °C are 400 °F in a recipe
_ZERO = re.compile(r"(?:-|–|\bminus|\bmoins|\bmenos|\bmeno|\bmin|\bmínus|\bminst)\s?\Z", re.I)
_BELOW = re.compile(
    r"\s?(?:below zero|below freezing|unter null|sous zéro|bajo cero|sotto zero|onder nul|abaixo de zero|poniżej zera"
    r"|vorst|frost|minusgrad\w*|kuldegrad\w*)",
    re.I,
)
_UNSAID = ("en",)  # where degrees may be Fahrenheit
MOST = 400  # measures of a text that are compared


@dataclass(frozen=True)
class Measure:
    """`sizes`: what it may be in the least unit of its kind; `number`: as it is written."""

    kind: str
    unit: str
    number: Fraction
    sizes: frozenset[Fraction]
    start: int
    end: int  # of the number
    way: str = ""


def numbers_of(read: str, source: str, codes: tuple[str, str]) -> frozenset[int]:
    """Where numbers begin in the answer that are measures of the text in another unit."""
    given = _by_kind(source, codes[1])
    mine = measures(read, codes[0])
    return frozenset(one.start for one in mine if any(_is_same(one, other) for other in given.get(one.kind, ())))


def told_otherwise(read: str, source: str, codes: tuple[str, str]) -> frozenset[int]:
    """Where numbers begin in the text that the answer tells in another unit."""
    mine = _by_kind(read, codes[0])
    return frozenset(
        other.start
        for other in measures(source, codes[1])
        if any(_is_same(one, other) for one in mine.get(other.kind, ()))
    )


def units_of(read: str, source: str, codes: tuple[str, str]) -> frozenset[str]:
    """Units of the answer all of whose numbers are measures of the text in another unit."""
    known = numbers_of(read, source, codes)
    mine = measures(read, codes[0])
    return frozenset(one.unit for one in mine) - {one.unit for one in mine if one.start not in known}


def unconverted(read: str, source: str, codes: tuple[str, str]) -> Iterator[str]:
    """50°F that became 50 Grad, and three Swedish miles that became three miles."""
    given: dict[tuple[str, Fraction], list[Measure]] = {}
    for other in measures(source, codes[1]):
        given.setdefault((other.kind, other.number), []).append(other)
    for one in measures(read, codes[0]):
        same = given.get((one.kind, one.number), [])
        if same and all(_is_mistaken(one, other, codes[0]) for other in same):
            yield normal(read)[one.start : one.end]


@by_length
def _by_kind(text: str, language: str) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for one in measures(text, language):
        found.setdefault(one.kind, []).append(one)
    return found


def _is_mistaken(one: Measure, other: Measure, language: str) -> bool:
    """Whether the same number would be another measure."""
    if one.unit == "degree":
        return other.unit == "fahrenheit" and language not in _UNSAID
    if one.kind == "temperature":
        return {one.unit, other.unit} == {"celsius", "fahrenheit"}
    return one.unit != other.unit and (one.kind == "speed" or "mil" in (one.unit, other.unit))


@by_length
def measures(text: str, language: str) -> tuple[Measure, ...]:
    """The numbers of a text that have a unit, and a mile, half a mile, which have none in digits."""
    read = normal(tables.with_units(text, language))
    found: list[Measure] = []
    counted = [one for one in figures(text, language) if one.kind in ("digits", "word", "other") and one.unit != DATE]
    after: Measure | None = None
    for place in range(len(counted) - 1, -1, -1):
        one = counted[place]
        made = _measure(one, read, language)
        if made is None and after is not None and _is_before(one, after, read):
            made = _made(after.unit, one.size, _values(one), (one.start, one.start + len(one.raw)), read, language)
        if made is not None:
            found.append(made)
        after = made
        if len(found) >= MOST:
            break
    taken = {one.start for one in found}
    found += [one for one in _without_number(read, language) if one.start not in taken]
    return tuple(found)


def _measure(one: Figure, read: str, language: str) -> Measure | None:
    end = one.start + len(one.raw)
    if read[one.start : end].lower() != one.raw.lower() or one.unit in quantities.MONEY - {"gbp"}:
        return None
    behind = end
    word, there = quantities.word_behind(read, end)
    if word and quantities.factor_of(word, language) and word.lower() not in ("m", "t", "mil"):
        behind = there
    unit, stop = _unit_behind(read, behind, language)
    if not unit or unit == "m" and one.unit in _kinds() and _kinds()[one.unit] != "length":
        unit, stop = (one.unit, behind) if one.unit in _kinds() else ("", behind)
    if not unit:
        return None
    unit, values = _as_speed(unit, read, one.start, stop), _values(one)
    if unit == "mil" and values:  # which are kilometres as well, for those who compare numbers
        values = frozenset({min(values)})
    number = max(values, default=one.size)
    return _made(unit, number, values, (one.start, end), read, language, stop)


def _made(
    unit: str,
    number: Fraction,
    values: frozenset[Fraction],
    span: tuple[int, int],
    read: str,
    language: str,
    stop: int = 0,
) -> Measure:
    kind = _kinds()[unit]
    if kind == "temperature":
        before = read[max(0, span[0] - 8) : span[0]]
        is_below = bool(_ZERO.search(before) or _BELOW.match(read, stop or span[1]))
        values = frozenset(-value if is_below else value for value in values)
    sizes = frozenset(value * scale for value in values for scale in _sizes()[unit])
    way = roughly.way(read, *span, language)
    return Measure(kind, unit, number, sizes, *span, way)


def _values(one: Figure) -> frozenset[Fraction]:
    return frozenset(value for value in one.values if isinstance(value, Fraction))


def _is_before(one: Figure, after: Measure, read: str) -> bool:
    """The 25 of 25 to 40 centimetres."""
    return not one.unit and bool(_TO.fullmatch(read[one.start + len(one.raw) : after.start]))


def _without_number(read: str, language: str) -> Iterator[Measure]:
    """A mile, half a mile, three quarters of a mile."""
    for shape, value in ((_HALF, Fraction(1, 2)), (_QUARTER, Fraction(1, 4)), (_ARTICLE, Fraction(1))):
        for match in shape.finditer(read):
            unit, stop = _unit_behind(read, match.end(), language)
            unit = unit or quantities.unit_in(quantities.word_behind(read, match.end())[0], language)
            if unit in _kinds() and len(read[match.end() : stop].strip()) != 1:
                number = Fraction(3, 4) if shape is _QUARTER and match["three"] else value
                unit = _as_speed(unit, read, match.start(), stop)
                yield _made(unit, number, frozenset({number}), match.span(), read, language)


def _unit_behind(read: str, end: int, language: str) -> tuple[str, int]:
    """(the unit that stands there, where it ends)."""
    gap = _JOINT.match(read, end)
    match = _words(language).match(read, gap.end() if gap else end)
    return (match.lastgroup or "", match.end()) if match else ("", end)


def _as_speed(unit: str, read: str, start: int, stop: int) -> str:
    """Miles an hour are no miles."""
    if unit in ("km", "mile", "m", "foot"):
        hour, second = _rates()
        if (unit in ("km", "mile") and hour.match(read, stop)) or _FIRST_SPEED.search(read[max(0, start - 6) : start]):
            return {"km": "kmh", "mile": "mph"}.get(unit, unit)
        if second.match(read, stop):
            return {"m": "ms", "foot": "fps"}.get(unit, unit)
    return unit


def _is_same(one: Measure, other: Measure) -> bool:
    """Whether a measure of the answer is one of the text in another unit."""
    if one.kind != other.kind or one.unit == other.unit:
        return False
    if one.kind == "temperature":
        return _is_as_warm(one, other)
    return any(is_about(one.number, mine, theirs, one.way) for mine in one.sizes for theirs in other.sizes)


def is_about(number: Fraction, told: Fraction, exact: Fraction, way: str) -> bool:
    """Whether a size that is told as this number is the exact one, rounded as the word before it says."""
    is_rough = bool(way) and roughly.significant(number) == 1
    return roughly.fits(told, exact, way, ROUGHLY if is_rough else NEAR, SLACK)


def _is_as_warm(one: Measure, other: Measure) -> bool:
    off = _ROUGH_DEGREES if one.way else _DEGREE
    if one.number >= _OF_OVENS and not one.number % 10:
        off = _BY_TENS["fahrenheit" if one.unit == "fahrenheit" else "celsius"]
    return any(
        abs(mine - value) <= off
        for mine in one.sizes
        for theirs in other.sizes
        for value in _in_degrees(theirs, other.unit, one.unit)
    )


def _in_degrees(value: Fraction, unit: str, wanted: str) -> Iterator[Fraction]:
    """As a temperature, and as a difference of two."""
    if unit == "fahrenheit" and wanted in ("celsius", "degree"):
        yield from ((value - _FREEZING) / _IS_FAHRENHEIT, value / _IS_FAHRENHEIT)
    elif unit in ("celsius", "degree") and wanted == "fahrenheit":
        yield from (value * _IS_FAHRENHEIT + _FREEZING, value * _IS_FAHRENHEIT)
    elif unit == "degree" and wanted == "celsius":
        yield (value - _FREEZING) / _IS_FAHRENHEIT  # of a text that is written where nobody says which


@cache
def _words(language: str) -> re.Pattern[str]:
    """Units as groups of one expression; the longest writings first."""
    only = {unit: words.split() for unit, words in _tables()["only"].items()}
    shapes = {unit: words for unit, words in _tables()["words"].items() if language in only.get(unit, [language])}
    if "mil" in shapes:
        shapes["mile"] = shapes["mile"].replace("|mil|", "|")
    elif language != "pl":
        shapes["mile"] = re.sub(r"\|mila\|mili\|mil\|", "|", shapes["mile"])
    wide = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
    groups = "|".join(rf"(?P<{unit}>{words})" for unit, words in shapes.items())
    return re.compile(rf"(?:{groups})(?:(?![\w/²³])|(?<={wide}))", re.I)


@cache
def _rates() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return tuple(  # type: ignore[return-value]
        re.compile(rf"(?:{_tables()['rates'][kind]})", re.I) for kind in ("hour", "second")
    )


@cache
def _kinds() -> dict[str, str]:
    return {unit: kind for kind, units in _tables()["units"].items() for unit in units}


@cache
def _sizes() -> dict[str, tuple[Fraction, ...]]:
    return {
        unit: tuple(Fraction(str(size)) for size in sizes)
        for units in _tables()["units"].values()
        for unit, sizes in units.items()
    }


@cache
def _tables() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
