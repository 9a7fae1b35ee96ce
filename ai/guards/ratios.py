"""Parts and multiples of two numbers that stand together: 418 of 560 as three quarters, 1.2 seconds to 80 milliseconds
as fifteen times as fast."""

import re
from collections.abc import Iterator
from fractions import Fraction

from ai.guards import claims, roughly, tables
from ai.guards.converted import measures
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.reading import plain

NEAR = Fraction(3, 200)  # of all
OF_ALL = Fraction(6, 100)  # where the text itself says 418 of 560
ROUGHLY = Fraction(12, 100)
MOST = 40  # numbers of a sentence or paragraph that are compared
_BREAK = re.compile(r"[.!?…](?=\s)|\n|[。！？]")
_TIMES = re.compile(
    r"[ -]?(?:times|fold|mal|fach\w*|fois|veces|volte|keer|maal|vezes|gånger|gange|ganger|razy|krotn\w+|krát|násob\w+"
    r"|раза?|razy|kat|kez|倍|배)(?!\w)",
    re.I,
)
_YEARS = range(1000, 2101)


def is_multiple(one: Figure, read: str, source: str, codes: tuple[str, str]) -> bool:
    """Whether a number of times is that of two numbers of the text."""
    plainly = normal(tables.with_units(read, codes[0]))
    end = one.start + len(one.raw)
    if one.size <= 1 or not _TIMES.match(plainly, end):
        return False
    if _times(source, codes[1]) - _times(read, codes[0]):
        return False  # another that the text names itself has gone
    way = roughly.way(plainly, one.start, end, codes[0])
    return _is_one_of(one.size, way, source, codes[1])


@by_length
def _times(text: str, language: str) -> frozenset[Fraction]:
    """The numbers of times that the text names."""
    read = normal(tables.with_units(text, language))
    return frozenset(one.size for one in figures(text, language) if _TIMES.match(read, one.start + len(one.raw)))


def is_told(value: Fraction, raw: str, answer: str, source: str, codes: tuple[str, str]) -> bool:
    """Whether a part or a multiple that the answer names is that of two numbers of the text, as the word before it
    says: more than half."""
    read = plain(answer)
    at = read.lower().find(raw.lower())
    way = roughly.way(read, at, at + len(raw), codes[0]) if at >= 0 else ""
    if value > 1:
        return _is_one_of(value, way, source, codes[1])
    if any(_is_near(value, part, way, OF_ALL) for part in _of_all(source, codes[1])):
        return True
    return any(_is_near(value, 1 / ratio, way, OF_ALL if way else NEAR) for ratio in multiples(source, codes[1]))


def _is_one_of(times: Fraction, way: str, source: str, language: str) -> bool:
    most = ROUGHLY if way else 2 * NEAR
    return any(roughly.fits(times, ratio, way, most) for ratio in multiples(source, language))


def _is_near(value: Fraction, part: Fraction, way: str, most: Fraction) -> bool:
    if way == roughly.OVER:
        return value < part <= value + ROUGHLY
    if way == roughly.UNDER:
        return value - ROUGHLY <= part < value
    return abs(part - value) <= most


def _of_all(text: str, language: str) -> Iterator[Fraction]:
    for first, second in claims.ordered(text, language).get(("of", "of"), ()):
        sizes = ((one, two) for one in first for two in second)
        yield from (a / b for a, b in sizes if isinstance(a, Fraction) and isinstance(b, Fraction) and 0 < a < b)


@by_length
def multiples(text: str, language: str) -> frozenset[Fraction]:
    """How many times one number is another of its sentence, or of its paragraph where both have a unit of one kind."""
    read = normal(tables.with_units(text, language))
    breaks = [match.start() for match in _BREAK.finditer(read)]
    lines = [at for at in breaks if read[at] == "\n"]
    found: set[Fraction] = set()
    counted = [one for one in figures(text, language) if _is_counted(one)]
    kinds = {one.start: (one.kind, max(one.sizes, default=one.number)) for one in measures(text, language)}
    sizes: dict[tuple[int, str], list[Fraction]] = {}
    by_sentence: dict[int, list[Figure]] = {}
    for one in counted:
        by_sentence.setdefault(_place(breaks, one.start), []).append(one)
        kind, size = kinds.get(one.start, (one.unit, one.size))
        if kind:
            sizes.setdefault((_place(lines, one.start), kind), []).append(size)
    for known in sizes.values():
        found |= set(_multiples(known[:MOST]))
    for sentence in by_sentence.values():
        bare = [one.size for one in sentence if one.unit in ("", "year")]
        found |= set(_multiples(bare[:MOST]))
    return frozenset(found)


def _multiples(sizes: list[Fraction]) -> Iterator[Fraction]:
    for place, one in enumerate(sizes):
        for other in sizes[place + 1 :]:
            if one > 0 and other > 0 and one != other:
                yield max(one, other) / min(one, other)


def _place(breaks: list[int], start: int) -> int:
    return sum(at < start for at in breaks)


def _is_counted(one: Figure) -> bool:
    is_year = one.raw.isdigit() and len(one.raw) == 4 and not one.unit and int(one.raw) in _YEARS
    return one.kind in ("digits", "word") and one.unit != DATE and one.size > 1 and not is_year
