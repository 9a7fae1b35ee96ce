"""`[caption]`, `[gallery]`, `[embed]` and their like as HTML; what is not known stays as text, and is named."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from content.transfer.records import asset_ref, gallery_ref

_CODE = re.compile(r"(<pre\b.*?</pre\s*>|<code\b.*?</code\s*>)", re.DOTALL | re.IGNORECASE)
_OPENING = re.compile(r"\[(?P<escaped>\[?)(?P<name>[A-Za-z][\w-]{0,60})(?P<attributes>(?:[\s=/][^\[\]]{0,2000})?)\]")
_CLOSING = re.compile(r"\[/([A-Za-z][\w-]{0,60})\]")
_MOST_NAMED = 50
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"]+))|"([^"]*)"|(\S+)""")
_QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "‘": "'", "’": "'"})
_URL = re.compile(r"https?://[^\s\"'<>\]]+")
_IMAGE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a\s*>)?", re.IGNORECASE)
_PLAYERS = {
    "audio",
    "video",
    "wpvideo",
    "youtube",
    "vimeo",
    "dailymotion",
    "soundcloud",
    "twitter",
    "tweet",
    "instagram",
}
_PLAYERS |= {"facebook", "spotify", "ted", "tiktok", "flickr", "slideshare", "gist", "googlemaps", "bandcamp"}


@dataclass
class Found:
    """What is in the report: names of shortcodes that were not known."""

    unknown: list[str] = field(default_factory=list)


def replace(html: str, entry_id: str, found: Found) -> str:
    if "[" not in html:
        return html
    parts = _CODE.split(html)
    return "".join(part if index % 2 else _replaced(part, entry_id, found) for index, part in enumerate(parts))


def _replaced(text: str, entry_id: str, found: Found) -> str:
    pieces: list[str] = []
    closings: dict[str, list[int]] = defaultdict(list)
    for closing in _CLOSING.finditer(text):
        closings[closing[1]].append(closing.start())
    at = 0
    while opening := _OPENING.search(text, at):
        pieces.append(text[at : opening.start()])
        name = opening["name"].lower()
        if opening["escaped"]:
            end = opening.end() + (1 if text.startswith("]", opening.end()) else 0)
            pieces.append(opening[0][1:] if end > opening.end() else opening[0])
            at = end
            continue
        close = _closing(text, opening, closings)
        content = text[opening.end() : close[0]] if close else ""
        made = _made(name, _attributes(opening["attributes"]), content, entry_id)
        if made is None:
            _note(found, opening, close)
            pieces.append(opening[0])
            at = opening.end()
        else:
            pieces.append(made)
            at = close[1] if close else opening.end()
    pieces.append(text[at:])
    return "".join(pieces)


def _closing(text: str, opening: re.Match[str], closings: dict[str, list[int]]) -> tuple[int, int] | None:
    """Where the content ends and where the text goes on; None for one that is not closed.

    `closings` is where each name is closed, so that a text is not searched to its end again and again.
    """
    if opening["attributes"].rstrip().endswith("/") and not opening["attributes"].rstrip().endswith("://"):
        return None
    name = opening["name"]
    places = closings.get(name, [])
    place = bisect_left(places, opening.end())
    if place == len(places):
        return None
    at = places[place]
    is_known = name.lower() in _MAKERS or name.lower() in _PLAYERS
    if is_known and text.find(f"[{name}", opening.end(), at) >= 0:
        return None
    return at, at + len(name) + 3


def _attributes(text: str) -> dict[str, str]:
    """Named ones by name; those without a name by "0", "1" …"""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text.translate(_QUOTES)):
        name, *values = match.groups()
        value = next((value for value in values if value is not None), "")
        found[name.lower() if name else str(sum(key.isdigit() for key in found))] = value
    return found


def _made(name: str, attributes: dict[str, str], content: str, entry_id: str) -> str | None:
    make = _MAKERS.get(name) or (_player if name in _PLAYERS else None)
    return make(attributes, content, entry_id) if make else None


def _caption(attributes: dict[str, str], content: str, _: str) -> str | None:
    image = _IMAGE.search(content)
    if not image:
        return None if not content.strip() else f"<p>{content}</p>"
    rest = f"{content[: image.start()]} {content[image.end() :]}".strip()
    text = rest or escape(attributes.get("caption", ""))
    caption = f"<figcaption>{text}</figcaption>" if text else ""
    return f"\n\n<figure>{image[0]}{caption}</figure>\n\n"


def _gallery(attributes: dict[str, str], _: str, entry_id: str) -> str:
    ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include", ""))
    sources = [asset_ref(pk) for pk in ids] or [gallery_ref(entry_id)]
    return "\n\n" + "".join(f'<figure><img src="{source}"></figure>' for source in sources) + "\n\n"


def _player(attributes: dict[str, str], content: str, _: str) -> str | None:
    text = " ".join([content, *(value for key, value in attributes.items() if key != "poster")])
    address = _URL.search(text)
    return link(address[0].rstrip("&,;")) if address else None


def link(address: str) -> str:
    """What an embed becomes: a link to what it showed."""
    shown = escape(address.replace("&amp;", "&"))
    return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


def _note(found: Found, opening: re.Match[str], close: tuple[int, int] | None) -> None:
    """Only what is written like a shortcode is one: “[sic]” and “[see below]” are words."""
    name, rest = opening["name"], opening["attributes"]
    is_one = close or "=" in rest or "_" in name or ("-" in name and not rest.strip())
    if is_one and len(found.unknown) < _MOST_NAMED and name not in found.unknown:
        found.unknown.append(name)


_Maker = Callable[[dict[str, str], str, str], str | None]
_MAKERS: dict[str, _Maker] = {"caption": _caption, "wp_caption": _caption, "gallery": _gallery, "embed": _player}
