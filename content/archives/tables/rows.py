"""Tables whose rows have public ids: authors, categories, tags, pictures, texts of every kind, rows of higher rooms."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from aicmr.lib.text import name_key
from content import kinds
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.base import Used, pages_of
from content.archives.tables.content import names_of_content

if TYPE_CHECKING:
    from content.archives.target import Target


class RowTable:
    """One model. `skip` names columns that are derived from others or mean nothing elsewhere."""

    def __init__(self, name: str, model_label: str, skip: Sequence[str] = ()) -> None:
        self.name = name
        self.model_label = model_label
        self.skip = frozenset(skip)

    @cached_property
    def model(self) -> Any:
        return apps.get_model(self.model_label)

    @cached_property
    def fields(self) -> list["models.Field[Any, Any]"]:
        return encoding.columns(self.model, self.skip)

    @cached_property
    def relations(self) -> dict[str, Any]:
        """Columns that lead to rows of other tables."""
        return {f.name: f.related_model for f in self.fields if f.is_relation and f.related_model is not self.model}

    @cached_property
    def inner(self) -> list[str]:
        """Columns that lead to rows of this table."""
        return [field.name for field in self.fields if field.related_model is self.model]

    @property
    def has_links(self) -> bool:
        return bool(self.inner)

    @cached_property
    def is_about_content(self) -> bool:
        return encoding.points_at_content(self.model)

    # out

    def rows(self, selection: Selection) -> "models.QuerySet[Any]":
        rows: models.QuerySet[Any] = self.model._base_manager.filter(site=selection.site)
        if self.is_about_content and selection.is_partial:
            chosen = Q(pk__in=[])
            for kind in kinds.all_kinds():
                chosen |= Q(kind=kind.name, object_id__in=selection.rows(kind).values("pk"))
            rows = rows.filter(chosen)
        return rows

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        for batch in pages_of(self.rows(selection), "public_id", after):
            wanted = [obj for obj in batch if used is None or self.is_about_content or obj.public_id in used.ids]
            yield batch[-1].public_id, self.encoded(wanted)

    def encoded(self, objects: Sequence[Any]) -> list[Row]:
        rows = encoding.encode_many(objects, self.fields)
        if self.is_about_content:
            found = names_of_content([(obj.kind, obj.object_id) for obj in objects])
            for row, obj in zip(rows, objects, strict=True):
                row["kind"], row["of"] = obj.kind, found.get((obj.kind, obj.object_id))
        return rows

    # in

    def check(self, row: Row) -> None:
        encoding.public(row.get("id"), "id")
        encoding.decode(self.fields, row)
        for name in [*self.relations, *self.inner]:
            if row.get(name) is not None:
                encoding.public(row[name], name)
        if self.is_about_content:
            _check_about(row)

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["id"],)

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        ids = into.ids_for(self.model, [row["id"] for row in rows])
        found = {name: into.resolve(model, _named(rows, name)) for name, model in self.relations.items()}
        about = into.content([(row["kind"], row["of"]) for row in rows]) if self.is_about_content else {}
        made = []
        for row in rows:
            if row["id"] not in ids:
                continue  # it is there already
            obj = self.model(site=into.site, public_id=ids[row["id"]], **self.values(row, into))
            for name in self.relations:
                setattr(obj, f"{name}_id", found[name].get(row.get(name)))
            if self.is_about_content:
                obj.kind, obj.object_id = row["kind"], about.get((row["kind"], row["of"]), 0)
            if not self.is_about_content or obj.object_id:
                made.append((row, obj))
        self.store(made, into)

    def values(self, row: Row, into: "Target") -> Row:
        values = encoding.decode(self.fields, row)
        if "name_key" in {field.name for field in self.model._meta.concrete_fields}:
            values["name_key"] = name_key(values.get("name", ""))
        return values

    def store(self, made: Sequence[tuple[Row, Any]], into: "Target") -> None:
        into.create(self.model, [obj for _, obj in made])

    def link(self, rows: Sequence[Row], into: "Target") -> None:
        """Relations within the table, once all of its rows are there."""
        for name in self.inner:
            pointing = [row for row in rows if row.get(name)]
            found = into.resolve(self.model, [value for row in pointing for value in (row["id"], row[name])])
            into.load_kept([row["id"] for row in pointing])
            stored = self.model._base_manager.in_bulk([found[row["id"]] for row in pointing if row["id"] in found])
            changed = []
            for row in pointing:
                obj, target = stored.get(found.get(row["id"], 0)), found.get(row[name])
                if obj is not None and target and row["id"] not in into.kept:
                    setattr(obj, f"{name}_id", target)
                    changed.append(obj)
            self.model._base_manager.bulk_update(changed, [name])


def _named(rows: Sequence[Row], name: str) -> list[str]:
    return [row[name] for row in rows if row.get(name)]


def _check_about(row: Row) -> None:
    encoding.public(row.get("of"), "of")
    if not isinstance(row.get("kind"), str):
        raise BadRow("kind: a word such as article")
