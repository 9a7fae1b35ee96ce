"""WordPress eXtended RSS, versions 1.0 to 1.2, as WordPress and wordpress.com export it."""

import re
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
_ENDINGS = (".xml", ".wxr")
_OTHER_SITE = "It is of another site ({}) than what comes before it ({}). Import each site by itself."
_ABOUT = {"title", "link", "language", "wp:base_site_url", "wp:base_blog_url", "wp:wxr_version"}


def read(path: Path) -> Iterator[Record]:
    """The records of a WXR file, or of a folder with its parts, as `registry.Importer` wants them."""
    files, others = parts(path)
    channel, origin = Channel(beforehand.look(files)), None
    for file in files:
        where = f"{shown(file.name)}: " if len(files) > 1 else ""
        is_broken = False
        for record in _part(file, channel):
            if isinstance(record, Source):
                if origin not in (None, record.origin):
                    yield Problem(0, f"{where}{_OTHER_SITE.format(record.origin, origin)}", is_fatal=True)
                    return
                if origin is not None:
                    continue
                origin = record.origin
            elif isinstance(record, Problem):
                is_broken = is_broken or record.is_fatal
                record = Problem(record.line, f"{where}{record.message}", record.is_fatal)
            yield record
        if is_broken:
            return
    for file in others:
        yield Problem(0, f"{shown(file.name)} lies in another folder than the export: it was left out.")


def parts(path: Path) -> tuple[list[Path], list[Path]]:
    """(files of the export in their order, files like them that lie deeper) of a folder; else the file itself."""
    if not path.is_dir():
        return [path], []
    found = [file for file in path.rglob("*") if file.name.lower().endswith(_ENDINGS) and file.is_file()]
    found.sort(key=_in_order)
    top = min((len(file.parts) for file in found), default=0)
    return [f for f in found if len(f.parts) == top], [f for f in found if len(f.parts) > top]


def _in_order(path: Path) -> list[tuple[int, str]]:
    """`.2.xml` before `.10.xml`."""
    pieces = re.split(r"([0-9]{1,18})", path.as_posix())
    return [(int(piece), "") if place % 2 else (0, piece) for place, piece in enumerate(pieces)]


def shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:80]


def _part(path: Path, channel: Channel) -> Iterator[Record]:
    has_begun, is_broken = False, False
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
