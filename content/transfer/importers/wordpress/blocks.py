"""Gutenberg: HTML between comments that name blocks. Linear in the length of the text, whatever it holds."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from content.transfer.importers.wordpress import shortcodes
from content.transfer.importers.wordpress.paragraphs import autop
from content.transfer.records import asset_ref

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_DELIMITER = re.compile(
    r"\s*(?P<close>/?)wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?P<rest>\s.*)?", re.DOTALL
)
_CAPTION = re.compile(r"<figcaption\b[^<>]*>(.*?)</figcaption\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"""\b(?:src|href|data)\s*=\s*["'](https?://[^"']+)["']""", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"']+")
_FIGURE = re.compile(r"<figure\b[^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_BUTTON = re.compile(r"<a\b[^<>]*wp-block-file__button[^<>]*>[^<>]*</a>")
_DEEPEST = 40
_MOST_WORDS = 200
_MOST_NAMED, _LONGEST_NAME = 50, 80
_NO_WORDS = {"className", "style", "layout", "metadata", "lock", "query"}
_EMPTY = {
    "paragraph",
    "heading",
    "list",
    "list-item",
    "group",
    "column",
    "columns",
    "html",
    "freeform",
    "image",
    "quote",
}
_SILENT = {"more", "nextpage", "spacer", "post-content"}
_MADE_BY_WORDPRESS = {
    "archives",
    "calendar",
    "categories",
    "latest-comments",
    "latest-posts",
    "rss",
    "search",
    "tag-cloud",
    "page-list",
    "navigation",
    "query",
    "loginout",
    "site-title",
    "site-tagline",
    "site-logo",
    "post-title",
    "post-date",
    "post-author",
    "post-excerpt",
    "post-featured-image",
    "post-terms",
    "post-navigation-link",
    "post-template",
    "query-pagination",
    "comments",
    "comments-query-loop",
    "legacy-widget",
    "widget-group",
    "template-part",
    "avatar",
    "read-more",
    "post-comments",
    "post-comments-form",
}


@dataclass
class Block:
    name: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    children: "list[Block | str]" = field(default_factory=list)
    is_void: bool = False


@dataclass
class Found:
    """For the report: `left` are names of blocks without text of their own, `unknown` of those kept as they are."""

    left: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def has_blocks(html: str) -> bool:
    return "<!-- wp:" in html


def to_html(html: str, found: Found) -> str:
    return "".join(
        autop(child) if isinstance(child, str) else _rendered(child, found) for child in _parsed(html).children
    )


def _parsed(html: str) -> Block:
    root = Block()
    stack = [root]
    at = 0
    for comment in _COMMENT.finditer(html):
        if html.startswith("-->", comment.end() - 3) and (match := _DELIMITER.fullmatch(comment[1])):
            if comment.start() > at:
                stack[-1].children.append(html[at : comment.start()])
            at = comment.end()
            _take(stack, match)
    if at < len(html):
        stack[-1].children.append(html[at:])
    return root


def _take(stack: list[Block], match: re.Match[str]) -> None:
    name = match["name"].removeprefix("core/")
    if match["close"]:
        names = [block.name for block in stack]
        if name in names[1:]:
            while stack.pop().name != name:
                pass
        return
    rest = (match["rest"] or "").strip()
    is_void = rest.endswith("/")
    block = Block(name, _attributes(rest.rstrip("/").strip() if is_void else rest), is_void=is_void)
    stack[-1].children.append(block)
    if not is_void and len(stack) < _DEEPEST:
        stack.append(block)


def _attributes(text: str) -> dict[str, Any]:
    if not text.startswith("{") or len(text) > 1_000_000:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _rendered(block: Block, found: Found) -> str:
    name = block.name
    if name in _SILENT:
        return ""
    if name in _MADE_BY_WORDPRESS:
        return _note(found.left, name, "")
    if name == "block":
        return _note(found.lost, name, f"<p>[{_word(block.attributes.get('ref'), 'block')}]</p>")
    if name.startswith("core-embed/") or name == "embed":
        return _embed(block, found)
    make = _MAKERS.get(name)
    inner = _inner(block, found)
    if make:
        return make(block, inner)
    if "/" in name:
        kept = inner if inner.strip() else _words(block.attributes)
        return _note(found.unknown, name, kept or f"<p>[{escape(name)}]</p>")
    if block.is_void and name not in _EMPTY:  # which WordPress fills when it shows the page
        return _note(found.left, name, _words(block.attributes))
    return inner


def _words(attributes: dict[str, Any]) -> str:
    """What a block that a plugin fills keeps of its text in its attributes: whole sentences, and addresses."""
    found: list[str] = []
    stack: list[Any] = [attributes]
    while stack and len(found) < _MOST_WORDS:
        value = stack.pop()
        if isinstance(value, dict):
            stack += [inner for key, inner in value.items() if key not in _NO_WORDS and not key.startswith("_")][::-1]
        elif isinstance(value, list):
            stack += value[::-1]
        elif isinstance(value, str) and value.startswith(("http://", "https://")) and " " not in value:
            found.append(shortcodes.link(value))
        elif isinstance(value, str) and " " in value.strip() and not value.startswith(("{", "[", "var(", "#")):
            found.append(value if value.lstrip().startswith("<") else f"<p>{value}</p>")
    return "".join(found)


def _word(value: object, name: str) -> str:
    return f"{name} {escape(str(value))[:40]}" if value else name


def _note(names: list[str], name: str, html: str) -> str:
    if len(names) < _MOST_NAMED and name[:_LONGEST_NAME] not in names:
        names.append(name[:_LONGEST_NAME])
    return html


def _inner(block: Block, found: Found) -> str:
    return "".join(child if isinstance(child, str) else _rendered(child, found) for child in block.children)


def _embed(block: Block, found: Found) -> str:
    inner = _inner(block, found)
    address = str(block.attributes.get("url") or "")
    bare = _BARE.search(inner)
    if not address.startswith(("http://", "https://")):
        address = bare[0] if bare else ""
    return (shortcodes.link(address) if address else inner) + _caption(inner)


def _file(block: Block, inner: str) -> str:
    """Sound, film and other files: a link to them."""
    source = _SOURCE.search(inner)
    address = source[1] if source else str(block.attributes.get("src") or block.attributes.get("href") or "")
    if block.name == "file" and source:
        return _BUTTON.sub(r" \g<0>", inner)
    return (shortcodes.link(address) if address.startswith("http") else inner) + _caption(inner)


def _caption(inner: str) -> str:
    found = _CAPTION.search(inner)
    return f"<p>{found[1]}</p>" if found and found[1].strip() else ""


def _gallery(block: Block, inner: str) -> str:
    figures = []
    for part in _FIGURE.split(inner):
        if image := _IMAGE.search(part):
            caption = _CAPTION.search(part)
            figures.append(f"<figure>{image[0]}{caption[0] if caption else ''}</figure>")
            figures += [f"<figure>{other}</figure>" for other in _IMAGE.findall(part, image.end())]
    if not figures:
        ids = block.attributes.get("ids")
        figures = [f'<figure><img src="{asset_ref(str(pk))}"></figure>' for pk in ids] if isinstance(ids, list) else []
    tail = inner.rsplit("</ul>", 1)[-1] if "</ul>" in inner else ""
    return "".join(figures) + _caption(tail)


def _cover(block: Block, inner: str) -> str:
    """The picture behind the words stands before them."""
    address = str(block.attributes.get("url") or "")
    is_picture = block.attributes.get("backgroundType", "image") == "image"
    if not address.startswith("http") or "<img" in inner:
        return inner
    return (
        f'<figure><img src="{escape(address)}" alt=""></figure>' if is_picture else shortcodes.link(address)
    ) + inner


def _classic(block: Block, inner: str) -> str:
    return autop(inner)


def _line(block: Block, inner: str) -> str:
    return inner or "<hr>"


_MAKERS = {"gallery": _gallery, "cover": _cover, "video": _file, "audio": _file, "file": _file}
_MAKERS |= {"freeform": _classic, "shortcode": _classic, "separator": _line}
