"""A number of a text with what it may mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ai.guards import quantities

Value = Fraction | tuple[Any, ...]
DATE = "date"  # the unit of a day beside its month
_JOINED = re.compile(
    r"\s?[:–-]\s?|\s(?:\w{1,12}\s)?(?:to|zu|gegen|against|contre|contra|contro|tegen|mot|till)\s"
)  # between the numbers of a score
_INSTEAD = re.compile(
    r"\s?(?:-|–|to|or|and|instead of|rather than|bis|oder|und|statt|statt bisher|statt wie bisher|anstatt"
    r"|gegenüber|à|a|ou|et|au lieu de|contre|o|y|en vez de|en lugar de|frente a"
    r"|e|invece di|contro|anziché|tot|of|en|in plaats van"
    r"|tegen|till|eller|i stället för|do|zamiast)\s?"
)
BESIDE = 16  # characters between two years and eight months


@dataclass(frozen=True)
class Figure:
    """kind: digits, month, word (a number in letters), ordinal (one in letters) or other (Roman, Chinese, a month
    alone): those may stand for a number, but need not."""

    raw: str
    values: frozenset[Value]
    kind: str = "digits"
    unit: str = ""
    start: int = 0

    @property
    def size(self) -> Fraction:
        return max((value for value in self.values if isinstance(value, Fraction)), default=Fraction(0))


def is_time(value: Value) -> bool:
    return isinstance(value, tuple) and value[0] == "time"


def measured(found: list[Figure], read: str) -> Iterator[Figure]:
    """With what they are in the least unit of their kind: two years and eight months are 32 months."""
    for place, one in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        before = found[place - 1] if place else None
        own = _in_least(one) or _shared_unit(one, after, read)
        more = [_in_least(other) for other in (after, before) if other and _belong(one, other)]
        sums = {(kind, size + other[kind]) for other in more for kind, size in own.items() if kind in other}
        extra = {(kind, size) for kind, size in own.items()} | sums
        yield replace(one, values=one.values | frozenset(extra)) if extra else one


def _shared_unit(one: Figure, after: Figure | None, read: str) -> dict[str, Fraction]:
    """75 instead of 38 minutes: the first are minutes too."""
    if one.unit or one.kind != "digits" or after is None or after.unit not in quantities.LEAST_UNITS:
        return {}
    between = read[one.start + len(one.raw) : after.start]
    kind, scale = quantities.LEAST_UNITS[after.unit]
    return {kind: one.size * scale} if _INSTEAD.fullmatch(between.lower()) else {}


def _in_least(one: Figure) -> dict[str, Fraction]:
    kind, scale = quantities.LEAST_UNITS.get(one.unit, ("", 0))
    found = {kind: one.size * scale} if kind and one.size else {}  # 7.15 Uhr is no length of time
    return found | ({quantities.ALSO[one.unit]: one.size * scale} if one.unit in quantities.ALSO else {})


def _belong(one: Figure, other: Figure) -> bool:
    """Side by side, of one kind and different units."""
    first, second = sorted((one, other), key=lambda figure: figure.start)
    near = second.start - first.start - len(first.raw) <= BESIDE
    return near and one.unit != other.unit and bool(one.unit and other.unit)


def scores(read: str, counted: list[Figure]) -> list[tuple[int, int]]:
    """For each number the places of the first and the last that are told with it as one: 2:1, 20-18."""
    found: list[tuple[int, int]] = []
    for place, one in enumerate(counted):
        before = counted[place - 1] if place else None
        if before and _JOINED.fullmatch(read[before.start + len(before.raw) : one.start]):
            first = found[-1][0]
            found[first:] = [(first, place)] * (place - first)
            found.append((first, place))
        else:
            found.append((place, place))
    return found
