"""Times of day that are surely told: 3 a.m. is no 3 of March, and 9 Uhr none of 9 to 16 euros."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from ai.guards.figure import Figure, is_time
from ai.guards.verdicts import Expect

TIMES = {"am", "pm"}
CLOCKED = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "no", "pl")  # whose times of day are all read
NOON = 12
# Klokken 10, um 10.
_AT = re.compile(
    r"\b(?:kl\.?|klokken|klockan|klokka|um|at|alle|dalle|ore|a las|las|às|das|om"
    r"|o godz\.?|o godzinie|od|o)\s(\d{1,2})(?![\d.,:]\d|\d)",
    re.I,
)
BEFORE = 10  # characters from 10 to 17 Uhr


def is_told(figure: Figure, sure: list[Figure], given: Sequence[Figure], expect: Expect) -> bool:
    """Whether the text tells this time of day, where the answer surely tells one and the text has some."""
    is_uhr = figure.unit == "hour" and figure.raw.lower().endswith("uhr")
    if not (is_uhr or figure.unit in TIMES) or expect.source_code not in CLOCKED or not any(one.unit for one in sure):
        return True
    mine = {value for value in figure.values if is_time(value)}
    late = [one for one in given if one.raw.isdigit() and NOON < one.size <= 2 * NOON]  # 19 is 7 p.m. and nothing else
    said = {int(hour) for hour in _AT.findall(expect.source)}
    late += [one for one in given if one.raw.isdigit() and one.size in said]
    open_ones = [one for one in given if one.unit == "hour"] + _without_unit(given) if is_uhr else []
    return any(mine & one.values for one in (*sure, *late, *open_ones))


def told(given: Sequence[Figure]) -> list[Figure]:
    """Times of day, and the 10 of 10 to 17 Uhr."""
    found: list[Figure] = []
    for one, after in zip_longest(given, given[1:]):
        is_late = after is not None and after.unit == "hour" and NOON < after.size < 2 * NOON
        tells_time = after is not None and (after.unit in TIMES or is_late or _is_written(after))
        is_before = after is not None and tells_time and 0 < after.start - one.start <= BEFORE
        found += [one] if one.unit in TIMES or _is_written(one) or is_before else []
    return found


def _without_unit(given: Sequence[Figure]) -> list[Figure]:
    """Numbers that may be hours: not the 9 of 9 to 16 euros, nor the 31 of a score of 31:9."""
    found: list[Figure] = []
    for one, after in zip_longest(given, given[1:]):
        gap = after.start - one.start - len(one.raw) if after else BEFORE
        is_alone = gap >= BEFORE or after is None or (gap > 1 and after.unit in ("", "hour", *TIMES))
        found += [one] if not one.unit and one.raw.isdigit() and is_alone else []
    return found


def _is_written(one: Figure) -> bool:
    """10:30, half past two."""
    return not one.raw.isdigit() and any(map(is_time, one.values))
