"""A number of a text with what it may mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ai.guards import quantities

Value = Fraction | tuple[Any, ...]
DATE = "date"  # the unit of a day beside its month
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


def measured(found: list[Figure]) -> Iterator[Figure]:
    """With what they are in the least unit of their kind: two years and eight months are 32 months."""
    for place, one in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        before = found[place - 1] if place else None
        own = _in_least(one)
        more = [_in_least(other) for other in (after, before) if other and _belong(one, other)]
        sums = {(kind, size + other[kind]) for other in more for kind, size in own.items() if kind in other}
        extra = {(kind, size) for kind, size in own.items()} | sums
        yield replace(one, values=one.values | frozenset(extra)) if extra else one


def _in_least(one: Figure) -> dict[str, Fraction]:
    kind, scale = quantities.LEAST_UNITS.get(one.unit, ("", 0))
    return {kind: one.size * scale} if kind else {}


def _belong(one: Figure, other: Figure) -> bool:
    """Side by side, of one kind and different units."""
    first, second = sorted((one, other), key=lambda figure: figure.start)
    near = second.start - first.start - len(first.raw) <= BESIDE
    return near and one.unit != other.unit and bool(one.unit and other.unit)
