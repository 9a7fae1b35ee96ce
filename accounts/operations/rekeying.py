"""Stored secrets under the newest SECRET_KEY, so that the old one can be thrown away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction

from accounts.operations import registry
from aicmr.lib.crypto import DecryptError, is_token, rotate


@dataclass
class Rotated:
    """How many secrets are under the new key now, and which rows hold one that no key opens."""

    secrets: int = 0
    lost: list[str] = field(default_factory=list)


def rotate_all(*, dry_run: bool, told: Callable[[int], Any]) -> Rotated:
    """Read every secret of every room and write it anew under SECRET_KEY. What cannot be read stays as it is."""
    done = Rotated()
    for label, fields in registry.secrets().items():
        model: Any = apps.get_model(label)
        for key in list(model._base_manager.order_by("pk").values_list("pk", flat=True)):
            if dry_run:
                _count_row(model._base_manager.filter(pk=key).first(), fields, done)
            else:
                with transaction.atomic():
                    _rotate_row(model._base_manager.select_for_update().filter(pk=key).first(), fields, done)
            told(1)
    return done


def count() -> int:
    return sum(apps.get_model(label)._base_manager.count() for label in registry.secrets())


def _rotate_row(row: Any, fields: tuple[str, ...], done: Rotated) -> None:
    found = _count_row(row, fields, done)
    if found:
        type(row)._base_manager.filter(pk=row.pk).update(**found)


def _count_row(row: Any, fields: tuple[str, ...], done: Rotated) -> dict[str, Any]:
    """The new values of the fields; none for a row that has gone or that no key opens."""
    if row is None:
        return {}
    try:
        found = {name: _rotated(getattr(row, name)) for name in fields}
    except DecryptError:
        done.lost.append(f"{row._meta.verbose_name} {row.pk}")
        return {}
    done.secrets += sum(1 for name in fields for text in _texts(getattr(row, name)) if is_token(text))
    return found


def _rotated(value: Any) -> Any:
    """The value with every token in it renewed, however deep in lists and objects."""
    if isinstance(value, str):
        return rotate(value) if is_token(value) else value
    if isinstance(value, list):
        return [_rotated(item) for item in value]
    if isinstance(value, dict):
        return {name: _rotated(item) for name, item in value.items()}
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
