"""Texts of proposals: what stands there now, what would stand there, marks, and how much was edited since."""

import hashlib
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from ai.proposals import translations
from aicmr.lib import html
from aicmr.lib.htmltree import Node, write
from aicmr.lib.text import words

LIST_FIELDS = frozenset({"tags"})
_MARK = re.compile(r'data-p="([0-9A-Za-z_-]{1,40})"')
_WHOLE = frozenset({"pre", "figure", "hr"})
_LEAST_RUN = 3


def is_html(field: str) -> bool:
    return field == "body" or field.startswith(translations.FIELD)


def current(obj: Any, field: str, block_id: str = "") -> str | None:
    """What stands in the object's field now; None where its block is gone. Lists are names joined by commas."""
    if field.startswith(translations.FIELD):
        return translations.current(obj, field)
    if field in LIST_FIELDS:
        return ", ".join(sorted(term.name for term in getattr(obj, field).all()))
    text = str(getattr(obj, field))
    if not block_id:
        return text
    return next((block.html for block in html.blocks(text) if block.id == block_id), None)


def digest(field: str, text: str) -> str:
    """Equal for texts that a reader would call the same: marks, ids and spaces do not count, order of names neither."""
    if field in LIST_FIELDS:
        same = ",".join(sorted(name.casefold() for name in names(text)))
    else:
        same = unmarked(text) if is_html(field) else " ".join(text.split())
    return hashlib.sha256(same.encode()).hexdigest()


def unmarked(body: str) -> str:
    """The body without marks and block ids. Spans that only carried a mark go with it."""
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
    if not is_html(field):
        return " ".join(after.split()) if field != "summary" else after.strip()
    if field.startswith(translations.FIELD):
        return marked(after, mark)
    before = str(getattr(obj, field))
    if block_id:
        stands = current(obj, field, block_id) or ""
        return html.replace_block(before, block_id, marked(after, mark, kept=stands))
    return html.normalise(marked(after, mark, known=before))


def marked(body: str, mark: str, *, known: str = "", kept: str = "") -> str:
    """The body with the mark around its words; blocks that stand word for word in `known`, or with markup and all in
    `kept`, are taken from there, with the marks that they have."""
    old = {(block.tag, block.text): block.html for block in html.blocks(known)} if known else {}
    same = {unmarked(block.html): block.html for block in html.blocks(kept)} if kept else {}
    parts = []
    for block in html.blocks(body):
        stands = old.get((block.tag, block.text)) if block.text else None
        stands = stands or (same.get(unmarked(block.html)) if same else None)
        parts.append(stands or _with_mark(block.html, mark))
    return "\n".join(parts)


def added(before: str, after: str) -> str:
    """The blocks of `after` that do not stand in `before` as they are; all of it where there is none."""
    old = {unmarked(block.html) for block in html.blocks(before)}
    return "\n".join(block.html for block in html.blocks(after) if unmarked(block.html) not in old) or after


def _with_mark(block: str, mark: str) -> str:
    root = html.body_tree(_MARK.sub("", block))
    for node in root.elements():
        _mark(node, mark)
    return write(root)


def _mark(node: Node, mark: str) -> None:
    """Words are marked by spans, which survive what an editor does to blocks; what has no words of its own that an
    editor could move (pictures, code, rules) carries the mark itself."""
    if node.tag in _WHOLE:
        node.attrs["data-p"] = mark
    children: list[Node | str] = []
    run: list[Node | str] = []
    for child in [] if node.tag == "pre" else node.children:
        if isinstance(child, Node) and child.tag in html.BLOCKS:
            children += [*_spanned(run, mark), child]
            run = []
            _mark(child, mark)
        else:
            run.append(child)
    node.children = node.children if node.tag == "pre" else [*children, *_spanned(run, mark)]


def _spanned(run: list[Node | str], mark: str) -> list[Node | str]:
    has_words = any(child.strip() if isinstance(child, str) else child.text().strip() for child in run)
    return [Node("span", {"data-p": mark}, run)] if has_words else run


def marks_in(body: str) -> set[str]:
    return set(_MARK.findall(body))


def text_of_mark(body: str, mark: str) -> str:
    """The plain text of everything that carries the mark, a paragraph for each block that holds some of it."""
    return "\n\n".join(text for _, text in blocks_of_mark(body, mark))


def blocks_of_mark(body: str, mark: str) -> list[tuple[str, str]]:
    """(id, marked text) of each block with the mark, in order."""
    found = []
    for block in html.body_tree(body).elements():
        pieces = list(_pieces(block, mark, is_marked=block.attrs.get("data-p") == mark))
        text = " ".join("".join(pieces).replace("\n", " ").split())
        if text or mark in _marks_of(block):
            found.append((block.get("data-id"), text))
    return found


def _marks_of(node: Node) -> set[str]:
    return {inner.attrs["data-p"] for inner in [node, *node.walk()] if "data-p" in inner.attrs}


def _pieces(node: Node, mark: str, *, is_marked: bool) -> Iterator[str]:
    """Marked words as they stand; what stands between them without a mark is a space, so is the edge of a block."""
    for child in node.children:
        if isinstance(child, str):
            yield unescape(child) if is_marked else " "
        else:
            is_block = child.tag in html.BLOCKS or child.tag == "br"
            yield " " if is_block else ""
            yield from _pieces(child, mark, is_marked=is_marked or child.attrs.get("data-p") == mark)
            yield " " if is_block else ""


def plain(field: str, text: str) -> str:
    return html.to_text(text) if is_html(field) else text


def edited_share(accepted: str, now: str) -> float:
    """The part of the accepted words that has been changed or taken out: 0 to 1.

    Kept are the words of runs that stand in both texts, longest first and wherever they stand (greedy string tiling
    over difflib's matching blocks), so that moving a sentence is no edit. Added words do not count.
    """
    old, new = words(accepted), words(now)
    if not old or old == new:
        return 0.0
    kept, least = 0, 1
    while old and new:
        matches = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        found = [match for match in matches if match.size >= least]
        if not found:
            break
        kept += sum(match.size for match in found)
        old = _without(old, [(match.a, match.size) for match in found])
        new = _without(new, [(match.b, match.size) for match in found])
        least = _LEAST_RUN  # what is found out of order must be a run, not a word that happens to recur
    return round(1 - kept / len(words(accepted)), 4)


def _without(items: list[str], taken: list[tuple[int, int]]) -> list[str]:
    gone = {place for start, size in taken for place in range(start, start + size)}
    return [item for place, item in enumerate(items) if place not in gone]
