"""Reads a file in a process of its own, so that parsing and cleaning go on while the database works.

    python -m content.transfer.ahead IMPORTER PATH URL MODE SIZE

It writes nothing but batches to its output, knows no database and no secret, and is never more than one batch ahead:
killed at any point, by whatever, it leaves nothing behind. It ends when nobody reads its output any more.
"""

import os
import pickle  # between a process and its own child  # nosec B403
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from fcntl import fcntl
from pathlib import Path
from typing import IO, Any, Literal

from aicmr.lib.html import body_tree
from aicmr.lib.htmltree import write
from content.transfer import importers  # noqa: F401 - names the importers
from content.transfer.records import Entry, Item, Problem, Record, Source, Taken, payload_hash
from content.transfer.registry import Importer, importer
from content.transfer.singling import singled

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 8_000_000  # characters of the bodies in one batch
_F_SETPIPE_SZ, _PIPE = 1031, 1 << 20
_LENGTH = struct.Struct("<Q")

# all: every record, entries without their bodies. raw: entries as they are. clean: entries whose bodies are clean HTML.
Mode = Literal["all", "raw", "clean"]


class ReaderDied(RuntimeError):
    """The process that reads the file was ended; what was imported stays, and the same import goes on from there."""


def batches(source: Importer, path: Path, *, url: str, mode: Mode, size: int) -> Iterator[list[Any]]:
    """The records of a file in batches of `size`, fewer where their texts are long, read here and now."""
    batch: list[Any] = []
    length = 0
    for item in _wanted(source.records(path, url=url), mode):
        length += len(item.body) if isinstance(item, Entry) else 0
        batch.append(_MODES[mode](source, item))
        if len(batch) >= size or length > LARGEST:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def batches_ahead(source: Importer, path: Path, *, url: str, mode: Mode, size: int) -> Iterator[list[Any]]:
    """The same, read by another process while the caller is at work on the batch before. Raises ReaderDied."""
    command = [sys.executable, "-m", __name__, source.name, str(path.resolve()), url, mode, str(size)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101 - for the type checker
            with suppress(OSError):
                fcntl(process.stdout, _F_SETPIPE_SZ, _PIPE)
            while batch := _received(process.stdout):
                yield batch
        finally:
            process.kill()


def _received(pipe: IO[bytes]) -> list[Any]:
    """The next batch; the last one is empty."""
    head = pipe.read(_LENGTH.size)
    data = pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not data or len(data) < _LENGTH.unpack(head)[0]:
        raise ReaderDied("The process that reads the file was ended. Run the import again: it goes on where it was.")
    batch: list[Any] = pickle.loads(data)  # noqa: S301 - from our own process  # nosec B301
    return batch


def _wanted(records: Iterable[Record], mode: Mode) -> Iterator[Item]:
    for record in singled(records):
        if not isinstance(record, Source | Problem) and (mode == "all" or isinstance(record, Entry)):
            yield record


def _bare(_: Importer, item: Item) -> Item:
    if isinstance(item, Entry):
        item.body = ""
    return item


def _raw(_: Importer, entry: Any) -> Taken:
    return Taken(entry, payload_hash(entry))


def _clean(source: Importer, entry: Any) -> Taken:
    taken = Taken(entry, payload_hash(entry))
    taken.html = write(body_tree(source.ready(entry).body))
    entry.body = ""
    return taken


_MODES: dict[str, Callable[[Importer, Any], Any]] = {"all": _bare, "raw": _raw, "clean": _clean}


def _send(pipe: IO[bytes], batch: list[Any]) -> None:
    data = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def main(name: str, path: str, url: str, mode: Mode, size: str) -> None:
    try:
        for batch in batches(importer(name), Path(path), url=url, mode=mode, size=int(size)):
            _send(sys.stdout.buffer, batch)
        _send(sys.stdout.buffer, [])
    except BrokenPipeError:
        os._exit(0)  # without the complaints of a buffer that cannot be written any more


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]
