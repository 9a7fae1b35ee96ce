"""A stored body as readers get it: anchors for ids, no marks of ours, pictures in every size."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from aicmr.lib.html import Node, block_texts, body_tree
from aicmr.lib.htmltree import write
from aicmr.lib.text import count_words
from content.media.markup import picture_html

Pictures = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Body:
    """A parsed body; render it when its pictures are known."""

    tree: Node
    text: str
    words: int
    assets: list[str]
    ai_share: float


def read(html: str) -> Body:
    """Parse a stored body. `assets` are public ids of the pictures in it."""
    tree = body_tree(html)
    text = "\n\n".join(text for _, text in block_texts(tree))
    words = count_words(text)
    marked = sum(count_words(node.text()) for node in _marked(tree)) if "data-p" in html else 0
    assets = [asset for node in tree.walk() if (asset := node.get("data-asset"))]
    return Body(tree, text, words, list(dict.fromkeys(assets)), min(1.0, marked / words) if words else 0.0)


def render(body: Body, pictures: Pictures, pending: Pictures) -> str:
    """The HTML for readers; the tree is used up. `pending` are pictures whose renditions are not made yet."""
    for block in list(body.tree.elements()):
        block_id = block.attrs.pop("data-id", "")
        if block_id:
            block.attrs = {"id": f"b-{block_id}", **block.attrs}
        for node in [block, *block.walk()]:
            _dress(node, pictures, pending)
        _unwrap_spans(block)
    return "\n".join(write(block) for block in body.tree.elements())


def _marked(node: Node) -> Iterable[Node]:
    """The outermost elements that carry a provenance mark."""
    for child in node.elements():
        if "data-p" in child.attrs:
            yield child
        else:
            yield from _marked(child)


def _dress(node: Node, pictures: Pictures, pending: Pictures) -> None:
    node.attrs.pop("data-p", None)
    asset = node.attrs.pop("data-asset", "")
    if asset and node.tag == "figure":
        parents = [node, *node.walk()]
        images = [(parent, child) for parent in parents for child in parent.elements() if child.tag == "img"]
        for number, (parent, image) in enumerate(images):
            shown = _picture(asset, image, pictures, pending) if number == 0 else ""
            parent.children[_position(parent, image)] = shown
        _credit(node, pictures.get(asset, {}).get("credit", ""))
        return
    for at, child in enumerate(node.children):
        if isinstance(child, Node) and child.tag == "img":
            if _is_elsewhere(child):
                node.children[at] = _named(child, is_linked=node.tag == "a")
            else:
                child.attrs = {"alt": "", **child.attrs, "loading": "lazy", "decoding": "async"}


def _is_elsewhere(image: Node) -> bool:
    return image.get("src").startswith(("http://", "https://", "//"))


def _named(image: Node, *, is_linked: bool) -> Node | str:
    """A picture on another site, which pages do not load from there: a link to it, in its own words."""
    address = image.get("src")
    text = escape(image.get("alt") or unquote(address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]), quote=False)
    return text if is_linked else Node("a", {"href": escape(address)}, [text])


def _credit(figure: Node, credit: str) -> None:
    """Whose picture it is stands under it, unless the caption says so already."""
    caption = next((child for child in figure.elements() if child.tag == "figcaption"), None)
    if not credit or (caption is not None and credit.casefold() in caption.text().casefold()):
        return
    if caption is None:
        caption = Node("figcaption", {}, [])
        figure.children.append(caption)
    before: list[Node | str] = [" "] if caption.text().strip() else []
    caption.children += [*before, Node("span", {"class": "credit"}, [escape(credit)])]


def _position(parent: Node, image: Node) -> int:
    return next(index for index, child in enumerate(parent.children) if child is image)


def _picture(asset: str, image: Node, pictures: Pictures, pending: Pictures) -> str:
    """The alternative text in the body wins over that of the library."""
    alt = image.get("alt") or None
    if asset in pictures:
        return str(picture_html(pictures[asset], "body", alt=alt))
    return _placeholder(pending[asset], alt) if asset in pending else ""


def _placeholder(frame: dict[str, Any], alt: str | None) -> str:
    """The picture's colour in its proportions, until its renditions are there."""
    width, height, color = frame["width"], frame["height"], frame["color"]
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>"
    svg += f"<rect width='100%' height='100%' fill='{color}'/></svg>"
    alt = escape(frame["alt"] if alt is None else alt)
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{alt}" width="{width}" height="{height}">'


def _unwrap_spans(node: Node) -> None:
    children: list[Node | str] = []
    for child in node.children:
        if isinstance(child, Node):
            _unwrap_spans(child)
            children.extend(child.children if child.tag == "span" and not child.attrs else [child])
        else:
            children.append(child)
    node.children = children
