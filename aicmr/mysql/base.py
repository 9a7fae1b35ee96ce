"""A database that hangs costs a web process two seconds, not all of its threads a minute each.

Everything that waits for the server is asked through the breaker of its alias: connecting, statements, the ends of
transactions, and the question whether a connection still lives.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import MySQLdb
from django.db.backends.mysql import base
from MySQLdb.constants import CR

from aicmr.lib.breaker import Breaker, Hung

_CONNECT = 2  # seconds that a probe may take: its own thread waits, nobody else
_NOT_ASKED = ("conv", "charset", "init_command", "cursorclass")
_breakers: dict[str, Breaker] = {}


class Pulse:
    """Asks the server for nothing, over a connection of its own that is kept."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        told = {name: value for name, value in parameters.items() if name not in _NOT_ASKED}
        self.parameters = told | {"connect_timeout": _CONNECT, "read_timeout": _CONNECT, "write_timeout": _CONNECT}
        self.connection: Any = None

    def __call__(self) -> None:
        if self.connection is not None:
            try:
                self.connection.ping()
            except MySQLdb.Error:  # the server may have been started anew: a new connection will tell
                self.connection = None
            else:
                return
        self.connection = MySQLdb.connect(**self.parameters)


class CursorWrapper(base.CursorWrapper):
    def __init__(self, cursor: Any, wrapper: "DatabaseWrapper") -> None:
        super().__init__(cursor)
        self.wrapper = wrapper

    def execute(self, query: Any, args: Any = None) -> Any:
        with self.wrapper.asking():
            return super().execute(query, args)

    def executemany(self, query: Any, args: Any) -> Any:
        with self.wrapper.asking():
            return super().executemany(query, args)

    def nextset(self) -> Any:
        with self.wrapper.asking():
            return self.cursor.nextset()


class DatabaseWrapper(base.DatabaseWrapper):
    socket: int | None = None  # of the connection; the driver tells it to the thread that asks, and to no other

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Raises the driver's own error where the server hangs, so that nobody has to know of the breaker."""
        breaker = _breakers.get(self.alias)
        if breaker is None:
            yield
            return
        try:
            with breaker.asking(self.socket if self.connection is not None else None):
                yield
        except Hung as error:
            raise MySQLdb.OperationalError(CR.SERVER_LOST, str(error)) from None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.alias not in _breakers:
            _breakers.setdefault(self.alias, Breaker(f"database {self.alias}", partial(Pulse, conn_params)))
        with self.asking():
            connection = super().get_new_connection(conn_params)
        self.socket = connection.fileno()
        return connection

    def create_cursor(self, name: str | None = None) -> CursorWrapper:
        return CursorWrapper(self.connection.cursor(), self)

    def is_usable(self) -> bool:
        try:
            with self.asking():
                return super().is_usable()
        except MySQLdb.Error:
            return False

    def _commit(self) -> None:
        with self.wrap_database_errors, self.asking():
            super()._commit()  # type: ignore[misc]  # not in the stubs

    def _rollback(self) -> None:
        with self.wrap_database_errors, self.asking():
            super()._rollback()  # type: ignore[misc]  # not in the stubs

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors, self.asking():
            super()._set_autocommit(autocommit)  # type: ignore[misc]  # not in the stubs
