"""Rows of the whole database at one moment, in a form that any of our databases can take in again.

Each row is a JSON list in the order of its model's fields, the models being those of the migrations that the database
has seen (not those of today's code), so that an old backup can be restored and then migrated.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader

_PAGE = 200  # rows asked for at once
# They say who is signed in and which process lives: nothing to bring back.
LEFT_OUT = frozenset({"sessions.session", "usersessions.usersession", "jobs.worker", "jobs.turn"})
_ALIAS = "snapshot"
Node = tuple[str, str]


@dataclass
class Sum:
    """Count and digest of rows in any order: databases sort text differently."""

    count: int = 0
    total: int = field(default=0, repr=False)

    def add(self, line: str) -> None:
        self.count += 1
        self.total = (self.total + int.from_bytes(sha256(line.encode()).digest(), "big")) % (1 << 256)

    @property
    def digest(self) -> str:
        return f"{self.total:064x}"


@contextmanager
def frozen(alias: str = "default") -> Iterator[str]:
    """The name of a connection of its own that sees the database as it is now, whatever others write meanwhile."""
    connection = connections[alias].copy(_ALIAS)
    connections[_ALIAS] = connection
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "mysql":
                cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            else:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1")
                cursor.fetchall()
        yield _ALIAS
    finally:
        connection.close()
        del connections[_ALIAS]


def applied(alias: str) -> list[Node]:
    """The migrations that the database has seen."""
    return sorted(MigrationLoader(connections[alias]).applied_migrations)


def models_at(nodes: list[Node], alias: str) -> list[type[models.Model]]:
    """The models as of these migrations, in a fixed order. KeyError for a migration that this program does not have."""
    loader = MigrationLoader(connections[alias])
    for node in nodes:
        loader.graph.node_map[node]
    state = loader.project_state(leaves(nodes, loader))
    found = state.apps.get_models(include_auto_created=True)
    own = [model for model in found if model._meta.managed and not model._meta.proxy]
    kept = [model for model in own if model._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def leaves(nodes: list[Node], loader: MigrationLoader) -> list[Node]:
    """Those of `nodes` that no other of the same app follows."""
    known = set(nodes) & loader.graph.node_map.keys()
    followed = {parent for node in known for parent in _parents(node, loader) if parent[0] == node[0]}
    return sorted(known - followed)


def _parents(node: Node, loader: MigrationLoader) -> set[Node]:
    return {parent.key for parent in loader.graph.node_map[node].parents}


def rows(model: type[models.Model], alias: str) -> Iterator[list[Any]]:
    """Every row of the table, ready for JSON, by key from page to page."""
    names = [column.attname for column in model._meta.concrete_fields]
    key = model._meta.pk.attname
    at = names.index(key)
    ordered = model._base_manager.using(alias).order_by(key).values_list(*names)
    page = list(ordered[:_PAGE])
    while page:
        yield from ([_plain(value) for value in row] for row in page)
        page = list(ordered.filter(**{f"{key}__gt": page[-1][at]})[:_PAGE]) if len(page) == _PAGE else []


def line(row: list[Any]) -> str:
    """One way to write a row: databases keep the keys of JSON in different orders."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def readers(model: type[models.Model]) -> list[Callable[[Any], Any]]:
    """For each field, what makes its value of what JSON holds."""
    return [_reader(column) for column in model._meta.concrete_fields]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _reader(column: Any) -> Callable[[Any], Any]:
    target = column
    while target.is_relation:
        target = target.target_field
    kind = target.get_internal_type()
    if kind == "BinaryField":
        return lambda value: None if value is None else base64.b64decode(value)
    if kind == "DurationField":
        return lambda value: None if value is None else timedelta(microseconds=value)
    if kind in ("DateTimeField", "DateField", "TimeField", "DecimalField", "UUIDField"):
        return lambda value: None if value is None else target.to_python(value)
    return lambda value: value
