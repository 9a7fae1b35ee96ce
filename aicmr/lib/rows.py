"""Many plain rows in few statements, for tables whose rows are written by the thousand.

A model instance for each row costs more than the statement. Nothing here sets defaults, calls `save` or gives ids back.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

_LONGEST = 1_000_000  # characters in a statement, about


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """INSERT rows of these columns, by the names of the database (`page_id`); times are aware."""
    _execute(model, columns, rows, "")


def upsert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, unique: Sequence[str]
) -> None:
    """As `insert`; where a row with the same values in `unique` is there, all other columns get the new values."""
    changed = [name for name in columns if name not in unique]
    if connection.features.supports_update_conflicts_with_target:
        sets = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in changed)
        _execute(model, columns, rows, f" ON CONFLICT ({', '.join(map(_quoted, unique))}) DO UPDATE SET {sets}")
    else:
        sets = ", ".join(f"{_quoted(name)} = VALUES({_quoted(name)})" for name in changed)
        _execute(model, columns, rows, f" ON DUPLICATE KEY UPDATE {sets}")


def _execute(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], ending: str) -> None:
    times: dict[datetime, Any] = {}
    values = [[_adapted(value, times) for value in row] for row in rows]
    if not values:
        return
    names, marks = ", ".join(map(_quoted, columns)), ", ".join(["%s"] * len(columns))
    start = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES "  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor != "mysql":
            cursor.executemany(f"{start}({marks}){ending}", values)
            return
        for part in _parts(values):  # the driver's own `executemany` would send 64 kB at a time
            sql = f"{start}{', '.join([f'({marks})'] * len(part))}{ending}"
            cursor.execute(sql, [value for row in part for value in row])


def _parts(values: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows for one statement each: what a server with small packets takes, too."""
    start, size = 0, 0
    for at, row in enumerate(values):
        own = sum([len(value) for value in row if isinstance(value, str)]) + 20 * len(row)
        if at > start and size + own > _LONGEST:
            yield values[start:at]
            start, size = at, 0
        size += own
    if len(values) > start:
        yield values[start:]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _adapted(value: Any, times: dict[datetime, Any]) -> Any:
    if isinstance(value, datetime):
        if value not in times:
            times[value] = connection.ops.adapt_datetimefield_value(value)
        return times[value]
    return json.dumps(value) if isinstance(value, dict | list) else value
