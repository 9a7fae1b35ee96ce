"""From when and until when a date holds, and from what to what a number went.

Until May for from May, 3 instead of 5 for 5 instead of 3, up by 8 euros for up to 8 euros.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ai.guards import dates
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure, is_time
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.phrases import parts
from ai.guards.reading import LETTER
from ai.guards.verdicts import Expect

_FILE = Path(__file__).parent / "data" / "limits.toml"
_ALIKE = {"no": "da", "nn": "da", "nb": "da"}
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_LIMITS = ("from", "until")
_WAYS = ("by", "to")
WINDOW = 48  # characters before a number
NEAR = 28  # and characters on each side that say whether something opens or closes
APART = 60  # characters between the two numbers of a change
_END = re.compile(r"[.;:!?\n](?:\s|$)")
_ARTICLES = re.compile(
    r"(?:the|le|la|les|el|il|lo|den|dem|der|das|de|ca\.|about|around|rund|nearly|almost|just|[€$£¥])\Z", re.I
)
_TAIL = re.compile(rf"({LETTER}+\.?|\d{{1,2}}\.?|[€$£¥])[\s,]*\Z")
_LAST_WORD = re.compile(rf"\s{LETTER}+\Z")
_IN_LETTERS = ("word", "ordinal")
MOST_SKIPPED = 4  # words between a limit and its number: from Sunday, the 4 May

Pair = tuple[frozenset[Any], frozenset[Any]]


def changed(read: str, source: str, expect: Expect) -> Iterator[str]:
    """Dates and numbers that hold, or went, another way than in the text."""
    yield from _other_limits(read, source, expect)
    mine, given = _changes(read, expect.wanted), _changes(source, expect.source_code)
    for old, new in mine:
        back = any(old & to and new & start for start, to in given)
        if back and not any(old & start and new & to for start, to in given):
            yield f"{_shown(old)} → {_shown(new)}"
    yield from _other_ways(read, source, expect)


def _other_limits(read: str, source: str, expect: Expect) -> Iterator[str]:
    given = _marked(source, expect.source_code, _LIMITS)
    for one, kind, clause in _marked(read, expect.wanted, _LIMITS):
        if not kind or not _says_when(one):
            continue
        same = [(theirs, said) for other, theirs, said in given if _is_same(one, other)]
        if not same or any(theirs in ("", kind) for theirs, _ in same):
            continue
        if not any(_is_turned(clause, said, expect) for _, said in same):
            yield f"{kind} {one.raw}"


def _other_ways(read: str, source: str, expect: Expect) -> Iterator[str]:
    given = _marked(source, expect.source_code, _WAYS)
    for one, kind, _ in _marked(read, expect.wanted, _WAYS):
        if kind and one.unit not in ("", DATE) and not any(map(is_time, one.values)):
            same = [theirs for other, theirs, _ in given if _is_same(one, other) and other.unit == one.unit]
            if same and all(theirs and theirs != kind for theirs in same):
                yield f"{kind} {one.raw}"


def _says_when(one: Figure) -> bool:
    """A year, a month, a day beside its month, or a time of day."""
    if _is_month(one) or one.unit in (DATE, "hour", "am", "pm"):
        return True
    return bool(_YEAR.fullmatch(one.raw)) and not one.unit or not one.raw.isdigit() and any(map(is_time, one.values))


def _is_month(one: Figure) -> bool:
    """A month by name."""
    return not one.raw[:1].isdigit() and any(isinstance(value, tuple) and value[0] == "month" for value in one.values)


def _is_same(one: Figure, other: Figure) -> bool:
    return bool(one.values & other.values)


def _is_turned(mine: str, theirs: str, expect: Expect) -> bool:
    """Closed until Monday, and open from Monday: what is said of the date may be the opposite."""
    here, there = _turns(mine, expect.wanted), _turns(theirs, expect.source_code)
    return here != there if expect.wanted == expect.source_code else bool(here or there)


def _turns(text: str, language: str) -> frozenset[int]:
    """Which groups of words the text has: of closing, of opening."""
    return frozenset(number for number, words in enumerate(_groups(language)) if words.search(text))


@by_length
def _marked(text: str, language: str, kinds: tuple[str, ...]) -> tuple[tuple[Figure, str, str], ...]:
    """Each figure with what stands before it, '' if nothing does, and its clause."""
    if not _table(kinds[0], language):
        return ()
    read, every = normal(text), figures(text, language)
    months = frozenset(one.raw.lower() for one in every if _is_month(one))
    found = []
    for one in every:
        before = read[max(0, one.start - WINDOW) : one.start]
        begin = max((match.end() for match in _END.finditer(before)), default=0)
        end = _END.search(read, one.start + len(one.raw))
        behind = read[one.start : end.start() if end else len(read)]
        clause = f"{before[begin:].split(',')[-1][-NEAR:]} {behind.split(',')[0][:NEAR]}"
        found.append((one, _kind(before[begin:], language, kinds, months), clause))
    return tuple(found)


def _kind(before: str, language: str, kinds: tuple[str, ...], months: frozenset[str]) -> str:
    """Which of the tables has the words that the text ends with, but for days, months and articles."""
    rest = before.rstrip(" ,")
    for _ in range(MOST_SKIPPED):
        ends = {
            len(match.group()): kind
            for kind in kinds
            if (known := _table(kind, language))
            for match in known.finditer(rest)
            if match.end() == len(rest)
        }
        if ends:
            return ends[max(ends)]
        word = _TAIL.search(rest)
        if word is None or not (word.group(1).lower() in months or _is_of_date(word.group(1), language)):
            return ""
        rest = rest[: word.start()].rstrip(" ,")
    return ""


def _is_of_date(word: str, language: str) -> bool:
    if word[0].isdigit() or _ARTICLES.fullmatch(word):
        return True
    return bool(dates.weekdays(word.lower(), language))


@by_length
def _changes(text: str, language: str) -> tuple[Pair, ...]:
    """(what it was, what it is) of the numbers that went from one to another."""
    down, up, start = (_table(name, language) for name in ("down", "up", "start"))
    if not (down and up and start):
        return ()
    read, found = normal(text), figures(text, language)
    pairs: list[Pair] = []
    for one, other in _neighbours(found):
        gap = read[one.start + len(one.raw) : other.start].rstrip(" €$£¥(")
        before = read[max(0, one.start - WINDOW) : one.start].rstrip(" €$£¥")
        if _END.search(gap):
            continue
        if _ends_with(down, gap):
            pairs.append((other.values, one.values))
        elif _ends_with(up, _LAST_WORD.sub("", gap)) and _ends_with(start, _LAST_WORD.sub("", before)):
            pairs.append((one.values, other.values))  # from place four to place two
        elif _ends_with(up, gap) and _ends_with(start, before):
            pairs.append((one.values, other.values))
    return tuple(pairs)


def _neighbours(found: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    counted = (one for one in found if one.kind == "digits" or (one.kind in _IN_LETTERS and one.size > 1))
    told = sorted(counted, key=lambda one: one.start)
    for one, other in zip(told, told[1:], strict=False):
        if 0 < other.start - one.start - len(one.raw) <= APART and not one.values & other.values:
            yield one, other


def _ends_with(known: re.Pattern[str], text: str) -> bool:
    return any(match.end() == len(text) for match in known.finditer(text))


def _shown(values: frozenset[Any]) -> str:
    return str(next((value for value in values if not isinstance(value, tuple)), ""))


@cache
def _table(name: str, language: str) -> re.Pattern[str] | None:
    words = _words(name, language)
    return _any_of(words) if words else None


@cache
def _groups(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_any_of(group) for group in _words("turned", language).split(" / ") if group)


def _any_of(words: str) -> re.Pattern[str]:
    entries = sorted(parts(words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(entries)})(?!\w)", re.I)


def _words(name: str, language: str) -> str:
    return _tables()[name].get(_ALIKE.get(language, language), "")


@cache
def _tables() -> dict[str, dict[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
