"""Which way a number goes, and how it is bounded: 5 more, at least 5, 5 cheaper than the other."""

import re
from functools import cache

from ai.guards.claims import Anchor, content, pattern

WINDOW = 32  # characters on each side of a number that say which way it goes
DENIED = 40  # characters before a bound that may deny it
CLOSE = 2  # characters between a bound and its number
COMPARED = 40  # characters behind “than” that say with what
_KINDS = ("more", "less", "faster", "slower")
_BOUNDS = ("at_most", "at_least")
_OPPOSITE = {
    **{"more": "less", "less": "more", "later": "earlier", "earlier": "later"},
    **{"faster": "slower", "slower": "faster"},
}
_IN_TIME = {"more": "later", "less": "earlier"}
_TIME = re.compile(
    r"later|earlier|sooner|später|früher|eher|plus (?:tôt|tard)|más (?:temprano|tarde)|più (?:presto|tardi)|eerder"
    r"|senare|tidigare|senere|tidligere|później|wcześniej",
    re.I,
)
# Ten minutes or more: it bounds the number before.
_OR_MORE = re.compile(
    r"(?:\b(?:or|oder|ou|o|of|eller|lub|and|und|et|y|e|en)|^)\s+(?:more|less|fewer|older|younger|over|under|later|earlier|mehr|älter|jünger"
    r"|weniger|plus|moins|más|menos|più|meno|meer|minder|mais|mer|fler|mindre|flere|więcej|mniej)\b",
    re.I,
)
# Before they are more than 5 cm long.
_BEFORE_IT = re.compile(
    r"\b(?:before|until|unless|bevor|ehe|bis sie|avant (?:que|qu['’])|antes de que|hasta que|prima che|finché non"
    r"|voordat|totdat|innan|før|zanim|dopóki nie|antes que|até que)\b[^.;:!?]{0,40}\Z",
    re.I,
)


def direction(anchor: Anchor, language: str) -> str:
    """`more` or `less`, as the words beside the number say; '' if they say neither or both."""
    behind = _without_next_bound(anchor.sides[1], language)[:WINDOW]
    around = f"{_without_bounds(anchor.sides[0], language)[-WINDOW:]} # {behind}"
    denial = pattern("not", language)
    if denial and denial.search(around):
        return ""
    around = _OR_MORE.sub(" ", around)
    said = {
        _IN_TIME[kind] if kind in _IN_TIME and _TIME.fullmatch(match.group()) else kind
        for kind in _KINDS
        if (known := pattern(kind, language))
        for match in known.finditer(around)
    }
    return said.pop() if len(said) == 1 else ""


def is_other_way(way: str, told: set[str]) -> bool:
    """Less for more, earlier for later; a gain may be told as earlier."""
    return bool(way) and len(told) == 1 and way in _OPPOSITE.get(next(iter(told)), "")


def bound(anchor: Anchor, language: str) -> str:
    """`at_least` or `at_most`, as the words right before the number say, else ''. What is denied behind it is no bound:
    more than 11 degrees are not to be had; nor before it: may not be off by more than five minutes."""
    before = anchor.sides[0].rstrip(" £$€¥₹")
    kind = "" if _BEFORE_IT.search(before) else bound_at_end(before, language)
    denial = pattern("not", language)
    if kind != "at_least" or not denial:
        return kind
    known = pattern(kind, language)
    found = known.finditer(before) if known else ()
    words = [match.start() for match in found if len(before) - match.end() <= CLOSE]
    lead = re.split(r"[.;:!?]", before[: min(words, default=0)])[-1][-DENIED:]
    return "" if denial.search(f"{lead} # {anchor.rest}") else kind


def bound_before(text: str, raw: str, language: str) -> str:
    """How a part that is told in words is bounded: at most half."""
    at = text.lower().find(raw.lower())
    return bound_at_end(text[:at].rstrip(), language) if at >= 0 else ""


def bound_at_end(text: str, language: str) -> str:
    """The bound that the text ends with; of several the longest: no fewer than, and not fewer than."""
    before = text[-WINDOW:]
    found = {
        len(match.group()): kind
        for kind in _BOUNDS
        if (known := pattern(kind, language))
        for match in known.finditer(before)
        if len(before) - match.end() <= CLOSE
    }
    return found[max(found)] if found else ""


def is_turned_about(one: Anchor, other: Anchor, codes: tuple[str, str]) -> bool:
    """Whether one is told from the other side: A is 5 dearer than B, for B costs 5 less."""
    mine, theirs = _compared(one, codes[0]), _compared(other, codes[1])
    if mine is None or theirs is None:
        return mine is not theirs
    if codes[0] != codes[1]:
        mine, theirs = (frozenset(key for key in keys if key[1:2] == ":") for keys in (mine, theirs))
        return bool(mine and theirs) and not mine & theirs
    return not mine & theirs


def _compared(anchor: Anchor, language: str) -> frozenset[str] | None:
    """What the number is told against; None where nothing is."""
    known = _than(language)
    match = known.search(anchor.sides[1][: WINDOW + COMPARED]) if known else None
    return content(anchor.sides[1][match.end() :][:COMPARED], language) if match else None


@cache
def _than(language: str) -> re.Pattern[str] | None:
    words = [known.pattern for kind in _KINDS if (known := pattern(kind, language))]
    than = pattern("than", language)
    return re.compile(rf"(?:{'|'.join(words)})\s(?:\S+\s)?{than.pattern}", re.I) if words and than else None


def _without_next_bound(text: str, language: str) -> str:
    """Without what bounds the next number: 6 euros for those under 26."""
    for kind in _BOUNDS:
        known = pattern(kind, language)
        bounds = [match for match in known.finditer(text) if len(text) - match.end() <= CLOSE] if known else []
        text = text[: bounds[0].start()] if bounds else text
    return text


def _without_bounds(text: str, language: str) -> str:
    for kind in _BOUNDS:
        text = known.sub(" ", text) if (known := pattern(kind, language)) else text
    return text
