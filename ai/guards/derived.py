"""Numbers that the text does not write, and yet tells: rounded, how often one is another, how long it is, how
many are listed."""

from collections.abc import Sequence

from ai.guards import itemised, lasting, ratios, rounded
from ai.guards.figure import Figure
from ai.guards.verdicts import Expect


def is_told(one: Figure, read: str, given: Sequence[Figure], expect: Expect) -> bool:
    """Whether a number of the answer follows from those of the text."""
    grounds, codes = expect.grounds, expect.codes
    return (
        rounded.is_rounded(one, read, given, expect.wanted)
        or itemised.is_counted(one, read, grounds, codes)
        or ratios.is_multiple(one, read, grounds, codes)
        or lasting.is_lasting(one, read, grounds, codes)
    )
