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


@dataclass
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
        for child in self.elements():
            yield child
            yield from child.walk()

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
        node = Node(tag, dict(_ATTRIBUTE.findall(attributes)))
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
    return "".join(_pieces(node))


def inner(node: Node) -> str:
    """The HTML inside an element."""
    return "".join(piece for child in node.children for piece in _child_pieces(child))


def _pieces(node: Node) -> Iterator[str]:
    if node.tag:
        yield "<" + node.tag + "".join(f' {name}="{value}"' for name, value in node.attrs.items()) + ">"
        if node.tag in VOID:
            return
        if node.tag == "pre" and node.children and str(node.children[0]).startswith("\n"):
            yield "\n"  # a parser drops the first line break after <pre>
    for child in node.children:
        yield from _child_pieces(child)
    if node.tag:
        yield f"</{node.tag}>"


def _child_pieces(child: Node | str) -> Iterator[str]:
    return iter((child,)) if isinstance(child, str) else _pieces(child)
