"""Importers, each found by a dotted string; filled by `importers/` at start."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from content.transfer.bounding import bound
from content.transfer.records import Entry, Record

Read = Callable[..., Iterator[Record]]


@dataclass(frozen=True)
class Importer:
    """`read` is the dotted path of `read(path) -> Iterator[Record]`.

    It streams: memory does not grow with the file. It is called more than once for a run (to check, to load, to go on
    after a stop) and yields the same records each time. It never raises for what stands in a file: what is wrong is a
    `Problem`, and a fatal one ends the stream. `prepare(entry)`, if there is one, turns the body into HTML and adds to
    the entry's notes; it is called for what is loaded only, so that a second run over the same file is fast.
    """

    name: str
    label: str
    read: str
    endings: tuple[str, ...]
    prepare: str = ""
    takes_url: bool = False
    is_packed: bool = False
    takes_parts: bool = False

    def ready(self, entry: Entry) -> Entry:
        """The entry with its body turned into HTML, where the importer does that only for what is loaded."""
        if self.prepare:
            import_string(self.prepare)(entry)
        bound(entry)
        return entry

    def records(self, path: Path, *, url: str = "") -> Iterator[Record]:
        """`url`, where the site was, for files that do not say it (`takes_url`)."""
        read: Read = import_string(self.read)
        return read(path, url=url) if self.takes_url else read(path)


_importers: dict[str, Importer] = {}


def register(name: str, *, label: str, read: str, endings: tuple[str, ...], **more: Any) -> None:
    """`endings` are what its files end in (`.xml`); an upload is offered to the importers of its ending.

    `is_packed`: it reads folders, and an upload is one in a ZIP file. `takes_parts`: `read` takes a folder with the
    parts of one export too, as they come in one ZIP file.
    """
    _importers[name] = Importer(name, label, read, endings, **more)


def importer(name: str) -> Importer:
    try:
        return _importers[name]
    except KeyError:
        raise LookupError(f"There is no importer named {name}.") from None


def all_importers() -> list[Importer]:
    return sorted(_importers.values(), key=lambda row: row.name)


def forget(name: str) -> None:
    """Take one out again; for tests that add their own."""
    _importers.pop(name, None)
