"""Merging: everything that points at one term points at another, in whatever room that is."""

from typing import Any

from django.db import models

from content.taxonomy.models import Category, Merged, Term


def repoint(source: Term, into: Term) -> None:
    """Move every relation of `source` to `into`; where both stood side by side, one stays."""
    for relation in source._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            _repoint(relation.field, source, into)


def remember(kind: str, source: Term, into: Term) -> None:
    """Frozen texts that name `source` mean `into` from now on."""
    Merged.objects.filter(kind=kind, new_id=source.pk).update(new_id=into.pk)
    Merged.objects.create(site=source.site, kind=kind, old_id=source.pk, new_id=into.pk)


def is_above(category: Category, other: Category) -> bool:
    return category.pk in other.trail


def _repoint(field: "models.ForeignKey[Any, Any]", source: Term, into: Term) -> None:
    rows = field.model._base_manager
    for other in _unique_beside(field):
        doubles = rows.filter(**{field.name: into}).values_list(other, flat=True)
        rows.filter(**{field.name: source, f"{other}__in": list(doubles)}).delete()
    rows.filter(**{field.name: source}).update(**{field.name: into})


def _unique_beside(field: "models.ForeignKey[Any, Any]") -> list[str]:
    """The fields that are unique together with this one, where there is just one such field."""
    options = field.model._meta
    sets: list[tuple[str, ...]] = [tuple(names) for names in options.unique_together]
    sets += [tuple(row.fields) for row in options.constraints if isinstance(row, models.UniqueConstraint)]
    return [name for names in sets if field.name in names and len(names) == 2 for name in names if name != field.name]
