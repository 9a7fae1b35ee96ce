"""Rows as JSON and back. Relations are public ids, times ISO 8601 in UTC, people are left out.

Every column of a model is exported unless it is listed as derived, so that a column added to a room is in its archives
from that day on.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime

from accounts.models import User
from aicmr.lib import text
from content import kinds
from content.taxonomy.models import Merged, Term

Row = dict[str, Any]
LONGEST = 12_000_000  # bytes of a text as JSON: MariaDB and MySQL take 16 MB in a statement as they are installed
PUBLIC_ID = re.compile(r"[0-9a-z]{1,20}\Z")
_DEEPEST = 60
_ASSET = re.compile(r'data-asset="([0-9a-z]{1,20})"')


class BadRow(ValueError):
    """The row cannot be stored; the message says which value and why."""


def line(row: Row) -> bytes:
    """One line of a file of rows: equal rows give equal bytes."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def columns(model: type[models.Model], skip: Iterable[str] = ()) -> list["models.Field[Any, Any]"]:
    """What is exported of a row as it stands in its table."""
    left_out = {*skip, "site", "public_id"}
    if points_at_content(model):
        left_out |= {"kind", "object_id"}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in left_out
        and not field.primary_key
        and not isinstance(field, models.FileField)
        and (not field.is_relation or has_public_id(field.related_model))
    ]


def lists(model: type[models.Model]) -> list["models.ManyToManyField[Any, Any]"]:
    """Many-to-many relations to rows that have public ids."""
    return [field for field in model._meta.many_to_many if has_public_id(field.remote_field.model)]


def has_public_id(model: Any) -> bool:
    return model is not User and any(field.name == "public_id" for field in model._meta.concrete_fields)


def points_at_content(model: type[models.Model]) -> bool:
    names = {field.name for field in model._meta.concrete_fields}
    return {"kind", "object_id"} <= names


def relation(model: type[models.Model], name: str) -> Any:
    """The model that the field of this name leads to, or None."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    found = field.related_model if field.is_relation else None
    return found if found is not None and has_public_id(found) else None


class Names:
    """Public ids by database id, asked for in batches; merged terms are called by what they were merged into."""

    def __init__(self) -> None:
        self._known: dict[Any, dict[int, str]] = {}

    def load(self, model: Any, ids: Iterable[int | None]) -> None:
        known = self._known.setdefault(model, {})
        wanted = {pk for pk in ids if pk and pk not in known}
        if not wanted:
            return
        known |= dict(model._base_manager.filter(pk__in=wanted).values_list("pk", "public_id"))
        missing = wanted - known.keys()
        if missing and issubclass(model, Term):
            merged = Merged.objects.targets(str(model._meta.model_name), missing)
            targets = dict(model._base_manager.filter(pk__in=merged.values()).values_list("pk", "public_id"))
            known |= {old: targets[new] for old, new in merged.items() if new in targets}

    def one(self, model: Any, pk: int | None) -> str | None:
        return self._known.get(model, {}).get(pk or 0)

    def many(self, model: Any, pks: Sequence[int]) -> list[str]:
        """Each once, in order; what is gone is left out."""
        return list(dict.fromkeys(name for pk in pks if (name := self.one(model, pk))))


def encode_many(objects: Sequence[Any], fields: Sequence["models.Field[Any, Any]"]) -> list[Row]:
    """One row per object; a query for each relation."""
    names = Names()
    for field in fields:
        if field.is_relation:
            names.load(field.related_model, [getattr(obj, field.attname) for obj in objects])
    return [{"id": obj.public_id} | {field.name: _encoded(obj, field, names) for field in fields} for obj in objects]


def _encoded(obj: Any, field: "models.Field[Any, Any]", names: Names) -> Any:
    value = getattr(obj, field.attname)
    if field.is_relation:
        return names.one(field.related_model, value)
    return moment(value) if isinstance(value, datetime) else value


def moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if value else None


def decode(fields: Sequence["models.Field[Any, Any]"], row: Row) -> Row:
    """The row's own columns as attributes of the model, checked one by one; relations are left to the caller.

    Raises BadRow. A column that the row does not name keeps the model's default.
    """
    return {
        field.attname: value_of(field, row[field.name])
        for field in fields
        if field.name in row and not field.is_relation
    }


def value_of(field: "models.Field[Any, Any]", value: Any) -> Any:
    """As the column takes it; raises BadRow."""
    # Django's own check passes over what no form shows, and makes a text of any number.
    if value is None and not field.null:
        raise BadRow(f"{field.name}: this is missing")
    if isinstance(field, models.CharField | models.TextField) and not isinstance(value, str | None):
        raise BadRow(f"{field.name}: this has to be a text")
    if isinstance(value, str) and len(value) > LONGEST // 6 and len(json.dumps(value)) > LONGEST:
        raise BadRow(f"{field.name}: longer than a database takes in one piece")
    if isinstance(field, models.BooleanField) and not isinstance(value, bool | None):
        raise BadRow(f"{field.name}: true or false")
    if isinstance(field, models.IntegerField) and value is not None and type(value) is not int:
        raise BadRow(f"{field.name}: this has to be a whole number")
    if isinstance(field, models.JSONField) and field.default in (list, dict) and not isinstance(value, field.default):
        raise BadRow(f"{field.name}: {'a list' if field.default is list else 'an object of JSON'}")
    check_depth(value, field.name)
    if isinstance(field, models.DateTimeField) and value is not None:
        value = parsed(value, field.name)
    value = storable(value)
    if field.choices and value not in dict(field.flatchoices) and not (value == "" and field.blank):
        raise BadRow(f"{field.name}: one of {', '.join(str(choice) for choice, _ in field.flatchoices)}")
    try:
        return field.clean(value, None) if value is not None or not field.null else None
    except ValidationError as error:
        raise BadRow(f"{field.name}: {' '.join(error.messages)}") from None
    except (TypeError, ValueError, OverflowError):
        raise BadRow(f"{field.name}: this cannot be stored") from None


def parsed(value: Any, name: str) -> datetime:
    """A moment with its time zone; raises BadRow."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1 < found.year < 9999:
        raise BadRow(f"{name}: a time looks like 2026-03-01T08:30:00+00:00")
    return found.astimezone(UTC)


def storable(value: Any) -> Any:
    """Without characters that no database takes, however deep they stand."""
    if isinstance(value, str):
        return text.storable(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def check_depth(value: Any, name: str) -> None:
    """Raises BadRow for lists and objects in each other without end."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for each in level if isinstance(each, list | dict) for inner in _members(each)]
        if not level:
            return
    raise BadRow(f"{name}: it nests more than {_DEEPEST} deep")


def _members(value: "list[Any] | Row") -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def check_snapshot(snapshot: Any, model: type[models.Model]) -> None:
    """A frozen text has the values that its row could have, and ids where that leads to others. Raises BadRow."""
    if not isinstance(snapshot, dict):
        raise BadRow("snapshot: the text, by fields")
    check_depth(snapshot, "snapshot")
    many = {field.name for field in lists(model)}
    for name in relations_of(snapshot, model):
        value = snapshot[name]
        if isinstance(value, list) is not (name in many):
            raise BadRow(f"{name}: a list of ids" if name in many else f"{name}: one id")
        for item in value if isinstance(value, list) else [value]:
            if item is not None or name in many:
                public(item, name)
    for field in columns(model):
        if field.name in snapshot and not field.is_relation:
            value_of(field, snapshot[field.name])


def public(value: Any, name: str) -> str:
    """A public id; raises BadRow."""
    if isinstance(value, str) and PUBLIC_ID.match(value):
        return value
    raise BadRow(f"{name}: not an id of small letters and digits")


def relations_of(snapshot: Row, model: type[models.Model]) -> dict[str, Any]:
    """Fields of a frozen text that name other rows, with the model they lead to."""
    return {name: target for name in snapshot if (target := relation(model, name))}


def encode_snapshots(snapshots: Sequence[Row], kind: kinds.Kind) -> list[Row]:
    """Frozen texts with public ids in the place of database ids; what was merged since has its new name."""
    names = Names()
    for snapshot in snapshots:
        for name, model in relations_of(snapshot, kind.model).items():
            value = snapshot[name]
            names.load(model, value if isinstance(value, list) else [value])
    return [_encoded_snapshot(snapshot, kind, names) for snapshot in snapshots]


def _encoded_snapshot(snapshot: Row, kind: kinds.Kind, names: Names) -> Row:
    found = dict(snapshot)
    for name, model in relations_of(snapshot, kind.model).items():
        value = snapshot[name]
        if isinstance(value, list):
            chosen = names.many(model, value)
            found[name] = chosen if is_ordered(kind.model, name) else sorted(chosen)
        else:
            found[name] = names.one(model, value)
    return found


def is_ordered(model: type[models.Model], name: str) -> bool:
    """Whether the order of a list says something, as that of authors does."""
    through: Any = model._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
    return any(field.name == "position" for field in through._meta.concrete_fields)


def assets_in(body: str) -> list[str]:
    """Public ids of the pictures that a body shows."""
    return _ASSET.findall(body)
