"""The file of one backup: lines of JSON, compressed, sealed.

{"aicmr": 1, "made": …, "engine": …, "secret": …, "migrations": [[app, name], …]}
{"model": "sites.site", "fields": ["id", …]}      then one list per row, then
{"end": "sites.site", "count": 2, "digest": …}    … and so on for every model
{"files": true}                                    then [name, size, changed, digest] per file of the storage, then
{"end": "files", "count": 40, "digest": …}
{"end": "backup"}
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from accounts.operations.exceptions import BackupFailed
from accounts.operations.files import Entry
from accounts.operations.sealing import Opener, Sealer
from accounts.operations.shelves import Shelf
from accounts.operations.snapshots import Node, Sum, line

FORMAT = 1
FILES = "files"


class Writer:
    def __init__(self, target: BinaryIO, key: str, name: str) -> None:
        self._sealer = Sealer(target, key, name)
        self._zip = gzip.GzipFile(fileobj=self._sealer, mode="wb", compresslevel=6, mtime=0)

    def say(self, text: str) -> None:
        self._zip.write(text.encode() + b"\n")

    def section(self, name: str, head: dict[str, Any], rows: Iterable[list[Any]]) -> Sum:
        """Write `head`, the rows, and their sum."""
        self.say(line([head])[1:-1])
        seen = Sum()
        for row in rows:
            text = line(row)
            seen.add(text)
            self.say(text)
        self.say(json.dumps({"end": name, "count": seen.count, "digest": seen.digest}))
        return seen

    def close(self) -> None:
        self.say('{"end": "backup"}')
        self._zip.close()
        self._sealer.close()


@dataclass
class Head:
    """What a backup says of itself."""

    made: str
    engine: str
    secret: str
    migrations: list[Node] = field(repr=False)


@dataclass
class Section:
    """The rows of one model, or of the files. To be read to its end before the next one is asked for."""

    name: str
    fields: list[str]
    rows: Iterator[tuple[list[Any], int]]


class Reader:
    """Reads a backup from its beginning; every sum is compared on the way. BackupFailed where something is wrong."""

    def __init__(self, source: BinaryIO, key: str, name: str) -> None:
        self._name = name
        opener = cast(BinaryIO, io.BufferedReader(Opener(source, key, name), 1 << 18))
        self._lines = self._read(opener)
        head = self._next()
        if not isinstance(head, dict) or head.get("aicmr") != FORMAT:
            raise BackupFailed(f"{name} has a format that this version cannot read.")
        nodes = [(app, migration) for app, migration in head["migrations"]]
        self.head = Head(head["made"], head["engine"], head["secret"], nodes)

    def sections(self) -> Iterator[Section]:
        while True:
            head = self._next()
            if head == {"end": "backup"}:
                return
            name = FILES if head.get(FILES) else head["model"]
            yield Section(name, head.get("fields", []), self._rows(name))

    def _rows(self, name: str) -> Iterator[tuple[list[Any], int]]:
        seen = Sum()
        while isinstance(row := self._next(), list):
            text = line(row)
            seen.add(text)
            yield row, len(text)
        if row != {"end": name, "count": seen.count, "digest": seen.digest}:
            raise BackupFailed(f"{self._name} is damaged: the rows of {name} are not those that were written.")

    def _next(self) -> Any:
        text = next(self._lines, None)
        if text is None:
            raise BackupFailed(f"{self._name} is cut off.")
        return json.loads(text)

    def _read(self, source: BinaryIO) -> Iterator[bytes]:
        try:
            with gzip.GzipFile(fileobj=source) as lines:
                yield from lines
        except (EOFError, OSError) as error:
            raise BackupFailed(f"{self._name} is damaged: {error}.") from None


@contextmanager
def reading(shelf: Shelf, name: str, key: str) -> Iterator[Reader]:
    with shelf.get(name) as source:
        yield Reader(source, key, name)


def entries(shelf: Shelf, name: str, key: str) -> list[Entry]:
    """The files of a backup."""
    with reading(shelf, name, key) as reader:
        for section in reader.sections():
            if section.name == FILES:
                return [Entry(*row) for row, _ in section.rows]
            for _ in section.rows:
                pass
    return []
