"""Bringing a backup back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from accounts.operations import archives, files, loading, registry, snapshots
from accounts.operations.archives import FILES, Head
from accounts.operations.exceptions import BackupFailed
from accounts.operations.files import Entry
from accounts.operations.shelves import Shelf
from accounts.operations.snapshots import Sum
from aicmr.lib.crypto import fingerprint

Told = Callable[[str, int], Any]
_DB = "default"


@dataclass
class Restored:
    """What came back: rows, files written, files that were there already, files whose kept content is damaged."""

    head: Head
    rows: int = 0
    files: int = 0
    already: int = 0
    damaged: list[str] = field(default_factory=list)

    @property
    def same_secret(self) -> bool:
        """Whether stored secrets can be read with today's SECRET_KEY."""
        return self.head.secret in (fingerprint(), "")


def restore(shelf: Shelf, name: str, key: str, *, force: bool, told: Told) -> Restored:
    """Read the backup through, and only if it is whole replace the database by it and bring the files back.

    Raises BackupFailed, before anything is touched, for a backup that is damaged, sealed under another key or of a
    version whose migrations are not here, and for a database in use without `force`. A file whose content is damaged
    is named in `damaged` and stops nothing else.
    """
    done = Restored(check(shelf, name, key))
    if not force and not loading.is_empty(_DB):
        raise BackupFailed("The database is not empty. To replace everything in it by the backup, add --force.")
    loading.wipe(_DB)
    entries = _load_rows(shelf, name, key, done, told)
    loading.finish(_DB)
    for entry in entries:
        _bring_back(shelf, key, entry, done)
        told("files", 1)
    for rebuild in registry.derived().values():
        rebuild()
    cache.clear()
    return done


def check(shelf: Shelf, name: str, key: str) -> Head:
    """Read everything once: seals, sums, and whether this program has the migrations."""
    with archives.reading(shelf, name, key) as reader:
        known = MigrationLoader(connections[_DB]).graph.node_map.keys()
        lacking = [".".join(node) for node in reader.head.migrations if node not in known]
        if lacking:
            raise BackupFailed(
                f"The backup is of another version; this one lacks migrations: {', '.join(lacking[:5])}."
            )
        for section in reader.sections():
            for _ in section.rows:
                pass
    return reader.head


def prove(shelf: Shelf, name: str, key: str) -> dict[str, Sum]:
    """Restore the rows alone into an empty database, and sum up what stands there then."""
    if not loading.is_empty(_DB):
        raise BackupFailed("The database is not empty: a proof is made in a new one.")
    loading.wipe(_DB)
    head = check(shelf, name, key)
    _load_rows(shelf, name, key, Restored(head), lambda what, count: None)
    connections[_DB].check_constraints()
    return sums(head.migrations)


def sums(nodes: list[snapshots.Node]) -> dict[str, Sum]:
    """Count and digest of every table of the database as it stands."""
    found: dict[str, Sum] = {}
    for model in snapshots.models_at(nodes, _DB):
        found[model._meta.label_lower] = seen = Sum()
        for row in snapshots.rows(model, _DB):
            seen.add(snapshots.line(row))
    return found


def _load_rows(shelf: Shelf, name: str, key: str, done: Restored, told: Told) -> list[Entry]:
    """Fill the emptied database; returns the files that belong to it."""
    entries: list[Entry] = []
    with archives.reading(shelf, name, key) as reader:
        found = loading.prepare(reader.head.migrations, _DB)
        with connections[_DB].constraint_checks_disabled():
            for section in reader.sections():
                if section.name == FILES:
                    entries = [Entry(*row) for row, _ in section.rows]
                else:
                    done.rows += _load(section, found[section.name], told)
    return entries


def _load(section: archives.Section, model: Any, told: Told) -> int:
    fields = [column.attname for column in model._meta.concrete_fields]
    if fields != section.fields:
        raise BackupFailed(f"The fields of {section.name} are not those of its migrations; was it made by a fork?")
    return loading.load(model, section.rows, _DB, lambda count: told("rows", count))


def _bring_back(shelf: Shelf, key: str, entry: Entry, done: Restored) -> None:
    try:
        if files.bring_back(default_storage, shelf, key, entry):
            done.files += 1
        else:
            done.already += 1
    except BackupFailed as error:
        done.damaged.append(str(error))
