"""A small tree over clean HTML: exactly what nh3 writes, so that every `<` opens a tag and every tag is closed.

libxml2 reads HTML 4 and rearranges what it does not know (figure, mark); this reader rearranges nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

VOID = frozenset({"br", "hr", "img"})
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[^\s=<>"]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'\s([^\s=<>"]+)="([^"]*)"')


@dataclass(slots=True)
class Node:
    """An element, or with an empty tag the fragment itself. Texts and attribute values stay escaped."""

    tag: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def elements(self) -> "Iterator[Node]":
        """Child elements, in order."""
        return (child for child in self.children if isinstance(child, Node))

    def walk(self) -> "Iterator[Node]":
        """Elements below this one, in document order."""
        stack = [iter(self.children)]
        while stack:
            for child in stack[-1]:
                if isinstance(child, Node):
                    yield child
                    stack.append(iter(child.children))
                    break
            else:
                stack.pop()

    def get(self, name: str) -> str:
        """An attribute's value, unescaped; empty if it is missing."""
        return unescape(self.attrs.get(name, ""))

    def text(self) -> str:
        """All text below, unescaped, `<br>` as a line break."""
        return unescape("".join(self._texts()))

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "br":
                yield "\n"
            else:
                yield from child._texts()

    def is_empty(self) -> bool:
        return not self.text().strip() and not any(node.tag in ("img", "hr") for node in self.walk())


def parse(html: str) -> Node:
    """The tree of `html` as nh3 wrote it."""
    root = Node()
    stack = [root]
    position = 0
    for match in _TOKEN.finditer(html):
        if match.start() > position:
            stack[-1].children.append(html[position : match.start()])
        position = match.end()
        closing, tag, attributes = match.groups()
        if closing:
            _close(stack, tag)
            continue
        node = Node(tag, dict(_ATTRIBUTE.findall(attributes)) if attributes else {})
        stack[-1].children.append(node)
        if tag not in VOID:
            stack.append(node)
    if position < len(html):
        stack[-1].children.append(html[position:])
    return root


def _close(stack: list[Node], tag: str) -> None:
    if len(stack) > 1 and stack[-1].tag == tag:
        stack.pop()


def write(node: Node) -> str:
    """The HTML of an element, or of all children of a fragment."""
    pieces: list[str] = []
    _write(node, pieces)
    return "".join(pieces)


def inner(node: Node) -> str:
    """The HTML inside an element."""
    pieces: list[str] = []
    _write_children(node, pieces)
    return "".join(pieces)


def _write(node: Node, pieces: list[str]) -> None:
    if not node.tag:
        _write_children(node, pieces)
        return
    if node.attrs:
        pieces.append("<" + node.tag + "".join([f' {name}="{value}"' for name, value in node.attrs.items()]) + ">")
    else:
        pieces.append(f"<{node.tag}>")
    if node.tag in VOID:
        return
    if node.tag == "pre" and node.children and str(node.children[0]).startswith("\n"):
        pieces.append("\n")  # a parser drops the first line break after <pre>
    _write_children(node, pieces)
    pieces.append(f"</{node.tag}>")


def _write_children(node: Node, pieces: list[str]) -> None:
    for child in node.children:
        if isinstance(child, str):
            pieces.append(child)
        else:
            _write(child, pieces)
