"""The full-text index of the database in use; every backend has the same five functions."""

from types import ModuleType

from django.db import connection

from content.search.backends import mysql, sqlite

_BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "mysql": mysql}


def current() -> ModuleType:
    """The module for the database's vendor: `prepare`, `store`, `remove`, `optimize`, `match`."""
    return _BACKENDS[connection.vendor]
