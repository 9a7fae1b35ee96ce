"""Lexical, in which Ghost 5 and later keep texts: a tree of nodes, each with a type."""

from html import escape
from typing import Any

from content.transfer.importers.ghost import cards
from content.transfer.importers.ghost.cards import Found

Node = dict[str, Any]
_FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark"))
_BLOCKS = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "tablerow": "tr", "tablecell": "td"}
_DEEPEST = 60


def to_html(document: Any, found: Found) -> str:
    """Raises ValueError for what is no Lexical."""
    root = document.get("root") if isinstance(document, dict) else None
    if not isinstance(root, dict) or not isinstance(root.get("children"), list):
        raise ValueError("no root")
    return "".join(_node(child, found, 0) for child in root["children"])


def _children(node: Node, found: Found, depth: int) -> str:
    children = node.get("children")
    if not isinstance(children, list):
        return ""
    if depth > _DEEPEST:
        return _words(children)
    return "".join(_node(child, found, depth + 1) for child in children)


def _words(children: list[Any]) -> str:
    """All text below, without its form: nobody has written what nests so deep by hand."""
    found, stack = [], children[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            found.append(_formatted(node) if node.get("type") == "text" else "")
            inner = node.get("children")
            stack += inner[::-1] if isinstance(inner, list) else []
    return " ".join(filter(None, found))


def _node(node: Any, found: Found, depth: int) -> str:
    if not isinstance(node, dict):
        return ""
    kind = str(node.get("type", "")).removeprefix("extended-")
    if kind == "text":
        return _formatted(node)
    if kind in ("linebreak", "tab"):
        return "<br>" if kind == "linebreak" else " "
    if kind in ("link", "autolink", "at-link"):
        inside = _children(node, found, depth)
        return f'<a href="{escape(cards.text(node, "url"))}">{inside}</a>'
    if kind == "heading":
        tag = str(node.get("tag", "h2")).lower()
        tag = {"h1": "h2"}.get(tag, tag) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
        return f"<{tag}>{_children(node, found, depth)}</{tag}>"
    if kind == "list":
        return _list(node, found, depth)
    if kind == "listitem":
        return f"<li>{_children(node, found, depth)}</li>"
    if kind == "table":
        return f"<table><tbody>{_children(node, found, depth)}</tbody></table>"
    if kind in _BLOCKS:
        inside = _children(node, found, depth)
        return f"<{_BLOCKS[kind]}>{inside}</{_BLOCKS[kind]}>" if inside.strip() or kind != "paragraph" else ""
    if isinstance(node.get("children"), list) and kind not in ("callout", "toggle"):
        found.miss(kind or "a node without a type")
        return f"<p>{_children(node, found, depth)}</p>"
    return cards.to_html(kind, node, found)


def _list(node: Node, found: Found, depth: int) -> str:
    is_numbered = node.get("listType") == "number" or node.get("tag") == "ol"
    start = node.get("start")
    first = f' start="{start}"' if is_numbered and isinstance(start, int) and start > 1 else ""
    tag = "ol" if is_numbered else "ul"
    return f"<{tag}{first}>{_children(node, found, depth)}</{tag}>"


def _formatted(node: Node) -> str:
    words = escape(cards.text(node, "text") or str(node.get("text") or ""), quote=False)
    said = node.get("format")
    bits = said if isinstance(said, int) else 0
    for bit, tag in _FORMATS:
        if bits & bit and words:
            words = f"<{tag}>{words}</{tag}>"
    return words
