"""Pictures and other files of the storage, each kept once on the shelf under a name made of its content."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import Storage

from accounts.operations.exceptions import BackupFailed
from accounts.operations.sealing import Opener, Sealer, blob_name
from accounts.operations.shelves import Shelf

_PIECE = 1 << 20


@dataclass(frozen=True)
class Entry:
    """A file of the storage; `changed` is its time stamp as text, enough to see that it is the one of last time."""

    name: str
    size: int
    changed: str
    digest: str

    def row(self) -> list[Any]:
        return [self.name, self.size, self.changed, self.digest]


def walk(storage: Storage, folder: str = "") -> Iterator[str]:
    """Names of all files, in a fixed order."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        if name:
            yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from walk(storage, f"{folder}/{name}" if folder else name)


def keep(
    storage: Storage, shelf: Shelf, key: str, known: dict[str, Entry], told: Callable[[int], Any]
) -> Iterator[Entry]:
    """Put what the shelf does not have yet, and yield an entry per file. `known`: the entries of the last backup.

    A file of the same size and time as last time is not read again. One that goes away meanwhile is left out.
    """
    there = shelf.names("media/")
    for name in walk(storage):
        try:
            entry = _same(storage, name, known.get(name))
            if entry is None or blob_name(key, entry.digest) not in there:
                entry = _put(storage, shelf, key, name, there)
        except FileNotFoundError:
            continue
        told(1)
        yield entry


def bring_back(storage: Storage, shelf: Shelf, key: str, entry: Entry) -> bool:
    """Write the file to the storage again; False if it is there unchanged. BackupFailed for a damaged one."""
    if (
        storage.exists(entry.name)
        and storage.size(entry.name) == entry.size
        and _digest(storage, entry.name) == entry.digest
    ):
        return False
    with tempfile.TemporaryFile() as copy:
        opened(shelf, key, entry, copy)
        copy.seek(0)
        storage.delete(entry.name)
        saved = storage.save(entry.name, File(copy))
    if saved != entry.name:
        raise BackupFailed(f"The storage kept {entry.name} as {saved}.")
    return True


def opened(shelf: Shelf, key: str, entry: Entry, target: Any) -> None:
    """Copy the kept content of a file to `target`, and check that it is what it was."""
    blob, seen = blob_name(key, entry.digest), sha256()
    with shelf.get(blob) as source:
        stream = Opener(source, key, blob)
        while piece := stream.read(_PIECE):
            seen.update(piece)
            target.write(piece)
    if seen.hexdigest() != entry.digest:
        raise BackupFailed(f"The backup of {entry.name} is damaged: {blob} on {shelf.place} holds something else.")


def _same(storage: Storage, name: str, known: Entry | None) -> Entry | None:
    if known and known.size == storage.size(name) and known.changed == _changed(storage, name):
        return known
    return None


def _put(storage: Storage, shelf: Shelf, key: str, name: str, there: set[str]) -> Entry:
    changed, digest = _changed(storage, name), _digest(storage, name)
    blob = blob_name(key, digest)
    with storage.open(name) as source, tempfile.TemporaryFile() as sealed:
        sealer = Sealer(cast(BinaryIO, sealed), key, blob)
        size = sum(sealer.write(piece) for piece in source.chunks(_PIECE))
        sealer.close()
        sealed.seek(0)
        if blob not in there:
            shelf.put(blob, cast(BinaryIO, sealed))
            there.add(blob)
    return Entry(name, size, changed, digest)


def _changed(storage: Storage, name: str) -> str:
    return storage.get_modified_time(name).isoformat()


def _digest(storage: Storage, name: str) -> str:
    seen = sha256()
    with storage.open(name) as file:
        for piece in file.chunks(_PIECE):
            seen.update(piece)
    return seen.hexdigest()
