"""What rooms say about their rows in their `housekeeping` module: what may go, what is secret, what is derived."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

# Deletes what is due at a moment, or with `dry_run` counts it; returns how many.
Prune = Callable[[datetime, bool], int]


@dataclass(frozen=True)
class Broom:
    name: str
    doc: str
    run: Prune


_brooms: dict[str, Broom] = {}
_secrets: dict[str, tuple[str, ...]] = {}
_derived: dict[str, Callable[[], object]] = {}


def prunes(name: str, doc: str) -> Callable[[Prune], Prune]:
    """Decorator: `manage.py prune` calls `function(now, dry_run)`, which returns how many rows or files went."""

    def add(function: Prune) -> Prune:
        _brooms[name] = Broom(name, doc, function)
        return function

    return add


def keeps_secrets(model: str, *fields: str) -> None:
    """`model` ("providers.Provider") holds tokens of `aicmr.lib.crypto` in these text or JSON fields."""
    _secrets[model.lower()] = fields


def rebuilds(name: str, function: Callable[[], object]) -> None:
    """`function()` makes anew, after a restore, what is derived and in no backup."""
    _derived[name] = function


def brooms() -> list[Broom]:
    return [_brooms[name] for name in sorted(_brooms)]


def secrets() -> dict[str, tuple[str, ...]]:
    return dict(sorted(_secrets.items()))


def derived() -> dict[str, Callable[[], object]]:
    return dict(sorted(_derived.items()))


def forget(name: str) -> None:
    """Take one out again; for tests that add their own."""
    _brooms.pop(name, None)
    _secrets.pop(name.lower(), None)
    _derived.pop(name, None)
