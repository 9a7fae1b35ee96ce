"""Rows of live tables from SQL, at half the price of a raw queryset: what is worked out for a query is kept.

Columns come in the order of `fields`, whose values are converted as the model's fields say; `extra` names further
columns, put on the row as they are. Fields that are left out are deferred, as `only()` would have them.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connections, router
from django.db.models import DEFERRED, Model

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any], Any]


def fetch(
    model: type[Row], fields: tuple[str, ...], sql: str, params: Sequence[Any], extra: tuple[str, ...] = ()
) -> list[Row]:
    database = router.db_for_read(model)
    connection = connections[database]
    order, converters = _plan(model, fields, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    rows = []
    for values in found:
        own = [DEFERRED if place is None else values[place] for place in order]
        for place, convert in converters:
            own[place] = convert(own[place])
        row = model.from_db(database, (), own)
        for name, value in zip(extra, values[len(fields) :], strict=True):
            setattr(row, name, value)
        rows.append(row)
    return rows


@cache
def select(model: type[Model], fields: tuple[str, ...] = ()) -> str:
    """`SELECT … FROM …` of these fields, or of all."""
    meta = model._meta
    columns = ", ".join(str(_field(model, name).column) for name in fields or all_fields(model))
    return f"SELECT {columns} FROM {meta.db_table}"  # noqa: S608


@cache
def all_fields(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _plan(
    model: type[Model], fields: tuple[str, ...], vendor: str
) -> tuple[list[int | None], list[tuple[int, Convert]]]:
    """For each field of the model its place in a row, and how values of this kind of database become the model's."""
    connection = connections[router.db_for_read(model)]
    places = {_field(model, name): place for place, name in enumerate(fields)}
    order = [places.get(field) for field in model._meta.concrete_fields]
    converters = []
    for place, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(model._meta.db_table)
        steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if steps and order[place] is not None:
            converters.append((place, _chain(steps, column, connection)))
    return order, converters


def _field(model: type[Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in (field.name, field.attname))


def _chain(steps: list[Any], column: Any, connection: Any) -> Convert:
    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert
