"""How sure one can be of a proposal without reading it: 0 to 100, measured on the text, never what a model says of
itself. None where there is nothing to measure by (a picture's description).

`support`, for texts made from a text: 100 × the share of the meaning words of the proposal whose stem stands in the
source. A number or a name that the source does not have caps it at 40: that is where inventions show. A repaired answer
loses 10. It measures whether the words are those of the source, not whether the summary is a good one.

`kept`, for translations: 100 × the share of the source's numbers that the translation has, capped at 90 since no
program of ours reads both languages, and at 40 where it is under half or over twice as long as the source.

`known`, for lists of names: 100 × the share of them that are known already.
"""

import re

from ai.local import facts, wording
from aicmr.lib.text import count_words

CAP = 40
REPAIRED = 10
_DIGITS = re.compile(r"\D")


def support(after: str, source: str, *, language: str, repaired: bool = False) -> int | None:
    """Of a short text made from `source`."""
    wanted = wording.stems(after, language)
    if not wanted:
        return None
    there = set(wording.stems(source, language))
    share = sum(stem in there for stem in wanted) / len(wanted)
    if _invented(after, source, language):
        share = min(share, CAP / 100)
    return max(0, round(100 * share) - REPAIRED * repaired)


def known(names: list[str], existing: list[str]) -> int | None:
    have = {name.casefold() for name in existing}
    return round(100 * sum(name.casefold() in have for name in names) / len(names)) if names else None


def kept(after: str, source: str, *, repaired: bool = False) -> int | None:
    """Of a translation of `source`."""
    if not after.strip() or not source.strip():
        return None
    there = _figures(after)
    wanted = _figures(source)
    share = sum(number in there for number in wanted) / len(wanted) if wanted else 1.0
    longer = count_words(after) / max(1, count_words(source))
    ceiling = 90 if 0.5 <= longer <= 2 else CAP
    return max(0, min(ceiling, round(100 * share)) - REPAIRED * repaired)


def _invented(after: str, source: str, language: str) -> bool:
    if _figures(after) - _figures(source):
        return True
    words = {word.casefold() for word in wording.tokens(source)}
    names = facts.names(after, language)
    return any(not all(part.casefold() in words for part in wording.tokens(name)) for name in names)


def _figures(text: str) -> set[str]:
    """Numbers by their digits: 1,200 and 1.200 are the same."""
    return {_DIGITS.sub("", number) for number in facts.numbers(text)}
