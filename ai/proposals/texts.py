"""Texts of proposals: what stands there now, what would stand there, marks, and how much was edited since."""

import hashlib
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from aicmr.lib import diff, html
from aicmr.lib.htmltree import write
from aicmr.lib.text import words

HTML_FIELDS = frozenset({"body"})
LIST_FIELDS = frozenset({"tags"})
_MARK = re.compile(r'data-p="([0-9A-Za-z_-]{1,40})"')


def current(obj: Any, field: str, block_id: str = "") -> str | None:
    """What stands in the object's field now; None where its block is gone. Lists are names joined by commas."""
    if field in LIST_FIELDS:
        return ", ".join(getattr(obj, field).order_by("name").values_list("name", flat=True))
    text = str(getattr(obj, field))
    if not block_id:
        return text
    return next((block.html for block in html.blocks(text) if block.id == block_id), None)


def digest(field: str, text: str) -> str:
    """Equal for texts that a reader would call the same: marks, ids and spaces do not count, order of names neither."""
    if field in LIST_FIELDS:
        same = ",".join(sorted(name.casefold() for name in names(text)))
    else:
        same = unmarked(text) if field in HTML_FIELDS else " ".join(text.split())
    return hashlib.sha256(same.encode()).hexdigest()


def unmarked(body: str) -> str:
    """The body without marks and block ids."""
    root = html.body_tree(_MARK.sub("", html.clean(body)))
    for node in root.elements():
        node.attrs.pop("data-id", None)
    return "".join(write(node) for node in root.elements())


def names(text: str) -> list[str]:
    """A comma-separated list as names, once each."""
    found = [" ".join(part.split()) for part in text.split(",")]
    return list({name.casefold(): name for name in found if name}.values())


def new_value(obj: Any, field: str, block_id: str, after: str, mark: str) -> Any:
    """The field's whole value with `after` in it, as saving a draft takes it; blocks of a body carry the mark."""
    if field in LIST_FIELDS:
        return names(after)
    if field not in HTML_FIELDS:
        return " ".join(after.split()) if field != "summary" else after.strip()
    before = str(getattr(obj, field))
    if block_id:
        return html.replace_block(before, block_id, marked(after, mark))
    return html.normalise(marked(after, mark, known=before))


def marked(body: str, mark: str, *, known: str = "") -> str:
    """Every block with the mark, but for those that stand word for word in `known` already."""
    old = {block.text for block in html.blocks(known)} if known else set()
    root = html.body_tree(body)
    for node in root.elements():
        if html.to_text(write(node)) not in old:
            node.attrs["data-p"] = mark
    return write(root)


def marks_in(body: str) -> set[str]:
    return set(_MARK.findall(body))


def text_of_mark(body: str, mark: str) -> str:
    """The plain text of everything that carries the mark."""
    root = html.body_tree(body)
    found = [node for node in root.walk() if node.attrs.get("data-p") == mark]
    return "\n\n".join(html.to_text(write(node)) for node in found)


def plain(field: str, text: str) -> str:
    return html.to_text(text) if field in HTML_FIELDS else text


def edited_share(accepted: str, now: str) -> float:
    """The part of the accepted words that has been changed or taken out: 0 to 1 (1 - 2M/T over words, as difflib's
    ratio, of the accepted words alone)."""
    old, new = words(accepted), words(now)
    if not old:
        return 0.0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return round(1 - kept / len(old), 4)


@dataclass(frozen=True)
class Row:
    """One row of a comparison for the page: what it is, and safe HTML of its words."""

    op: str
    words: str


def comparison(field: str, before: str, after: str) -> list[Row]:
    """Rows to show side by side: blocks of a body, else the words of the text."""
    if field not in HTML_FIELDS:
        return [Row("changed", diff.words_html(diff.words(before, after)))]
    return [_row(change) for change in diff.blocks(html.blocks(before), html.blocks(after))]


def _row(change: diff.BlockChange) -> Row:
    if change.op == "changed":
        return Row("changed", diff.words_html(change.words))
    block = change.after or change.before
    op: diff.Op = "new" if change.op == "new" else "gone" if change.op == "gone" else "same"
    return Row(change.op, diff.words_html([diff.Change(op, block.text if block else "")]))
