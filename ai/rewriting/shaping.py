"""A block as a model gets it, and its answer as a block again.

Of a paragraph or heading only the words go out, with numbered marks for links, emphasis, footnotes; of a list or table
every item has its mark too (`ai/writing/numbering.py`). Addresses, ids and code stay here, so none of them can be lost
or made up unseen. Lists come back as lines with a dash, tables as lines with bars.
"""

import re
from dataclasses import dataclass

from ai.rewriting.actions import HEADINGS, Action
from ai.writing.numbering import MUST_STAY, Numbered, Torn, numbered, restored
from aicmr.lib import html
from aicmr.lib.htmltree import write

_ITEM = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+(.*\S)\s*$")
_ROW = re.compile(r"^\s*\|(.*)\|\s*$")
_RULE = re.compile(r"^[\s:|-]+$")
_GAP = re.compile(r"\n\s*\n")
_TAG = re.compile(r"<([a-z]+[1-6]?)-(\d+)")
_LOOSE = frozenset({"br", "span"})


@dataclass(frozen=True)
class Shape:
    """`document` goes out; `outer` is the mark of a block of which only the words go out, else ''."""

    tag: str
    document: str
    outer: str
    source: Numbered

    @property
    def marks(self) -> tuple[str, ...]:
        return marks(self.document)


def marks(document: str) -> tuple[str, ...]:
    """Every mark in what goes out, as `a-2`."""
    return tuple(f"{tag}-{number}" for tag, number in _TAG.findall(document))


def kept(document: str, action: Action) -> tuple[str, ...]:
    """Marks that must be there again, each once."""
    return tuple(
        f"{tag}-{number}"
        for tag, number in _TAG.findall(document)
        if (tag in MUST_STAY if action.is_free else tag not in _LOOSE)
    )


def shaped(block: str) -> Shape:
    source = numbered(block)
    tag = next(html.body_tree(block).elements()).tag
    outer = f"{tag}-1" if tag in ("p", *HEADINGS) else ""
    text = source.text.removeprefix(f"<{outer}>").removesuffix(f"</{outer}>") if outer else source.text
    return Shape(tag, text.strip(), outer, source)


def rebuilt(answer: str, shape: Shape, action: Action, *, lang: str | None = None) -> str:
    """The block or blocks that take its place. Raises Torn. `lang`: the language to be said on the block, '' for none;
    None leaves what it says."""
    made = restored(_marked_up(answer.strip(), shape, action), shape.source, free=action.is_free)
    root = html.body_tree(made)
    for node in root.elements():
        node.attrs.pop("data-id", None)
        if lang is not None:
            node.attrs.pop("lang", None)
            node.attrs |= {"lang": lang} if lang else {}
        for inner in node.walk():
            if inner.tag == "thead":
                for cell in inner.walk():
                    cell.attrs |= {"scope": "col"} if cell.tag == "th" else {}
    return "\n".join(write(node) for node in root.elements())


def paragraphs(answer: str) -> str:
    """New paragraphs of plain text."""
    return "\n".join(write(node) for node in html.body_tree(html.from_text(answer)).elements())


def _marked_up(answer: str, shape: Shape, action: Action) -> str:
    if action.name == "list":
        return _list(answer)
    if action.name == "table":
        return _table(answer)
    if not shape.outer:
        return answer
    parts = [" ".join(part.split()) for part in _GAP.split(answer)]
    if not action.is_free or shape.tag != "p":
        parts = [" ".join(parts)]
    more = "".join(f"<p>{part}</p>" for part in parts[1:])
    return f"<{shape.outer}>{parts[0]}</{shape.outer}>{more}"


def _list(answer: str) -> str:
    entries = [match.group(1) for line in answer.splitlines() if (match := _ITEM.match(line))]
    lines = [line for line in answer.splitlines() if line.strip()]
    if len(entries) < 2 or len(entries) < len(lines):
        raise Torn("The answer is no list.")
    return f"<ul>{''.join(f'<li>{entry}</li>' for entry in entries)}</ul>"


def _table(answer: str) -> str:
    lines = [line for line in answer.splitlines() if line.strip()]
    found = [match.group(1) for line in lines if (match := _ROW.match(line))]
    rows = [[cell.strip() for cell in row.split("|")] for row in found if not _RULE.match(row)]
    if len(found) < len(lines) or len(rows) < 2 or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        raise Torn("The answer is no table.")
    has_head = len(found) > 1 and bool(_RULE.match(found[1]))
    head = f"<thead>{_row(rows[0], 'th')}</thead>" if has_head else ""
    body = "".join(_row(row, "td") for row in rows[1 if has_head else 0 :])
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _row(cells: list[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"
