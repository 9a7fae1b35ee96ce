"""The database as it was committed before the first test, put back after each test that commits.

Django empties every table instead and then makes content types and permissions anew, which takes longer than most
tests, and the other site would have to be made again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

_NUMBERED_BY_INNODB = "FTS_DOC_ID"  # a number that was given once is not taken again


@dataclass
class Committed:
    """Rows by table; a table without rows is not named in `rows`."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def keep(self) -> None:
        for table in _tables():
            self.columns[table] = _columns(table)
            if rows := self._read(table):
                self.rows[table] = rows

    def put_back(self) -> None:
        with _no_constraints(), transaction.atomic():
            for table in self.columns:
                now, then = self._read(table), self.rows.get(table, [])
                if now == then:
                    continue
                if now:
                    _execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608 - a table of ours
                self._insert(table, then)

    def _read(self, table: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self._names(table)} FROM {_quoted(table)} ORDER BY 1")  # noqa: S608
            return list(cursor.fetchall())

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join(["%s"] * len(self.columns[table]))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {_quoted(table)} ({self._names(table)}) VALUES ({marks})",  # noqa: S608
                [tuple(str(value) if isinstance(value, datetime) else value for value in row) for row in rows],
            )

    def _names(self, table: str) -> str:
        return ", ".join(map(_quoted, self.columns[table]))


@contextmanager
def _no_constraints() -> Iterator[None]:
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _tables() -> list[str]:
    if connection.vendor != "sqlite":
        return sorted(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%%'")
        found = dict(cursor.fetchall())
    virtual = [name for name, sql in found.items() if sql.startswith("CREATE VIRTUAL")]
    # The tables behind a virtual one change with it.
    return sorted(name for name in found if not any(name.startswith(f"{each}_") for each in virtual))


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            names = ["rowid", *names] if cursor.fetchone()[0].startswith("CREATE VIRTUAL") else names
    return [name for name in names if name != _NUMBERED_BY_INNODB]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
