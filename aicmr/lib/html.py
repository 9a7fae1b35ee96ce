"""Body HTML: what may stand in it, blocks with stable ids, and the plain text of it.

A body is a row of blocks (paragraphs, headings, lists, figures …). Every block carries `data-id`, eight
characters that stay when the text is edited or moved, and any element may carry `data-p`, the provenance mark.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b
from html import escape, unescape

import nh3

from aicmr.lib.htmltree import Node, inner, parse, write
from aicmr.lib.ids import short_id


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


INLINE = _names("a strong em s u sub sup mark code span br img")
_TEXT_BLOCKS = _names("p h2 h3 h4 pre")
BLOCKS = _names("h2 h3 h4 p ul ol li blockquote pre table caption figure figcaption hr thead tbody tr td th")
_LISTS = frozenset({"ul", "ol"})
_ATTRIBUTES = {
    "*": {"data-id", "data-p", "title", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "data-asset"},
    "figure": {"data-asset"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "pre": {"class"},
    "code": {"class"},
}
_VALUES = {
    "data-id": re.compile(r"[0-9a-z]{8}"),
    "data-p": re.compile(r"[0-9A-Za-z_-]{1,40}"),
    "data-asset": re.compile(r"[0-9a-z]{1,20}"),
    "lang": re.compile(r"[A-Za-z]{2,8}(-[0-9A-Za-z]{1,8})*"),
    "width": re.compile(r"[1-9][0-9]{0,4}"),
    "height": re.compile(r"[1-9][0-9]{0,4}"),
    "start": re.compile(r"[0-9]{1,6}"),
    "colspan": re.compile(r"[1-9][0-9]?"),
    "rowspan": re.compile(r"[1-9][0-9]?"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
}
_DROPPED = _names("script style iframe object noscript svg math template title head textarea")
_RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "del": "s", "strike": "s"}
_RENAMED |= dict.fromkeys(_names("div section article main header footer aside center address dl dd dt form nav"), "p")
_RENAME = re.compile(rf"<(/?)({'|'.join(sorted(_RENAMED, key=len, reverse=True))})(?=[\s/>])", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_NEVER_NEST = _names("p li tr td th tbody thead br hr img input link meta option")
_MAX_DEPTH = 100
_MOST_REMEMBERED = 2000
_MOST_TREES = 256
_LONGEST_TREE = 60_000  # characters of the HTML whose tree is kept
_clean_already: dict[bytes, None] = {}  # what cleaning has made lately, which it would not change
_trees: dict[bytes, Node] = {}  # of some of those, until they are asked for
_FIRST_BREAK = re.compile(r"(<pre(?:\s[^>]*)?>)\n")  # which a reader of HTML drops, and writing adds
_GAPS = re.compile(r"\n\s*\n\s*")


class BlockMissing(LookupError):
    """The body has no block with that id."""


@dataclass(frozen=True)
class Block:
    """A top-level element of a body. `html` includes the element itself, `text` is plain."""

    id: str
    tag: str
    html: str
    text: str


def clean(html: str) -> str:
    """`html` without anything that is not allowed; text stays. Never fails, whatever the string holds."""
    html = _RENAME.sub(lambda match: f"<{match[1]}{_RENAMED[match[2].lower()]}", _SURROGATE.sub("\ufffd", html))
    if _depth(html) > _MAX_DEPTH:
        html = _flattened(html)
    html = _sanitise(html)
    # A control character may hide a forbidden address, and an entity may hide the control character.
    while _CONTROL.search(html):
        html = _sanitise(_CONTROL.sub("", html))
    return html


def normalise(html: str) -> str:
    """What every save stores: clean, only blocks at the top, each with an id of its own. Idempotent."""
    return with_block_ids(html)


def with_block_ids(html: str) -> str:
    """Clean `html` whose top-level blocks each have a unique `data-id`; ids that are there and unique stay."""
    root = body_tree(html)
    seen: set[str] = set()
    for node in root.elements():
        block_id = node.attrs.pop("data-id", "")
        while not block_id or block_id in seen:
            block_id = short_id(8)
        seen.add(block_id)
        node.attrs = {"data-id": block_id, **node.attrs}
    return remember("\n".join([write(node) for node in root.elements()]))


def body_tree(html: str) -> Node:
    """The clean tree of a body: blocks only at the top, ids only on them, nesting as the standard wants it."""
    digest = digest_of(html)
    if known := _trees.pop(digest, None):
        return known
    root = parse(_FIRST_BREAK.sub(r"\1", html) if digest in _clean_already else clean(html))
    _repair(root)
    root.children = [node for node in _grouped(root.children, "p") if not (node.tag == "p" and node.is_empty())]
    for block in root.elements():
        for node in block.walk():
            node.attrs.pop("data-id", None)
    return root


def written_tree(html: str) -> Node:
    """What `body_tree` made, from what `write` made of it."""
    return parse(_FIRST_BREAK.sub(r"\1", html))


def remember(html: str, tree: Node | None = None) -> str:
    """Note that this is what cleaning has made, so that it is not cleaned again when it is rendered right after.

    A `tree` that is given is handed out once in the place of reading `html` again: whoever gives it keeps none of it.
    """
    digest = digest_of(html)
    if len(_clean_already) >= _MOST_REMEMBERED:
        _clean_already.pop(next(iter(_clean_already)), None)
    _clean_already[digest] = None
    if tree is not None and len(html) < _LONGEST_TREE:
        if len(_trees) >= _MOST_TREES:
            _trees.pop(next(iter(_trees)), None)
        _trees[digest] = tree
    return html


def digest_of(html: str) -> bytes:
    return blake2b(html.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def blocks(html: str) -> list[Block]:
    """The blocks of a body, in order; those without an id have an empty one."""
    return [Block(node.get("data-id"), node.tag, write(node), _block_text(node)) for node in body_tree(html).elements()]


def replace_block(html: str, block_id: str, new_html: str) -> str:
    """The body with one block replaced by the blocks of `new_html`; the first of them keeps the id.

    Empty `new_html` takes the block out. Raises BlockMissing.
    """
    root, new = body_tree(html), body_tree(new_html)
    found = [index for index, node in enumerate(root.elements()) if node.get("data-id") == block_id]
    if not block_id or not found:
        raise BlockMissing(block_id)
    for index, node in enumerate(new.elements()):
        node.attrs.pop("data-id", None)
        if index == 0:
            node.attrs["data-id"] = block_id
    root.children[found[0] : found[0] + 1] = new.children
    return with_block_ids(write(root))


def to_text(html: str) -> str:
    """The plain text: blocks separated by blank lines, list items and rows on lines of their own."""
    return "\n\n".join(text for _, text in block_texts(body_tree(html)))


def block_texts(tree: Node) -> list[tuple[Node, str]]:
    """The blocks of a parsed body that hold text, each with it."""
    return [(node, text) for node in tree.elements() if (text := _block_text(node))]


def from_text(text: str) -> str:
    """A normalised body of paragraphs from plain text, split at blank lines."""
    return normalise("".join(f"<p>{escape(part, quote=False)}</p>" for part in _GAPS.split(text) if part.strip()))


def _sanitise(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(BLOCKS | INLINE),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed_value,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _allowed_value(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(part for part in value.split() if part.startswith("language-")) or None
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


def _depth(html: str) -> int:
    """An upper bound of how deep elements nest; the sanitiser takes minutes for some thousands."""
    depth = deepest = 0
    for closing, tag in _ANY_TAG.findall(html):
        if tag.lower() in _NEVER_NEST:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _flattened(html: str) -> str:
    """Paragraphs of the bare text of `html`, for what nests too deep to be written by hand."""
    text = unescape(re.sub(r"<(?:/?[a-zA-Z!?][^>]*)>", "\n\n", html))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in _GAPS.split(text) if part.strip())


def _repair(node: Node) -> None:
    """Bottom up: elements that stand where they may not are unwrapped or wrapped; no text is lost."""
    repaired: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            repaired.append(child)
            continue
        _repair(child)
        repaired.extend(_placed(child, node.tag))
    node.children = _items(repaired) if node.tag in _LISTS else repaired


def _placed(node: Node, parent: str) -> list[Node | str]:
    """`node` as it may stand in `parent`."""
    if node.tag == "img" and not node.attrs.get("src"):
        return []
    holds_blocks = any(child.tag in BLOCKS for child in node.elements())
    if node.tag in ("span", "a") and not node.attrs:
        return node.children
    if holds_blocks and (node.tag in INLINE or node.tag in _TEXT_BLOCKS):
        return node.children
    if (node.tag == "li" and parent not in _LISTS) or (node.tag == "figcaption" and parent != "figure"):
        return node.children if holds_blocks else [Node("p", node.attrs, node.children)]
    return [node]


def _items(children: list[Node | str]) -> list[Node | str]:
    """List children: what is no item joins the item before it, as old editors nest lists."""
    items: list[Node | str] = []
    for child in children:
        if isinstance(child, Node) and child.tag == "li":
            items.append(child)
        elif isinstance(child, Node) or child.strip():
            last = items[-1] if items else None
            if isinstance(last, Node):
                last.children.append(child)
            else:
                items.append(Node("li", {}, [child]))
    return items


def _grouped(children: list[Node | str], wrapper: str) -> list[Node]:
    """Blocks as they are, each run of text and inline elements between them in a wrapper."""
    grouped: list[Node] = []
    is_open = False
    for child in children:
        if isinstance(child, Node) and child.tag in BLOCKS:
            grouped.append(child)
            is_open = False
        elif is_open:
            grouped[-1].children.append(child)
        elif isinstance(child, Node) or child.strip():
            grouped.append(Node(wrapper, {}, [child]))
            is_open = True
    return grouped


def _block_text(node: Node) -> str:
    """Plain text of one block, with inner blocks on lines of their own."""
    if node.tag == "pre":
        return node.text().strip("\n")
    pieces: list[str] = []
    _add_lines(node, pieces)
    lines = "".join(pieces).split("\n")
    return "\n".join([line for raw in lines if (line := " ".join(raw.split()))])


def _add_lines(node: Node, pieces: list[str]) -> None:
    for child in node.children:
        if isinstance(child, str):
            pieces.append((unescape(child) if "&" in child else child).replace("\n", " "))
        elif child.tag == "br":
            pieces.append("\n")
        elif child.tag in ("td", "th"):
            _add_lines(child, pieces)
            pieces.append(" ")
        elif child.tag in BLOCKS:
            pieces.append("\n")
            _add_lines(child, pieces)
            pieces.append("\n")
        else:
            _add_lines(child, pieces)


__all__ = [
    "BLOCKS",
    "Block",
    "BlockMissing",
    "Node",
    "block_texts",
    "blocks",
    "body_tree",
    "clean",
    "from_text",
    "inner",
    "normalise",
    "remember",
    "replace_block",
    "to_text",
    "with_block_ids",
    "written_tree",
]
