"""numbers: those of the source are all there, none is new, and each keeps its unit."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from ai.guards.figures import Figure, figures, weekdays
from ai.guards.verdicts import Expect, Verdict, listed, prose

ID = "numbers"
SMALLEST_WORD = Fraction(3)  # in letters: one and two are articles and pairs in many languages
LARGE_WORD = Fraction(13)  # in letters and counted in any kind of text


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    keep, ground = "numbers" in expect.keep, "numbers" in expect.grounded
    if not (keep or ground) or not expect.grounds.strip():
        return None
    read = prose(text, data)
    answer = figures(read, expect.wanted)
    given = (*figures(expect.source, expect.source_code), *_known(expect))
    faults = list(_faults(read, answer, given, expect))
    return Verdict(ID, not faults, " ".join(faults))


def _faults(read: str, answer: tuple[Figure, ...], given: tuple[Figure, ...], expect: Expect) -> Iterator[str]:
    if "numbers" in expect.keep and expect.source:
        must = [figure for figure in figures(expect.source, expect.source_code) if figure.kind in ("digits", "month")]
        if lost := [figure.raw for figure in must if not _among(figure, answer)]:
            yield f"Numbers of the text are missing: {listed(lost)}."
    least = SMALLEST_WORD if "words" in expect.grounded or "numbers" in expect.keep else LARGE_WORD
    if new := [figure.raw for figure in answer if _is_claim(figure, least) and not _among(figure, given)]:
        yield f"Numbers that were not given: {listed(new)}."
    if other := [figure.raw for figure in answer if _has_other_unit(figure, given)]:
        yield f"Numbers got another unit: {listed(other)}."
    days, known = weekdays(read), set().union(*weekdays(expect.grounds).values())
    if known and (wrong := [name for name, day in days.items() if not day & known]):
        yield f"Days of the week that were not given: {listed(wrong)}."


def _known(expect: Expect) -> tuple[Figure, ...]:
    return figures(expect.known, expect.source_code) if expect.known else ()


def _is_claim(figure: Figure, least: Fraction) -> bool:
    return figure.kind in ("digits", "month") or (figure.kind == "word" and figure.size >= least)


def _among(figure: Figure, others: Iterable[Figure]) -> bool:
    return any(figure.values & other.values or _is_literally(figure, other) for other in others)


def _is_literally(one: Figure, other: Figure) -> bool:
    """The same writing is the same number, whatever it means in one language or the other, if nothing multiplies it."""
    if one.kind != "digits" or other.kind != "digits" or one.raw != other.raw or one.raw.isdigit():
        return False
    return max(one.size, other.size) < 1_000_000


def _has_other_unit(figure: Figure, given: Iterable[Figure]) -> bool:
    units = {other.unit for other in given if figure.values & other.values}
    return bool(figure.unit and units and "" not in units and figure.unit not in units)
