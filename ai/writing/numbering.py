"""A text's markup as a model gets it: every element with a number and nothing else; addresses, ids, pictures and code
stay here. What comes back is put together again by the numbers, so that nothing of it can be lost or made up unseen.

    <p data-id="…">See <a href="https://…">the map</a>.</p>  ⇄  <p1>See <a2>the map</a2>.</p1>
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from aicmr.lib import html
from aicmr.lib.htmltree import VOID, Node, write

_MARK = re.compile(r' data-p="[^"]*"')
_TAG = re.compile(r"<(/?)([a-z]+?[1-6]?)(?:-(\d+))?\s*(/?)>")
_SEALED = frozenset({"pre", "hr", "img", "br"})  # one tag that stands for all of it
MUST_STAY = frozenset({"a", "img", "pre", "figure", "code", "sup", "table"})
_FREE = frozenset(["p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "br"])
_FREE |= {"table", "thead", "tbody", "tr", "th", "td"}
_NAMES = {"a": "a link", "img": "a picture", "figure": "a picture", "pre": "code", "code": "code", "sup": "a footnote"}


class Torn(ValueError):
    """What an answer lost or made up, for people."""


@dataclass
class Numbered:
    """`text` is for the model. `blocks` are the ids of the top-level blocks in it."""

    text: str = ""
    nodes: dict[int, Node] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)

    @property
    def needed(self) -> set[int]:
        return {number for number, node in self.nodes.items() if node.tag in MUST_STAY}


def numbered(body: str) -> Numbered:
    root = html.body_tree(_MARK.sub("", body))
    found = Numbered(blocks=[node.get("data-id") for node in root.elements()])
    found.text = "\n".join("".join(_pieces(node, found)) for node in root.elements())
    return found


def _pieces(node: Node, found: Numbered) -> Iterator[str]:
    number = len(found.nodes) + 1
    found.nodes[number] = node
    name = f"{node.tag}-{number}"
    alt = node.get("alt") if node.tag == "img" else ""
    if alt:
        yield f"<{name}>{alt}</{name}>"
    elif node.tag in _SEALED:
        yield f"<{name}/>"
    else:
        yield f"<{name}>"
        for child in node.children:
            if isinstance(child, Node):
                yield from _pieces(child, found)
            else:
                yield " ".join(unescape(child).split("\n"))
        yield f"</{name}>"


def restored(answer: str, source: Numbered, *, free: bool = False) -> str:
    """The answer as body HTML. `free`: it may leave blocks out and add plain ones; links, pictures, code and footnotes
    must still be there, each once. Raises Torn."""
    root = Node()
    stack, used = [root], set[int]()
    position = 0
    for match in _TAG.finditer(answer):
        _add_text(stack[-1], answer[position : match.start()])
        position = match.end()
        _take(match, stack, used, source, free=free)
    _add_text(stack[-1], answer[position:])
    if len(stack) > 1:
        raise Torn(f"The answer does not close <{stack[-1].tag}>.")
    lost = (source.needed if free else set(source.nodes) - _loose(source)) - used
    if lost:
        names = ", ".join(_named(source.nodes[number]) for number in sorted(lost)[:4])
        raise Torn(f"The answer has lost {names}.")
    return html.normalise(write(root))


def _take(match: "re.Match[str]", stack: list[Node], used: set[int], source: Numbered, *, free: bool) -> None:
    closing, tag, digits, alone = match.groups()
    if closing:
        if len(stack) < 2 or stack[-1].tag != tag:
            raise Torn(f"The answer closes <{tag}>, which is not open.")
        _close(stack)
        return
    node = _node(tag, int(digits or 0), used, source, free=free)
    stack[-1].children.append(node)
    if not (alone or (node.tag in _SEALED and node.tag != "img") or (node.tag == "img" and not node.get("alt"))):
        stack.append(node)


def _node(tag: str, number: int, used: set[int], source: Numbered, *, free: bool) -> Node:
    known = source.nodes.get(number)
    if known is None or known.tag != tag:
        if number or not free or tag not in _FREE:
            raise Torn(f"The answer has a tag that the text has not: <{tag}>.")
        return Node(tag)
    if number in used:
        raise Torn(f"The answer has {_named(known)} twice.")
    used.add(number)
    return Node(tag, dict(known.attrs), list(known.children) if tag == "pre" else [])


def _close(stack: list[Node]) -> None:
    node = stack.pop()
    if node.tag == "img":  # what stood inside is its alternative text
        node.attrs["alt"] = escape(" ".join(node.text().split()))
        node.children = []


def _add_text(node: Node, text: str) -> None:
    if text:
        node.children.append(escape(text, quote=False))


def _loose(source: Numbered) -> set[int]:
    """Emphasis and languages of words may go: they are no reason to refuse a rewritten sentence."""
    plain = frozenset({"strong", "em", "s", "u", "mark", "span", "br", "sub"})
    return {number for number, node in source.nodes.items() if node.tag in plain}


def _named(node: Node) -> str:
    words = " ".join(node.text().split())[:40]
    name = _NAMES.get(node.tag, f"<{node.tag}>")
    return f"{name} (“{words}”)" if words and node.tag not in VOID else name
