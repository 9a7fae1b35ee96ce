"""What an item may need that stands anywhere in the file: reusable blocks, guest authors, hidden forums, originals.

Only files that hold such things are read twice, and of those only what is asked for later is kept.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content.transfer.importers.wordpress.xml import Element, elements

_SORTS = ("wp_block", "guest-author", "forum")
_ORIGINALS = ("_icl_lang_duplicate_of", "_original_post")  # custom fields that name what was translated
_CHUNK = 1 << 20
_OVERLAP = 64
_MOST_KEPT = 16_000_000  # characters of all reusable blocks
_MOST_PUT_IN = 4_000_000  # characters that they may add to one text
_DEEPEST = 5
_REFERENCE = re.compile(r"<!--\s+wp:(?:core/)?block\s+(\{[^<>]{0,5000}?\})\s*/?-->")
_SHOWN = {"publish", "closed"}  # of forums: a closed one is read, not written in


@dataclass
class Guest:
    """Somebody who writes without an account, as plugins for bylines know them."""

    name: str
    description: str = ""
    url: str = ""


@dataclass
class Beforehand:
    blocks: dict[str, str] = field(default_factory=dict)
    guests: dict[str, Guest] = field(default_factory=dict)
    forums: dict[str, tuple[str, bool]] = field(default_factory=dict)
    originals: set[str] = field(default_factory=set)

    def with_blocks(self, html: str) -> str:
        """`html` with the text of reusable blocks where it shows them; those that the file lacks stay named."""
        if not self.blocks or "wp:" not in html:
            return html
        left = _MOST_PUT_IN

        def put(text: str, above: tuple[str, ...]) -> str:
            def change(match: re.Match[str]) -> str:
                nonlocal left
                number = _number(match[1])
                block = self.blocks.get(number, "")
                if not block or number in above or len(above) >= _DEEPEST or len(block) > left:
                    return match[0]
                left -= len(block)
                return put(block, (*above, number))

            return _REFERENCE.sub(change, text)

        return put(html, ())

    def is_hidden(self, forum: str) -> bool:
        """Whether a forum, or one above it, was not for everybody."""
        seen: set[str] = set()
        while forum in self.forums and forum not in seen:
            seen.add(forum)
            above, is_public = self.forums[forum]
            if not is_public:
                return True
            forum = above
        return False


def look(files: Iterable[Path]) -> Beforehand:
    """Never raises: what is wrong with a file is told when its items are read."""
    found, kept = Beforehand(), 0
    for element in (element for path in files if _mentions(path) for element in elements(path)):
        if not isinstance(element, Element) or element.name != "item":
            continue
        sort, number = element.get("wp:post_type").strip(), element.get("wp:post_id").strip()
        found.originals |= set(_originals_of(element))
        if sort == "wp_block" and _is_public(element):
            kept += len(element.get("content:encoded"))
            if kept <= _MOST_KEPT:
                found.blocks[number] = element.get("content:encoded")
        elif sort == "guest-author":
            _remember(found, element)
        elif sort == "forum":
            is_public = element.get("wp:status").strip() in _SHOWN and not element.get("wp:post_password")
            found.forums[number] = element.get("wp:post_parent").strip(), is_public
    return found


def _originals_of(element: Element) -> Iterator[str]:
    """What the item says it translates: a number of WPML's, an address of Bogo's."""
    for row in element.all("wp:postmeta"):
        if row.get("wp:meta_key").strip() in _ORIGINALS and (said := row.get("wp:meta_value").strip()):
            yield said[:200]


def _is_public(element: Element) -> bool:
    return element.get("wp:status").strip() == "publish" and not element.get("wp:post_password")


def _remember(found: Beforehand, element: Element) -> None:
    meta = {row.get("wp:meta_key").strip(): row.get("wp:meta_value").strip() for row in element.all("wp:postmeta")}
    login = meta.get("cap-user_login") or element.get("wp:post_name").strip().removeprefix("cap-")
    if login:
        name = meta.get("cap-display_name") or element.get("title").strip() or login
        found.guests[login] = Guest(name, meta.get("cap-description", ""), meta.get("cap-website", ""))


def _number(attributes: str) -> str:
    try:
        found = json.loads(attributes)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("ref", "")) if isinstance(found, dict) else ""


def _mentions(path: Path) -> bool:
    """Whether items of these types may be in the file, by its bytes: many times as fast as reading its elements."""
    texts = [text for sort in (*_SORTS, *_ORIGINALS) for text in (f">{sort}<", f"[{sort}]")]
    try:
        with path.open("rb") as file:
            is_wide = b"\0" in file.read(4)
        marks = [text.encode("utf-16-le")[:-1] if is_wide else text.encode() for text in texts]  # in both orders
        return any(mark in chunk for chunk in _chunks(path) for mark in marks)
    except OSError:
        return False


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(_CHUNK):
            yield before + chunk
            before = chunk[-_OVERLAP:]
