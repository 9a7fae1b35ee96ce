"""Which sentences of an answer stand for which of its text: one for one, or two for one that was cut or joined."""

import re
from functools import lru_cache
from math import log

from ai.guards import dates
from ai.guards.figures import figures
from ai.guards.reading import plain

_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»“)\]]*\s+|(?<=[。！？])[」』”’）)]*|\n+")
_ORDINALS = frozenset(
    ["cs", "da", "de", "fi", "hu", "is", "no", "pl", "sk", "sl", "hr", "sr", "et", "lv", "tr"]
)  # 3. is the third
_DAY = re.compile(r"(?:^|[^\d.,])\d{1,2}\.\s*$")
_BEFORE_ORDINAL = re.compile(
    r"\b(?:der|die|das|dem|den|des|am|im|vom|zum|zur|beim|ein|eine|einen)\s+\d{1,2}\.\s*$", re.I
)
_SHORT = re.compile(
    r"(?:^|[\s(])(?:[A-ZÀ-Ž]|Dr|Mr|Mrs|Ms|St|Prof|Sr|Sra|Mio|Mrd|Nr|No|ca|bzw|approx|Jr|vs"
    r"|z\.\sB|d\.\sh|u\.\sa|M|Mme|av|Ing|Rev|Gen|Hon|Dott|Sig|Mag|Art|Abs|Std|Min|Tel|Str|Inh)\.\s*$"
)
_WORD = re.compile(r"\w+")
_STEPS = ((1, 1), (1, 2), (2, 1), (2, 2))
_JOINED = 0.6  # what a joined or cut sentence costs
_WITHOUT = 1.5  # what it costs when the numbers of one side are not on the other
BAND = 12  # sentences that the two may be apart
MOST = 1_000
WORST = 0.9  # mean cost of a pair; more, and the sentences are not the same
LEAST_LETTERS = 8.0


def sentences(text: str, language: str) -> list[str]:
    """Sentences; no end is behind a day of the month, an initial or a short form, or before a small letter."""
    read, found, begin = plain(text), [], 0
    for match in _ENDS.finditer(read):
        so_far = read[begin : match.start()]
        if "\n" in match.group() or not goes_on(so_far, read[match.end() : match.end() + 24], language):
            found.append(so_far)
            begin = match.end()
    return [part.strip() for part in (*found, read[begin:]) if any(map(str.isalnum, part))]


def goes_on(so_far: str, after: str, language: str) -> bool:
    """Whether a sentence goes on behind a dot."""
    if after[:1].islower() or _SHORT.search(so_far):
        return True
    day = _DAY.search(so_far) if language in _ORDINALS else None
    if not day:
        return False
    word = _WORD.match(after)
    return language != "de" or bool(_BEFORE_ORDINAL.search(so_far) or (word and dates.months(word.group(), language)))


@lru_cache(maxsize=16)
def paired(mine: tuple[str, ...], given: tuple[str, ...], codes: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs in order; none where they do not match well."""
    if not mine or not given or max(len(mine), len(given)) > MOST or abs(len(mine) - len(given)) > BAND:
        return ()
    sizes = [_size(one) for one in mine], [_size(one) for one in given]
    share = sum(sizes[0]) / sum(sizes[1])
    numbers = [_numbers(one, codes[0]) for one in mine], [_numbers(one, codes[1]) for one in given]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for here in range(len(mine) + 1):
        for there in range(max(0, here - BAND), min(len(given), here + BAND) + 1):
            if (here, there) not in best:
                continue
            so_far = best[here, there][0]
            for step in _STEPS:
                to = here + step[0], there + step[1]
                if to[0] > len(mine) or to[1] > len(given):
                    continue
                spans = slice(here, to[0]), slice(there, to[1])
                cost = so_far + _cost(spans, sizes, share, numbers) + (_JOINED * (sum(step) - 2))
                if to not in best or cost < best[to][0]:
                    best[to] = cost, (here, there)
    return _path(mine, given, best)


def _path(
    mine: tuple[str, ...], given: tuple[str, ...], best: dict[tuple[int, int], tuple[float, tuple[int, int]]]
) -> tuple[tuple[str, str], ...]:
    at = len(mine), len(given)
    if at not in best:
        return ()
    found: list[tuple[str, str]] = []
    total = best[at][0]
    while at != (0, 0):
        before = best[at][1]
        found.append((" ".join(mine[before[0] : at[0]]), " ".join(given[before[1] : at[1]])))
        at = before
    return tuple(reversed(found)) if total <= WORST * len(found) else ()


def _cost(
    spans: tuple[slice, slice],
    sizes: tuple[list[float], list[float]],
    share: float,
    numbers: tuple[list[frozenset[object]], list[frozenset[object]]],
) -> float:
    here, there = sum(sizes[0][spans[0]]), sum(sizes[1][spans[1]])
    length = abs(log((here + LEAST_LETTERS) / (there * share + LEAST_LETTERS)))
    mine, given = (frozenset[object]().union(*kind[span]) for kind, span in zip(numbers, spans, strict=True))
    return length + (_WITHOUT if bool(mine) != bool(given) or (mine and not mine & given) else 0.0)


def _size(text: str) -> float:
    return float(sum(map(str.isalnum, text))) or 1.0


@lru_cache(maxsize=512)
def _numbers(text: str, language: str) -> frozenset[object]:
    return frozenset(
        value for one in figures(text, language) if one.kind == "digits" and one.size > 2 for value in one.values
    )
