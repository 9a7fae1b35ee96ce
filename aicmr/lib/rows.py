"""Many plain rows in few statements, for tables whose rows are written by the thousand.

A model instance for each row costs more than the statement. Nothing here sets defaults, calls `save` or gives ids back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """INSERT rows of these columns, by the names of the database (`page_id`); times are aware."""
    values = [tuple(map(_adapted, row)) for row in rows]
    if not values:
        return
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", values)  # noqa: S608


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
