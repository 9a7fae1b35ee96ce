"""Rows of higher rooms that belong into an archive.

    registry.register("provenance", model="proposals.Provenance", skip=("run",), marks=True)

in the room's `archives` module, which is found at start. The model needs `site` and `public_id`; a row that names
content by `kind` and `object_id` goes with that content. Users are never exported; `skip` names columns that mean
nothing elsewhere. Rows of another shape bring a table of their own (`tables.base.Table`), named by its dotted path:

    registry.register_table("prompts", "ai.evals.packing.PromptTable")
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extra:
    """`marks`: public ids of its rows stand in bodies as `data-p`."""

    name: str
    model_label: str
    skip: tuple[str, ...] = ()
    marks: bool = False


_extras: dict[str, Extra] = {}
_tables: dict[str, str] = {}


def register(name: str, *, model: str, skip: tuple[str, ...] = (), marks: bool = False) -> None:
    """Have the rows of `model` (a label such as `proposals.Provenance`) exported and restored."""
    _extras[name] = Extra(name, model, skip, marks)


def register_table(name: str, path: str) -> None:
    """Have the table of this class, made without arguments, exported and restored."""
    _tables[name] = path


def forget(name: str) -> None:
    """Take it out again; for tests that add their own."""
    _extras.pop(name, None)
    _tables.pop(name, None)


def all_extras() -> list[Extra]:
    return sorted(_extras.values(), key=lambda extra: extra.name)


def all_tables() -> list[str]:
    """Dotted paths, in the order of their names."""
    return [path for _, path in sorted(_tables.items())]
