"""WordPress eXtended RSS, versions 1.0 to 1.2, as WordPress and wordpress.com export it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from content.transfer.importers.wordpress import beforehand
from content.transfer.importers.wordpress.items import Channel
from content.transfer.importers.wordpress.parts import plain
from content.transfer.importers.wordpress.xml import elements
from content.transfer.records import Problem, Record, Source

_VERSIONS = ("1.0", "1.1", "1.2")
_READERS = {
    "wp:author": Channel.author,
    "wp:category": Channel.category,
    "wp:tag": Channel.tag,
    "wp:term": Channel.term,
    "item": Channel.item,
}
_ABOUT = {"title", "link", "language", "wp:base_site_url", "wp:base_blog_url", "wp:wxr_version"}


def read(path: Path) -> Iterator[Record]:
    """The records of a WXR file, as `registry.Importer` wants them."""
    channel, has_begun, is_broken = Channel(beforehand.look(path)), False, False
    about: dict[str, str] = {}
    for element in elements(path):
        if isinstance(element, Problem):
            is_broken = is_broken or element.is_fatal
            yield element
        elif element.name in _ABOUT:
            about.setdefault(element.name, element.text.strip())
        elif element.name in _READERS:
            if not has_begun:
                yield from _begin(about, channel)
                has_begun = True
            yield from _READERS[element.name](channel, element)
    if not has_begun and not is_broken:
        yield from _begin(about, channel)


def _begin(about: dict[str, str], channel: Channel) -> Iterator[Record]:
    channel.title = plain(about.get("title", ""))
    blog = about.get("wp:base_blog_url") or about.get("link") or about.get("wp:base_site_url", "")
    hosts = {_host(about.get(name, "")) for name in ("wp:base_blog_url", "link")} - {""}
    version = about.get("wp:wxr_version", "")
    yield Source(
        _origin(blog) or f"wordpress: {channel.title}"[:180],
        channel.title,
        about.get("language", ""),
        tuple(sorted(hosts)),
    )
    if version not in _VERSIONS:
        said = f"version “{version[:20]}”" if version else "no version"
        yield Problem(0, f"The file says {said} of WordPress's format; it is read as 1.2.")


def _origin(address: str) -> str:
    """The blog's address without scheme and www: exports made over http and https are of one source."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{_host(address)}{parts.path.rstrip('/')}"[:180]


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
