"""Mobiledoc 0.3, in which Ghost 1 to 4 kept texts. Format: github.com/bustle/mobiledoc-kit, MOBILEDOC.md."""

from html import escape
from typing import Any

from content.transfer.importers.ghost import cards
from content.transfer.importers.ghost.cards import Found

_TEXT, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
_ATOM = 1
_TAGS = {"h1": "h2", "pull-quote": "blockquote", "aside": "blockquote"}
_MARKS = {"a", "b", "strong", "i", "em", "code", "s", "del", "strike", "u", "sub", "sup", "mark"}


def to_html(document: Any, found: Found) -> str:
    """Raises ValueError for what is no Mobiledoc."""
    if not isinstance(document, dict) or not isinstance(document.get("sections"), list):
        raise ValueError("no sections")
    return "".join(found.count(_section(section, document, found)) for section in document["sections"])


def _section(section: Any, document: dict[str, Any], found: Found) -> str:
    if not isinstance(section, list) or len(section) < 2:
        return ""
    kind, rest = section[0], section[1:]
    if kind == _TEXT and len(rest) > 1:
        tag = _TAGS.get(str(rest[0]).lower(), str(rest[0]).lower())
        tag = tag if tag in ("p", "h2", "h3", "h4", "h5", "h6", "blockquote") else "p"
        words = _words(rest[1], document, found)
        return f"<{tag}>{words}</{tag}>" if words.strip() else ""
    if kind == _IMAGE:
        return cards.to_html("image", {"src": rest[0]}, found)
    if kind == _LIST and len(rest) > 1 and isinstance(rest[1], list):
        tag = "ol" if rest[0] == "ol" else "ul"
        return f"<{tag}>" + "".join(f"<li>{_words(item, document, found)}</li>" for item in rest[1]) + f"</{tag}>"
    if kind == _CARD:
        name, payload = _entry(document.get("cards"), rest[0])
        return cards.to_html(name, payload, found) if name else ""
    return ""


def _entry(rows: Any, index: Any) -> tuple[str, Any]:
    if not isinstance(rows, list) or not isinstance(index, int) or not 0 <= index < len(rows):
        return "", None
    row = rows[index]
    return (str(row[0]), row[1] if len(row) > 1 else {}) if isinstance(row, list) and row else ("", None)


def _words(markers: Any, document: dict[str, Any], found: Found) -> str:
    """Text with its marks: each marker opens some, and closes as many of the last ones as it says."""
    pieces: list[str] = []
    open_tags: list[str] = []
    for marker in markers if isinstance(markers, list) else ():
        if not isinstance(marker, list) or len(marker) < 4:
            continue
        sort, opening, closing, value = marker[:4]
        for index in opening if isinstance(opening, list) else ():
            tag, attributes = _mark(document.get("markups"), index)
            pieces.append(found.count(f"<{tag}{attributes}>") if tag else "")
            open_tags.append(tag)
        pieces.append(found.count(_atom(document, value)) if sort == _ATOM else escape(str(value), quote=False))
        for _ in range(min(closing, len(open_tags)) if isinstance(closing, int) else 0):
            tag = open_tags.pop()
            pieces.append(f"</{tag}>" if tag else "")
    pieces += [f"</{tag}>" for tag in reversed(open_tags) if tag]
    return "".join(pieces)


def _mark(markups: Any, index: Any) -> tuple[str, str]:
    tag, attributes = _entry(markups, index)
    tag = tag.lower()
    if tag not in _MARKS:
        return "", ""
    pairs = attributes if tag == "a" and isinstance(attributes, list) else []
    href = next((pairs[at + 1] for at in range(0, len(pairs) - 1, 2) if pairs[at] == "href"), "")
    return tag, f' href="{escape(str(href))}"' if href else ""


def _atom(document: dict[str, Any], index: Any) -> str:
    """Ghost knows one atom, the soft line break; others hold a text."""
    name, value = _entry(document.get("atoms"), index)
    return "<br>" if name == "soft-return" else escape(str(value or ""), quote=False)
