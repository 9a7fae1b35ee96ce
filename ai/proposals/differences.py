"""What a proposal would change, for those who decide: words, and what no word shows (links, pictures, form)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from ai.proposals import texts
from aicmr.lib import diff, html
from aicmr.lib.diff import BlockLike, Change, Op
from aicmr.lib.htmltree import Node

_FORM = {
    "strong": "bold", "em": "italics", "u": "underline", "s": "strikethrough", "sub": "subscript", "sup": "superscript",
    "code": "code", "mark": "highlight", "br": "line break", "p": "paragraph", "h2": "heading", "h3": "heading 3",
    "h4": "heading 4", "ul": "list", "ol": "numbered list", "li": "list entry", "blockquote": "quotation",
    "pre": "code block", "table": "table", "tr": "table row",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of a comparison for the page: what it is, safe HTML of its words, what else goes and comes, and the
    picture that it is about."""

    op: str
    words: str
    besides: list[Change] = field(default_factory=list)
    picture: SafeString | str = ""


def comparison(name: str, before: str, after: str) -> list[Row]:
    """Rows to show below each other: blocks of a body, else the words of the text."""
    if not texts.is_html(name):
        return [Row("changed", diff.words_html(diff.words(before, after)))]
    return [_row(change) for change in diff.blocks(html.blocks(before), html.blocks(after))]


def _row(change: diff.BlockChange) -> Row:
    old, new = change.before, change.after
    if change.op == "changed":
        besides = list(_besides(_tree(old), _tree(new)))
        return Row("changed", diff.words_html(change.words), besides, _picture(new or old))
    op: Op = "new" if change.op == "new" else "gone" if change.op == "gone" else "same"
    block = new or old
    besides = list(_links(_tree(old), _tree(new))) if op != "same" else []
    return Row(change.op, diff.words_html([Change(op, block.text if block else "")]), besides, _picture(block))


def _tree(block: BlockLike | None) -> Node:
    return html.body_tree(block.html if block else "")


def _besides(old: Node, new: Node) -> Iterator[Change]:
    """What changes without a word that changes."""
    yield from _links(old, new)
    yield from _went_and_came(_pictures(old), _pictures(new))
    yield from _went_and_came(_form(old), _form(new))


def _links(old: Node, new: Node) -> Iterator[Change]:
    yield from _went_and_came(_addresses(old), _addresses(new))


def _addresses(tree: Node) -> "Counter[str]":
    return Counter(f"link “{node.text().strip()[:60]}”: {node.get('href')}" for node in tree.walk() if node.tag == "a")


def _pictures(tree: Node) -> "Counter[str]":
    found = (node for node in tree.walk() if node.tag == "img")
    return Counter(f"picture “{node.get('alt')[:80] or 'without a description'}”" for node in found)


def _form(tree: Node) -> "Counter[str]":
    return Counter(_FORM[node.tag] for node in tree.walk() if node.tag in _FORM)


def _went_and_came(old: "Counter[str]", new: "Counter[str]") -> Iterator[Change]:
    yield from (Change("gone", text) for text in old - new)
    yield from (Change("new", text) for text in new - old)


def _picture(block: BlockLike | None) -> SafeString | str:
    """The block itself where it is a figure: a caption alone does not say what comes or goes."""
    if block is None or block.tag != "figure":
        return ""
    return mark_safe(html.clean(block.html))  # noqa: S308 - cleaned here
