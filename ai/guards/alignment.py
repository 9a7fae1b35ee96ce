"""Answers that keep every sentence: each is compared with the one it stands for."""

from collections.abc import Iterator
from fractions import Fraction

from ai.guards import claims, concepts, converted, dates, denials, opposites, pairing
from ai.guards.figure import DATE, Figure
from ai.guards.figures import figures
from ai.guards.fractions import fractions
from ai.guards.phrases import claimed
from ai.guards.verdicts import Expect

LEAST = 3  # sentences from which an equal number is no chance
MOST = 4_000
LEAST_AGREED = 0.7  # share of the pairs with the same numbers; less, and they are not the same sentences
MOST_MOVED = 2  # sentences with a number of another; more, and they are not the same sentences


def faults(read: str, expect: Expect) -> Iterator[str]:
    """What a sentence says that its own in the text does not, where all are kept, in their order."""
    if "numbers" not in expect.keep or not expect.source:
        return
    pairs = _aligned(read, expect)
    moved = [found for mine, given in pairs if (found := list(_moved(mine, given, expect)))]
    if len(moved) > max(MOST_MOVED, len(pairs) // 4):
        return
    yield from (raw for found in moved for raw in found)
    wanted, source_code = expect.codes
    firm = [pair for pair in pairs if _has_numbers(pair[0], wanted) == _has_numbers(pair[1], source_code)]
    for mine, given in firm if len(firm) >= LEAST_AGREED * len(pairs) else ():
        yield from _days(mine, given, expect)
        yield from opposites.exchanged(mine, given, *expect.codes)
        yield from concepts.exchanged(mine, given, *expect.codes)
        yield from _shares(mine, given, expect)
        yield from _units(mine, given, expect)
        yield from _denials(mine, given, expect)
        yield from _reordered(mine, given, expect)


def _aligned(read: str, expect: Expect) -> list[tuple[str, str]]:
    """Pairs of sentences; none where their numbers differ, or are too few in one language."""
    mine = pairing.sentences(read, expect.wanted)
    given = pairing.sentences(expect.source, expect.source_code)
    is_translated = expect.wanted != expect.source_code
    if is_translated and (len(mine) != len(given) or not _agree(mine, given, expect)):
        return list(pairing.paired(tuple(mine), tuple(given), expect.codes))
    if len(mine) != len(given) or len(mine) > MOST or (len(mine) < LEAST and not is_translated):
        return []
    pairs = list(zip(mine, given, strict=True))
    return pairs if is_translated or all(_is_version(a, b, expect) for a, b in pairs) else []


def _agree(mine: list[str], given: list[str], expect: Expect) -> bool:
    """Whether all sentences have numbers where those of the text have."""
    same = sum(
        _has_numbers(a, expect.wanted) == _has_numbers(b, expect.source_code) for a, b in zip(mine, given, strict=True)
    )
    return same >= len(mine)


def _is_version(mine: str, given: str, expect: Expect) -> bool:
    here, there = claims.content(mine, expect.wanted), claims.content(given, expect.wanted)
    return 10 * len(here & there) >= 6 * max(len(here), len(there))


def _moved(mine: str, given: str, expect: Expect) -> Iterator[str]:
    """Numbers of the text that stand in another sentence, in place of its own."""
    there = figures(given, expect.source_code)
    here = {value for one in figures(mine, expect.wanted) for value in one.values}
    if all(one.values & here or one.raw in mine for one in there if _is_told(one)):
        return
    known = {value for one in (*there, *figures(given, expect.wanted)) for value in one.values}
    converted_here = converted.numbers_of(mine, given, expect.codes)
    for one in figures(mine, expect.wanted):
        if one.start in converted_here:
            continue
        if _is_told(one) and not (one.values & known or one.raw in given or _is_in_letters(there)):
            yield one.raw


def _days(mine: str, given: str, expect: Expect) -> Iterator[str]:
    """Another day of the week than in the sentence of the text."""
    here, there = dates.weekdays(mine, expect.wanted), dates.weekdays(given, expect.source_code)
    if there and not set(here.values()) & set(there.values()):
        yield from here


def _has_numbers(text: str, language: str) -> bool:
    return any(_is_told(one) for one in figures(text, language))


def _is_told(one: Figure) -> bool:
    return one.kind == "month" or (one.kind in ("digits", "word") and one.size > 2)


def _is_in_letters(there: tuple[Figure, ...]) -> bool:
    return any(one.kind == "other" for one in there)


def _shares(mine: str, given: str, expect: Expect) -> Iterator[str]:
    here, there = fractions(mine, expect.wanted), fractions(given, expect.source_code)
    if there and not here.keys() & there.keys():
        new = [raw for value, raw in here.items() if value not in there]
        yield from new


def _units(mine: str, given: str, expect: Expect) -> Iterator[str]:
    """Three days that became three weeks, where the sentence has no other three."""
    there = figures(given, expect.source_code)
    for one in figures(mine, expect.wanted):
        same = [other for other in there if one.unit and one.unit != DATE and one.values & other.values]
        if same and all(other.unit and other.unit != one.unit and _is_plain(one, other) for other in same):
            yield f"{one.raw} {one.unit}"


def _is_plain(one: Figure, other: Figure) -> bool:
    """Whether both are the same number, and not the same measure."""
    is_measure = any(isinstance(value, tuple) for value in one.values & other.values)
    return not is_measure and not {one.unit, other.unit} <= {"am", "pm", "hour"}


def _denials(mine: str, given: str, expect: Expect) -> Iterator[str]:
    mine_code, given_code = expect.codes
    if not (claimed("lacks", mine_code) and claimed("lacks", given_code)):
        return
    if (
        denials.denies(given, given_code)
        and denials.is_fewer(mine, given, mine_code, given_code)
        or denials.denies(mine, mine_code)
        and denials.is_fewer(given, mine, given_code, mine_code)
    ):
        yield mine[:60]


def _reordered(mine: str, given: str, expect: Expect) -> Iterator[str]:
    """Amounts of one unit in another order; not from … to."""
    if expect.wanted == expect.source_code:
        return
    here, there = claims.anchors(mine, expect.wanted), claims.anchors(given, expect.source_code)
    if claims.ordered(mine, expect.wanted) or claims.ordered(given, expect.source_code):
        return
    for unit in {one.unit for one in here if one.unit}:
        own = [_size(one) for one in here if one.unit == unit]
        its = [_size(one) for one in there if one.unit == unit]
        if own != its and sorted(own) == sorted(its) and len(set(own)) == len(own):
            yield ", ".join(one.raw for one in here if one.unit == unit)


def _size(anchor: claims.Anchor) -> Fraction:
    return max((value for value in anchor.values if isinstance(value, Fraction)), default=Fraction(0))
