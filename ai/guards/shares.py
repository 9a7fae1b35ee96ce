"""Numbers that say the same as others: 75% and three quarters, 0.5 and a half, 13% and 87% of all."""

import re
from collections.abc import Iterable
from fractions import Fraction

from ai.guards.digits import normal
from ai.guards.figure import Figure
from ai.guards.fractions import fractions, in_letters, ratios_of
from ai.guards.memory import by_length
from ai.guards.phrases import claimed
from ai.guards.quantities import LEAST_UNITS, unit_of
from ai.guards.reading import LETTER
from ai.guards.verdicts import Expect

HUNDRED = 100
_WORD = re.compile(rf"{LETTER}{{3,20}}")
ROUND = Fraction(13, 10)
_LIST = re.compile(r"<[ou]l\b.*?</[ou]l>", re.S | re.I)
_ENTRY = re.compile(r"<li\b", re.I)
_LINE = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+\S", re.M)
_LABEL = re.compile(r"(?<!\w)[A-ZÀ-Ž]{1,3}[ -]?\Z")
PER_CENT = ("pct", "point")


def parts_of(text: str, language: str) -> frozenset[Fraction]:
    """Parts that the text names, or tells as nine of ten."""
    told = (part for part in ratios_of(text, language) if part < 1)
    return frozenset((*fractions(text, language), *in_letters(text, language), *told))


def is_part(one: Figure, parts: frozenset[Fraction]) -> bool:
    """Whether one of the parts is this number: a half is 0.5 and 50%."""
    if not parts:
        return False
    scale = HUNDRED if one.unit == "pct" else 1
    return any(isinstance(value, Fraction) and value / scale in parts for value in one.values)


def is_whole(one: Figure, expect: Expect) -> bool:
    """Seven days for a week, 60 minutes for an hour: one of what the text names without a number."""
    kind, scale = LEAST_UNITS.get(one.unit, ("", 0))
    named = units_named(expect.grounds)
    return any(
        kind == theirs and one.size * scale == size and unit != one.unit
        for unit, (theirs, size) in LEAST_UNITS.items()
        if unit in named
    )


@by_length
def units_named(text: str) -> frozenset[str]:
    return frozenset(unit for word in _WORD.findall(normal(text)) if (unit := unit_of(word)))


def is_derived(one: Figure, read: str, given: Iterable[Figure], expect: Expect) -> bool:
    """Whether a number follows from the text's: its part, or in a short text how far two percentages are apart. A fifth
    is left to those who compare parts."""
    if is_part(one, parts_of(expect.grounds, expect.source_code)) or _is_label(one, read, expect.grounds):
        return True
    if is_whole(one, expect):
        return True
    if _is_rounded(one, read, given, expect) or _is_near_part(one, expect) or _is_count(one, expect.source):
        return True
    if one.kind == "ordinal":
        return any(part.denominator == one.size for part in parts_of(read, expect.wanted))
    if "numbers" in expect.keep or one.unit not in PER_CENT:
        return False
    if one.unit == "pct":
        return any(other.unit == "pct" and other.size + one.size == HUNDRED for other in given)
    if not any(other.unit in PER_CENT for other in given):
        return False  # points of a league
    sizes = {other.size for other in given if other.kind == "digits" and other.size <= HUNDRED}
    return any(abs(first - second) == one.size for first in sizes for second in sizes)


def _is_label(one: Figure, read: str, grounds: str) -> bool:
    """U 7 for U7."""
    label = _LABEL.search(normal(read)[: one.start])
    return bool(label) and f"{label.group().rstrip(' -')}{one.raw}" in grounds  # type: ignore[union-attr]


def _is_rounded(one: Figure, read: str, given: Iterable[Figure], expect: Expect) -> bool:
    """Over 1,200 for 1,260; almost 1,300."""
    if "numbers" in expect.keep or one.size < HUNDRED or one.size % 10 ** (len(str(int(one.size))) - 2):
        return False
    before = normal(read)[max(0, one.start - 24) : one.start].rstrip(" £$€¥")
    for kind, least, most in (("at_least", Fraction(1), ROUND), ("at_most", 2 - ROUND, Fraction(1))):
        known = claimed(kind, expect.wanted)
        if known and any(match.end() >= len(before) - 1 for match in known.finditer(before)):
            return any(least <= other.size / one.size < most for other in given if other.kind in ("digits", "word"))
    return False


def _is_near_part(one: Figure, expect: Expect) -> bool:
    """67% for two thirds."""
    parts = parts_of(expect.grounds, expect.source_code) if one.unit == "pct" else ()
    return any(abs(part * HUNDRED - one.size) < 1 for part in parts)


def _is_count(one: Figure, source: str) -> bool:
    """Four steps, where the text lists four."""
    if one.kind != "word" or one.size < 2 or one.size.denominator != 1:
        return False
    lists = [len(_ENTRY.findall(part)) for part in _LIST.findall(source)] or [len(_LINE.findall(source))]
    return one.size in lists
