"""Where a site's rows live, once one database is not enough for all sites: the hook, and what keeps rows apart.

A shard is a database with all tables. `SHARD_OF` names a function that a deployment writes: it takes a site's number
and answers an alias of `DATABASES`. Within `used(site_id)` that database stands in the place of `default`, so that
queries, SQL, locks, transactions and what runs after their commit are all on it: a service is as atomic there as
anywhere. What all sites share stays at home, which is called `home` meanwhile; the shard holds a copy to join with.

Installed by DATABASE_ROUTERS. `deploy/README.md` says what is not built on it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import local
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.utils.module_loading import import_string

ROUTER = "aicmr.lib.shards.Router"
HOME = "home"
# Who somebody is, and whose a host or a key is, must be known before a site is.
_SHARED = {"accounts", "sites", "integrations"}
_SITE = "sites.Site"
_NO_SITE = -1  # of the platform: such rows are at home


class WrongShard(Exception):
    """A row was to be read or written where its site does not live."""


class _Here(local):
    """Connections belong to threads, and so does what stands in for `default`."""

    alias: str | None = None


_here = _Here()


def shard_of(site_id: int) -> str:
    """The alias under which a site's rows are."""
    place: Callable[[int], str] = import_string(settings.SHARD_OF)
    return place(site_id)


@contextmanager
def used(site_id: int) -> Iterator[None]:
    """Within the block `default` is the database of this site. Blocks may stand in one another."""
    before, default = _here.alias, connections[DEFAULT_DB_ALIAS]
    home = connections[HOME] if before else default
    alias = shard_of(site_id)
    connections[DEFAULT_DB_ALIAS] = home if alias == DEFAULT_DB_ALIAS else connections[alias]
    connections[HOME], _here.alias = home, alias
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS], _here.alias = default, before
        if before is None:
            del connections[HOME]


@cache
def way(model: type[Model]) -> tuple[str, ...]:
    """The names that lead from a row to its site's number, as `("page", "site_id")`; () for what sites share."""
    return () if model._meta.app_label in _SHARED else _way(model, ())


def _way(model: type[Model], seen: tuple[type[Model], ...]) -> tuple[str, ...]:
    keys: list[Any] = [field for field in model._meta.concrete_fields if field.remote_field]
    for key in keys:
        if key.related_model._meta.label == _SITE:
            return (key.attname,)
    onward = [key for key in keys if not key.null and key.related_model not in (model, *seen)]
    found = [(key.name, *rest) for key in onward if (rest := _way(key.related_model, (*seen, model)))]
    return min(found, key=len, default=())


class Router:
    """For DATABASE_ROUTERS: sends each row to where its site lives, and refuses what would go astray."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _place(model, hints.get("instance"))

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return _place(model, hints.get("instance"))

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return len({shard_of(number) for number in map(_site_id, (one, other)) if number}) < 2

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return None  # all tables everywhere: those that are shared hold copies


def _place(model: type[Model], row: Model | None) -> str:
    number = _site_id(row) if row is not None else None
    if not way(model) or number == _NO_SITE:
        return HOME if _here.alias else DEFAULT_DB_ALIAS
    alias = shard_of(number) if number else _here.alias
    if alias is None:
        raise WrongShard(f"Which site's {model._meta.verbose_name_plural}? Say it: with shards.used(site_id)")
    if _here.alias is None:
        return alias
    if alias != _here.alias:
        raise WrongShard(f"The {model._meta.verbose_name} of site {number} is in {alias!r}, not in {_here.alias!r}.")
    return DEFAULT_DB_ALIAS


def _site_id(row: Model) -> int | None:
    """The number of its site as far as it is known without asking a database, else None."""
    if row._meta.label == _SITE:
        return row.pk
    found: Any = row
    for name in way(type(row)):
        if name.endswith("_id"):  # the last one
            return (vars(found)[name] or _NO_SITE) if name in vars(found) else None
        if not found._meta.get_field(name).is_cached(found):
            return None
        found = getattr(found, name)
    return None
