"""The texts of one kind, as their editors have them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from content import kinds
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.rows import RowTable
from content.publishing.models import Publishable

if TYPE_CHECKING:
    from content.archives.target import Target


class TextTable(RowTable):
    """Live texts come back as drafts first; the table of live pages puts them before readers again."""

    def __init__(self, kind: kinds.Kind) -> None:
        super().__init__(f"{kind.name}s", kind.model_label, ("live_revision",))
        self.kind = kind

    def rows(self, selection: Selection) -> "models.QuerySet[Any]":
        return selection.rows(self.kind)

    def encoded(self, objects: Sequence[Any]) -> list[Row]:
        rows = super().encoded(objects)
        for field in encoding.lists(self.model):
            members = _members(field, [obj.pk for obj in objects])
            names = encoding.Names()
            names.load(field.remote_field.model, [pk for pks in members.values() for pk in pks])
            for row, obj in zip(rows, objects, strict=True):
                found = names.many(field.remote_field.model, members.get(obj.pk, []))
                row[field.name] = found if encoding.is_ordered(self.model, field.name) else sorted(found)
        return rows

    def check(self, row: Row) -> None:
        super().check(row)
        for field in encoding.lists(self.model):
            value = row.get(field.name, [])
            if not isinstance(value, list):
                raise BadRow(f"{field.name}: a list of ids")
            for name in value:
                encoding.public(name, field.name)

    def values(self, row: Row, into: "Target") -> Row:
        values = super().values(row, into)
        if values.get("state") in (Publishable.State.PUBLISHED, Publishable.State.SCHEDULED):
            values["state"] = Publishable.State.DRAFT
        return values

    def store(self, made: Sequence[tuple[Row, Any]], into: "Target") -> None:
        if made and hasattr(made[0][1], "body"):
            bodies = into.bodies([obj.body for _, obj in made])
            for (_, obj), body in zip(made, bodies, strict=True):
                obj.body = body
        super().store(made, into)
        for field in encoding.lists(self.model):
            chosen = [(obj.pk, row.get(field.name, [])) for row, obj in made]
            found = into.resolve(field.remote_field.model, [name for _, names in chosen for name in names])
            _relate(field, [(pk, [found.get(name) for name in names]) for pk, names in chosen])


def _through(field: "models.ManyToManyField[Any, Any]") -> tuple[Any, str, str]:
    """The table between, and its columns for this side and the other."""
    through: Any = field.remote_field.through
    return through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"


def _members(field: "models.ManyToManyField[Any, Any]", ids: Sequence[int]) -> dict[int, list[int]]:
    through, own, other = _through(field)
    has_order = any(column.name == "position" for column in through._meta.concrete_fields)
    rows = through._base_manager.filter(**{f"{own}__in": ids}).order_by(*(["position"] if has_order else []), "pk")
    found: dict[int, list[int]] = {}
    for own_id, other_id in rows.values_list(own, other):
        found.setdefault(own_id, []).append(other_id)
    return found


def _relate(field: "models.ManyToManyField[Any, Any]", pairs: Sequence[tuple[int, list[int | None]]]) -> None:
    through, own, other = _through(field)
    has_order = any(column.name == "position" for column in through._meta.concrete_fields)
    rows = []
    for own_id, members in pairs:
        for position, pk in enumerate(dict.fromkeys(pk for pk in members if pk)):
            values = {own: own_id, other: pk} | ({"position": position} if has_order else {})
            rows.append(through(**values))
    through._base_manager.bulk_create(rows)
