"""Making a backup: rows of one moment, then the files, then the proof that it can be restored, then old ones go."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone

from accounts.operations import archives, files, keeping, snapshots
from accounts.operations.archives import Writer
from accounts.operations.exceptions import BackupFailed
from accounts.operations.files import Entry
from accounts.operations.keeping import Policy
from accounts.operations.sealing import blob_name, check_key
from accounts.operations.shelves import Shelf
from aicmr.lib.crypto import fingerprint

_PROOF_SECONDS = 6 * 3600
Told = Callable[[str, int], Any]


@dataclass
class Made:
    """A finished backup: rows by model, files and their bytes, the size of its own file."""

    name: str
    place: str
    size: int = 0
    rows: dict[str, snapshots.Sum] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    dropped: list[str] = field(default_factory=list)


def make(shelf: Shelf, key: str, *, policy: Policy, verify: bool = True, told: Told = lambda what, count: None) -> Made:
    """Back up everything to `shelf`, sealed if there is a key.

    With `verify` it is restored into an empty database beside, and every count and digest compared. Backups that
    `policy` does not keep go at the end, and contents that no backup needs any more with them.
    """
    if key:
        check_key(key)
    previous = keeping.backups_in(shelf.names("aicmr-"))
    made = Made(keeping.name_at(timezone.now()), shelf.place)
    if made.name in previous:
        raise BackupFailed("A backup of this second is there already. Wait a moment.")
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / made.name
        with draft.open("wb") as target:
            _write(target, shelf, key, made, _last_files(shelf, previous, key), told)
        made.size = draft.stat().st_size
        if verify:
            prove(draft, key, made)
        with draft.open("rb") as source:
            shelf.put(made.name, source)
    made.dropped = drop(shelf, key, policy)
    return made


def drop(shelf: Shelf, key: str, policy: Policy) -> list[str]:
    """Delete the backups that `policy` does not keep, then contents that none of the others names.

    Where one of the others cannot be read, contents stay: better too many than one too few.
    """
    names = keeping.backups_in(shelf.names("aicmr-"))
    gone = keeping.superseded(names, policy)
    for name in gone:
        shelf.delete(name)
    if gone:
        try:
            needed = {blob_name(key, e.digest) for n in names if n not in gone for e in archives.entries(shelf, n, key)}
        except BackupFailed:
            return gone
        for blob in shelf.names("media/") - needed:
            shelf.delete(blob)
    return gone


def newest(shelf: Shelf) -> str:
    found = keeping.backups_in(shelf.names("aicmr-"))
    if not found:
        raise BackupFailed(f"There is no backup in {shelf.place}.")
    return found[0]


def _write(target: BinaryIO, shelf: Shelf, key: str, made: Made, known: dict[str, Entry], told: Told) -> None:
    writer = Writer(target, key, made.name)
    with snapshots.frozen() as alias:
        nodes = snapshots.applied(alias)
        try:
            found = snapshots.models_at(nodes, alias)
        except KeyError as error:
            raise BackupFailed(f"The database has a migration that this program lacks: {error}.") from None
        head = {"made": timezone.now().isoformat(), "secret": fingerprint()}
        engine = connections[alias].vendor
        writer.say(snapshots.line([{"aicmr": archives.FORMAT, **head, "engine": engine, "migrations": nodes}])[1:-1])
        for model in found:
            label = model._meta.label_lower
            names = [column.attname for column in model._meta.concrete_fields]
            rows = snapshots.rows(model, alias)
            made.rows[label] = writer.section(label, {"model": label, "fields": names}, rows)
            told("rows", made.rows[label].count)
    writer.section(archives.FILES, {archives.FILES: True}, _files(shelf, key, made, known, told))
    writer.close()


def _files(shelf: Shelf, key: str, made: Made, known: dict[str, Entry], told: Told) -> Iterator[list[Any]]:
    for entry in files.keep(default_storage, shelf, key, known, lambda count: told("files", count)):
        made.files += 1
        made.bytes += entry.size
        yield entry.row()


def _last_files(shelf: Shelf, previous: list[str], key: str) -> dict[str, Entry]:
    """What the last backup knows of the files; nothing where it cannot be read."""
    try:
        return {entry.name: entry for entry in archives.entries(shelf, previous[0], key)} if previous else {}
    except BackupFailed:
        return {}


def prove(draft: Path, key: str, made: Made) -> None:
    """Restore the rows into an empty database, in a process of its own whose database is that one, and compare."""
    proof = draft.with_name("proof.sqlite3")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    own = {"DATABASE_URL": f"sqlite:///{proof}", "DJANGO_SETTINGS_MODULE": "aicmr.settings.base", "BACKUP_KEY": key}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "restore", str(draft), "--proof"],
        cwd=settings.BASE_DIR,
        env=kept | own,
        capture_output=True,
        text=True,
        timeout=_PROOF_SECONDS,
        check=False,
    )
    if done.returncode:
        raise BackupFailed(f"The backup was not kept, since it cannot be restored: {done.stderr.strip()[-500:]}")
    compare(made, json.loads(done.stdout))


def compare(made: Made, found: dict[str, list[Any]]) -> None:
    """Raises BackupFailed where count or digest of a model's rows are others than those written."""
    wrong = [label for label, seen in made.rows.items() if found.get(label) != [seen.count, seen.digest]]
    if wrong:
        raise BackupFailed(f"The backup was not kept: restored, these rows differ: {', '.join(wrong)}.")
