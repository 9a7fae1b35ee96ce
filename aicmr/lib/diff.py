"""What changed between two texts: by words, and by the blocks of an article.

Blocks are matched by their id first, so that a paragraph that was rewritten or moved is shown as such; what has
no partner by id is matched by similar words. Only within changed blocks are words compared, which keeps long texts
quick (the matcher is quadratic in the worst case).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Op = Literal["same", "gone", "new"]
BlockOp = Literal["same", "changed", "gone", "new", "moved"]

_TOKEN = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|\w+(?:['’\-]\w+)*|[^\w\s]", re.UNICODE)
_SIMILAR = 0.5
_TAG: dict[Op, str] = {"gone": "del", "new": "ins"}


class BlockLike(Protocol):
    """What the comparison needs of a block: `aicmr.lib.html.Block` has it."""

    @property
    def id(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Change:
    """A run of text that stayed, went or came."""

    op: Op
    text: str


@dataclass(frozen=True)
class BlockChange:
    """One row of a comparison; `before` or `after` is None where the block is missing on that side."""

    op: BlockOp
    before: BlockLike | None
    after: BlockLike | None
    words: list[Change] = field(default_factory=list)


def words(before: str, after: str) -> list[Change]:
    """Runs of words in reading order; without the new ones they give `before`, without the gone ones `after`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    changes: list[Change] = []
    for op, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            changes.append(Change("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            changes.append(Change("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            changes.append(Change("new", "".join(new[new_from:new_to])))
    return changes


def words_html(changes: Iterable[Change]) -> SafeString:
    """Changes as escaped HTML with `<del>` and `<ins>`."""
    return format_html_join("", "{}", ((_mark(change),) for change in changes))


def _mark(change: Change) -> SafeString | str:
    tag = _TAG.get(change.op)
    return change.text if tag is None else format_html("<{}>{}</{}>", tag, change.text, tag)


def blocks(before: Sequence[BlockLike], after: Sequence[BlockLike]) -> list[BlockChange]:
    """Rows of a side-by-side comparison in the order of `after`; what is gone stands where it stood in `before`."""
    partner = _partners(before, after)
    still = [old for old in range(len(before)) if old in partner]
    steady = _rising([partner[old] for old in still])
    rows: list[BlockChange] = []
    old_of = {new: old for old, new in partner.items()}
    shown = 0
    for new, block in enumerate(after):
        old = old_of.get(new)
        if old is not None and new in steady:
            rows += [BlockChange("gone", gone, None) for gone in _unmatched(before, shown, old, partner)]
            shown = max(shown, old + 1)
        rows.append(_row(None if old is None else before[old], block, moved=new not in steady))
    return rows + [BlockChange("gone", gone, None) for gone in _unmatched(before, shown, len(before), partner)]


def _unmatched(before: Sequence[BlockLike], start: int, end: int, partner: dict[int, int]) -> list[BlockLike]:
    return [before[index] for index in range(start, end) if index not in partner]


def _row(old: BlockLike | None, new: BlockLike, *, moved: bool) -> BlockChange:
    if old is None:
        return BlockChange("new", None, new)
    if old.html == new.html:
        return BlockChange("moved" if moved else "same", old, new)
    return BlockChange("changed", old, new, words(old.text, new.text))


def _partners(before: Sequence[BlockLike], after: Sequence[BlockLike]) -> dict[int, int]:
    """Index in `before` → index in `after`: same id, else same HTML, else the most similar text of the same tag."""
    by_id = {block.id: index for index, block in enumerate(after) if block.id}
    partner = {old: by_id[block.id] for old, block in enumerate(before) if block.id in by_id}
    free = [new for new in range(len(after)) if new not in partner.values()]
    for old, block in enumerate(before):
        if old in partner or not free:
            continue
        best = max(free, key=lambda new: _likeness(block, after[new]))
        if _likeness(block, after[best]) >= _SIMILAR:
            partner[old] = best
            free.remove(best)
    return partner


def _likeness(old: BlockLike, new: BlockLike) -> float:
    if old.html == new.html:
        return 2.0
    if old.tag != new.tag or not old.text or not new.text:
        return 0.0
    mine, theirs = set(_TOKEN.findall(old.text)), set(_TOKEN.findall(new.text))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _rising(numbers: Sequence[int]) -> set[int]:
    """The longest rising subsequence: the blocks that kept their order; all others have moved."""
    best: list[tuple[int, int]] = []  # (length, previous position)
    for position, number in enumerate(numbers):
        length, previous = max(
            ((best[earlier][0], earlier) for earlier in range(position) if numbers[earlier] < number), default=(0, -1)
        )
        best.append((length + 1, previous))
    kept: set[int] = set()
    position = max(range(len(best)), key=lambda index: best[index][0], default=-1)
    while position >= 0:
        kept.add(numbers[position])
        position = best[position][1]
    return kept
