"""Many plain rows in few statements, for tables whose rows are written by the thousand.

A model instance for each row costs more than the statement. Nothing here sets defaults, calls `save` or gives ids back.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


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
    values = [tuple(map(_adapted, row)) for row in rows]
    if not values:
        return
    names, marks = ", ".join(map(_quoted, columns)), ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES ({marks}){ending}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return json.dumps(value) if isinstance(value, dict | list) else value
