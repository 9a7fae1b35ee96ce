"""Puts a proposal onto a text that was changed after it was made, where both changed different places (diff3)."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ai.proposals import texts
from aicmr.lib import html

_TOKEN = re.compile(r"<[^>]*>|\s+|\w+|[^\w\s]", re.UNICODE)
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_VOID = frozenset({"br", "hr", "img"})
Span = tuple[int, int, list[str]]  # of the base: from, to, and what takes its place


def merge(field: str, base: str, now: str, after: str, *, is_block: bool = False) -> str | None:
    """`now` with what `after` changed of `base`; None where both changed the same place, or nothing would be left of
    either change."""
    if field in texts.LIST_FIELDS:
        return _merged_names(base, now, after)
    if not texts.is_html(field):
        return _joined(_TOKEN.findall(base), _TOKEN.findall(now), _TOKEN.findall(after))
    if not is_block:
        return _merged_bodies(base, now, after)
    merged = _joined(*(_TOKEN.findall(texts.unmarked(text)) for text in (base, now, after)))
    return merged if merged is not None and _is_balanced(merged) else None


def _merged_names(base: str, now: str, after: str) -> str:
    before, mine, theirs = ({name.casefold(): name for name in texts.names(text)} for text in (base, now, after))
    gone = (before.keys() - mine.keys()) | (before.keys() - theirs.keys())
    return ", ".join(name for key, name in (mine | theirs).items() if key not in gone)


def _merged_bodies(base: str, now: str, after: str) -> str | None:
    """Block by block; a block that nobody but the person changed stays as it is, with its marks and its id."""
    old, mine, theirs = ([texts.unmarked(block.html) for block in html.blocks(text)] for text in (base, now, after))
    merged = _merge(old, mine, theirs)
    stands = dict(
        zip([*theirs, *mine], [block.html for text in (after, now) for block in html.blocks(text)], strict=True)
    )
    return None if merged is None else "\n".join(stands.get(key, key) for key in merged)


def _joined(base: Sequence[str], now: Sequence[str], after: Sequence[str]) -> str | None:
    merged = _merge(base, now, after)
    return None if merged is None else "".join(merged)


def _merge(base: Sequence[str], now: Sequence[str], after: Sequence[str]) -> list[str] | None:
    mine, theirs = _changes(base, now), _changes(base, after)
    if any(_collide(one, other) for one in mine for other in theirs):
        return None
    # The same change made twice is made once; insertions at one place cannot come to here from both sides.
    merged, position = [], 0
    for start, end, new in sorted({(s, e, tuple(n)): (s, e, n) for s, e, n in [*mine, *theirs]}.values()):
        merged += [*base[position:start], *new]
        position = end
    return [*merged, *base[position:]]


def _changes(base: Sequence[str], text: Sequence[str]) -> list[Span]:
    codes = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(low, high, list(text[start:end])) for op, low, high, start, end in codes if op != "equal"]


def _collide(one: Span, other: Span) -> bool:
    if one == other:
        return False
    overlap = one[0] < other[1] and other[0] < one[1]
    return overlap or one[0] == other[0] or (one[1] == other[1] and (one[0] == one[1] or other[0] == other[1]))


def _is_balanced(text: str) -> bool:
    stack: list[str] = []
    for closing, tag in _TAG.findall(text):
        if tag in _VOID:
            continue
        if not closing:
            stack.append(tag)
        elif not stack or stack.pop() != tag:
            return False
    return not stack
