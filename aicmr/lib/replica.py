"""Reading from a copy of the database: readers' pages only, and only while the copy is level with the site.

Whoever is signed in reads the database that is written to, and so does everybody while the copy lags behind the
sequence that the site is known to have (`freshness`), so that nobody misses what was just published or written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings

ALIAS = "replica"
ROUTER = "aicmr.lib.replica.Router"
_reading: ContextVar[bool] = ContextVar("aicmr_reading_replica", default=False)


def is_there() -> bool:
    return ROUTER in settings.DATABASE_ROUTERS


@contextmanager
def used(allowed: bool = True) -> Iterator[None]:
    """Within the block, queries of models read the copy."""
    token = _reading.set(allowed)
    try:
        yield
    finally:
        _reading.reset(token)


class Router:
    """For DATABASE_ROUTERS; without a copy it is not installed."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if _reading.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS
