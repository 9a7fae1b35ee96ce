"""A folder of Markdown: what Jekyll, Hugo and Pelican are given, or plain files with front matter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from content.transfer.importers.markdown import values
from content.transfer.importers.markdown.entries import Reader
from content.transfer.importers.markdown.folder import Folder
from content.transfer.importers.markdown.sites import Site, site_of
from content.transfer.records import Item, Problem, Record, Source

_SORTS: tuple[tuple[str, Literal["category", "tag"]], ...] = (("categories", "category"), ("tags", "tag"))


def read(path: Path) -> Iterator[Record]:
    """The records of a folder, as `registry.Importer` wants them."""
    folder = Folder(path)
    site = site_of(folder)
    host = _host(site.url)
    yield Source(
        (site.url.split("://")[-1] or folder.root.name)[:180], site.title, site.language, (host,) if host else ()
    )
    for problem in site.problems:
        yield Problem(0, problem)
    names = {file.name for file in folder.texts() if not file.problem}
    if not names:
        yield Problem(
            0, "The folder holds no Markdown files (.md, .markdown): name the folder of the site.", is_fatal=True
        )
        return
    reader = Reader(folder, site, names)
    yield from _terms(reader, site)
    for file in folder.texts():
        yield from reader.read(file)


def _terms(reader: Reader, site: Site) -> Iterator[Item]:
    """What the folder itself says of its authors and terms."""
    for row in site.terms.get("authors", ()):
        if name := values.text(row, "name"):
            yield from reader.author(name, row)[1]
    for sort, single in _SORTS:
        rows: list[Any] = site.terms.get(sort, [])
        for row in rows:
            if name := values.text(row, "name"):
                yield from reader.term(single, name, row)[1]


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.") if "://" in url else ""
