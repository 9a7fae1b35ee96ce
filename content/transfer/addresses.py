"""Addresses of the source as keys: the same picture or page under all the spellings that texts use."""

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from content.publishing.paths import path_key

_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[A-Za-z]{3,5}$)")
_SCALED = re.compile(r"-(?:scaled|rotated)(?=\.[A-Za-z]{3,5}$)")
_PROXY = re.compile(r"^i\d\.wp\.com/")
_IDS = ("p", "page_id", "post")
PICTURES = (".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".avif", ".heic", ".heif")


def split(url: str) -> SplitResult | None:
    """The parts of an address, or None for what is none."""
    try:
        parts = urlsplit(url.strip())
        return parts if parts.port is None or parts.port else parts
    except ValueError:
        return None


def host_of(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def asset_key(url: str) -> str:
    """Of a picture, by host and path; scheme, `www.`, query and WordPress's own endings do not count."""
    return path_key(f"asset:{_SCALED.sub('', _place(url))}")


def asset_keys(url: str) -> list[str]:
    """The keys under which a picture in a text may be known: as it is, or as the original of this size."""
    place = _SCALED.sub("", _place(url))
    whole = _SIZE.sub("", place)
    return [path_key(f"asset:{place}"), *([path_key(f"asset:{whole}")] if whole != place else [])]


def _place(url: str) -> str:
    parts = split(url)
    if parts is None:
        return url[:1000]
    place = f"{host_of(parts)}{unquote(parts.path)}"
    return _PROXY.sub("", place)[:1000]


def is_picture(url: str) -> bool:
    """By the ending of its name; what it is turns out when it is fetched."""
    parts = split(url)
    return parts is not None and parts.path.lower().endswith(PICTURES)


def entry_key(path: str) -> str:
    """Of an entry, by the path at which it answered."""
    return path_key(unquote(path))


def inner_path(url: str, hosts: tuple[str, ...]) -> tuple[str, str] | None:
    """(path, id) of a link within the source's site, of which one may be empty; None for all other links."""
    parts = split(url)
    if parts is None or parts.scheme not in ("", "http", "https"):
        return None
    if parts.netloc and host_of(parts) not in hosts:
        return None
    if not parts.netloc and not parts.path.startswith("/"):
        return None
    query = parse_qs(parts.query) if parts.query else {}
    number = next((query[name][0] for name in _IDS if name in query), "")
    return unquote(parts.path), number


def fragment(url: str) -> str:
    parts = split(url)
    return f"#{parts.fragment}" if parts and parts.fragment else ""
