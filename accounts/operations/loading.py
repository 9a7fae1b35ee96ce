"""Taking rows in again: an emptied database, the schema of the backup, the rows, then today's schema."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.operations.exceptions import BackupFailed
from accounts.operations.snapshots import Node, leaves, models_at, readers

_ROWS = 500
_BYTES = 1_000_000  # of one INSERT; servers refuse very long ones


def is_empty(alias: str) -> bool:
    """Whether nobody has worked with this database: no table, or neither people nor sites."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in ("accounts_user", "sites_site"):
            if table in there:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 - our names
                if cursor.fetchone():
                    return False
    return True


def wipe(alias: str) -> None:
    """Drop every table."""
    connection = connections[alias]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in _virtual_first(alias, cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}")


def _virtual_first(alias: str, cursor: Any) -> list[str]:
    """Virtual tables take the tables behind them along."""
    if connections[alias].vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'")
        return [name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")]
    return list(connections[alias].introspection.table_names(cursor))


def prepare(nodes: list[Node], alias: str) -> dict[str, type[models.Model]]:
    """Make the tables of these migrations in an empty database, empty; the models by label."""
    executor = MigrationExecutor(connections[alias])
    unknown = sorted(set(nodes) - executor.loader.graph.node_map.keys())
    if unknown:
        names = ", ".join(".".join(node) for node in unknown[:5])
        raise BackupFailed(f"The backup was made by another version of this program; this one lacks: {names}.")
    executor.migrate(leaves(nodes, executor.loader))
    found = {model._meta.label_lower: model for model in models_at(nodes, alias)}
    connection = connections[alias]
    tables = [model._meta.db_table for model in found.values()]
    with connection.constraint_checks_disabled():
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))
    return found


def load(
    model: type[models.Model], lines: Iterable[tuple[list[Any], int]], alias: str, told: Callable[[int], Any]
) -> int:
    """Insert rows (each with its length) as they are: no default, no `auto_now`, no signal. Returns how many."""
    count = 0
    fields = list(model._meta.concrete_fields)
    names = [field.attname for field in fields]
    read = readers(model)
    for batch in _batches(lines, _most(model, fields, alias)):
        made = [
            model(**{name: reader(value) for name, reader, value in zip(names, read, row, strict=True)})
            for row in batch
        ]
        rows: Any = model._base_manager.using(alias)
        with transaction.atomic(using=alias):
            rows._insert(made, fields=fields, raw=True)
        count += len(batch)
        told(len(batch))
    return count


def finish(alias: str) -> None:
    """Check every reference, then bring the schema to today's."""
    connections[alias].check_constraints()
    call_command("migrate", database=alias, interactive=False, verbosity=0)


def _most(model: type[models.Model], fields: list[Any], alias: str) -> int:
    return min(_ROWS, int(connections[alias].ops.bulk_batch_size(fields, [model] * _ROWS)))


def _batches(lines: Iterable[tuple[list[Any], int]], most: int) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    size = 0
    for row, length in lines:
        if batch and (len(batch) >= most or size + length > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch
