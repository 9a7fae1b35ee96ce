"""Spans of time that are told without a number: a year for six months, and an hour and 30 minutes for 30 minutes."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ai.guards import claims
from ai.guards.digits import normal
from ai.guards.figure import Figure
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.quantities import LEAST_UNITS, is_half_behind, unit_of
from ai.guards.reading import LETTER, lowered
from ai.guards.shares import units_named
from ai.guards.verdicts import Expect

_KINDS = ("seconds", "months")
_WHOLE = (
    r"(?:\s(?:whole|full|entire|single|ganze\w?|volle\w?|entière?|enter[oa]|complet[oa]|inter[oa]|heel|hele|volledige?|inteir[oa]"
    r"|helt|hel))?"
)
# One year; a year, where no number or part stands before it: £20 a year, half an hour, three times a week.
_ARTICLES = {
    "en": "an?|one",
    "de": "ein(?:e[mnrs]?)?",
    "fr": "une?|d['’]une?",
    "es": "una?",
    "it": "una?|un['’]",
    "nl": "een|één",
    "pt": "uma?",
    "sv": "ett?|en",
    "da": "en|et",
    "no": "en|et|ei",
}
_RATE = re.compile(
    r"(?:[\d€$£¥%]\S*|\b(?:half|quarter|third|times?|once|twice|halbe[nrs]?|viertel|mal|fois|demi|moitié|quart|vez|veces|volte|volta"
    r"|medi[oa]|mezz[oa]|kwart|keer|vezes|meia|meio|gång|gånger|gange)(?: (?:of|de|d|di|van))?)\s\Z",
    re.I,
)
# About a year, more than a year, compared with a year: rounded, or no span at all.
_ROUNDED = re.compile(
    r"\b(?:than|about|around|almost|nearly|roughly|over|under|fast|etwa|rund|knapp|gut|über|als"
    r"|presque|environ|près d[e’']|d[e’']|qu[e’']"
    r"|casi|unos?|cerca de|quasi|circa|bijna|ongeveer|ruim|dan|quase|nästan|drygt|än|næsten|end|ca\.)\s?\Z",
    re.I,
)
_VAGUE = ("day", "second")  # a day of work, a second house
_PERIODS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year", "f": "fortnight", "n": "minute"}
BEFORE = 16  # characters before an article
JOINED = re.compile(r"\s(?:(?:and|und|et|y|e|en|och|og|i)\s)?\Z")
LEAST_STEM, LONGEST = 4, 24


@by_length
def bare(text: str, language: str) -> dict[str, str]:
    """Units of time of which one is told, without a number → how."""
    articles = _ARTICLES.get(language)
    if not articles:
        return {}
    read = normal(text)
    found: dict[str, str] = {}
    for match in re.finditer(rf"(?<![\w-])(?:{articles}){_WHOLE}(?:\s|(?<=['’]))({LETTER}+)", read, re.I):
        unit = unit_of(match.group(1))
        before = read[max(0, match.start() - BEFORE) : match.start()]
        is_other = (
            unit in _VAGUE or _RATE.search(before) or _ROUNDED.search(before) or is_half_behind(read, match.end())
        )
        if LEAST_UNITS.get(unit, ("",))[0] in _KINDS and not is_other:
            found.setdefault(unit, match.group())
    return found


def exchanged(read: str, answer: Sequence[Figure], given: Sequence[Figure], expect: Expect) -> Iterator[str]:
    """A span that is gone, with a number or without, while the answer tells one of a unit that the text never names."""
    told_here = bare(read, expect.wanted)
    if not told_here:
        return
    named, source = _named(expect), bare(expect.source, expect.source_code)
    new = {unit: raw for unit, raw in told_here.items() if unit not in named}
    told = {value for one in given for value in one.values if _is_span(value)} | {LEAST_UNITS[unit] for unit in source}
    mine = {value for one in answer for value in one.values if _is_span(value)}
    mine |= {LEAST_UNITS[unit] for unit in told_here}
    here = units_named(read)
    lost = any(_is_lost(one, mine) for one in figures(expect.source, expect.source_code))
    lost = lost or any(LEAST_UNITS[unit] not in mine and unit not in here for unit in source)
    yield from (raw for unit, raw in new.items() if lost and LEAST_UNITS[unit] not in told)


def lengthened(read: str, answer: Sequence[Figure], given: Sequence[Figure], expect: Expect) -> Iterator[str]:
    """An hour that was put before minutes, where the text has no hour."""
    if expect.source_code not in _ARTICLES:
        return  # godzinę i 58 minut
    told = {value for one in given for value in one.values if _is_span(value)}
    source, plainly = bare(expect.grounds, expect.source_code), normal(read)
    for one in answer:
        before = bare_before(plainly[: one.start], expect.wanted) if one.unit in LEAST_UNITS else None
        if before is None or before[0] in source:
            continue
        kind, scale = LEAST_UNITS[one.unit]
        longer, size = LEAST_UNITS[before[0]]
        if kind == longer and size > scale and not told & {(kind, Fraction(size)), (kind, size + one.size * scale)}:
            yield f"{before[1]}{one.raw}"


def bare_before(text: str, language: str) -> tuple[str, str] | None:
    """(unit, words) of one hour and, which the text ends with."""
    articles = _ARTICLES.get(language)
    if not articles or not (gap := JOINED.search(text)):
        return None
    match = re.search(rf"(?<![\w’'-])(?:{articles}|1)\s({LETTER}+)\Z", text[: gap.start()], re.I)
    unit = unit_of(match.group(1)) if match else ""
    return (unit, text[match.start() :]) if match and LEAST_UNITS.get(unit, ("",))[0] in _KINDS else None


def _named(expect: Expect) -> frozenset[str]:
    """Units that the text names, in any word: yearly, Monatsende."""
    read, code = lowered(expect.grounds), expect.source_code
    every = [word[:LONGEST] for word in re.findall(rf"{LETTER}+", read)]
    words = {*every, *(word[:end] for word in every for end in range(LEAST_STEM, len(word)))}
    units = {unit_of(word) for word in words} | units_named(expect.grounds)
    return frozenset(units | {_PERIODS.get(letter, "") for letter in claims.periods(expect.grounds, code)})


def _is_lost(one: Figure, mine: set[Any]) -> bool:
    spans = {value for value in one.values if _is_span(value)}
    return bool(spans) and one.kind in ("word", "digits") and not spans & mine


def _is_span(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and value[0] in _KINDS and isinstance(value[1], Fraction | int)
