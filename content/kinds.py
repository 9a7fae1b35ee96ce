"""Kinds of content that can be published; rooms register theirs in their own `kinds` module.

Hooks are dotted paths, imported at first use, so that registering costs nothing at start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

Snapshot = dict[str, Any]
Problems = dict[str, list[str]]
HOOKS = {"build", "snapshot", "clean", "restore", "relate"}
TREE_HOOKS = {"subtree", "rehome"}


@dataclass(frozen=True)
class Kind:
    """What publishing needs to know of a kind. Every hook that takes many objects costs constant queries."""

    name: str
    model_label: str
    template: str
    label: str
    hooks: dict[str, str]

    @property
    def is_tree(self) -> bool:
        """Its objects stand above and below each other, and in menus; others show where they stand."""
        return "subtree" in self.hooks

    @property
    def model(self) -> Any:
        return apps.get_model(self.model_label)

    def build(self, sources: Sequence[Any]) -> list[Any]:
        """One `LiveBuild` per `LiveSource`, in order: what readers will see."""
        built: list[Any] = self._call("build", sources)
        return built

    def snapshot(self, objects: Sequence[Any]) -> list[Snapshot]:
        """Everything an editor can change in each object, as JSON; equal text gives an equal snapshot."""
        found: list[Snapshot] = self._call("snapshot", objects)
        return found

    def clean(self, obj: Any, changes: Snapshot) -> tuple[Snapshot, Problems]:
        """`changes` as a snapshot would hold them, and what cannot be stored with the reason, by field."""
        checked: tuple[Snapshot, Problems] = self._call("clean", obj, changes)
        return checked

    def restore(self, obj: Any, snapshot: Snapshot) -> list[str]:
        """Set the object's own columns that `snapshot` holds, without saving; returns their names."""
        names: list[str] = self._call("restore", obj, snapshot)
        return names

    def relate(self, obj: Any, snapshot: Snapshot) -> None:
        """Store the many-to-many relations that `snapshot` holds."""
        self._call("relate", obj, snapshot)

    def subtree(self, obj: Any) -> list[Any]:
        """The object and everything that goes to the trash with it."""
        below: list[Any] = self._call("subtree", obj) if "subtree" in self.hooks else [obj]
        return below

    def rehome(self, obj: Any) -> None:
        """Before the object leaves the trash: find it a place if the one it had is in the trash."""
        if "rehome" in self.hooks:
            self._call("rehome", obj)

    def _call(self, hook: str, *args: Any) -> Any:
        return import_string(self.hooks[hook])(*args)


_kinds: dict[str, Kind] = {}


def register(name: str, *, model: str, template: str, label: str, **hooks: str) -> None:
    """Add a kind. `hooks` are dotted paths: those of `HOOKS` and, for trees, those of `TREE_HOOKS`."""
    missing, unknown = HOOKS - set(hooks), set(hooks) - HOOKS - TREE_HOOKS
    if missing or unknown:
        raise TypeError(f"The kind {name} lacks the hooks {sorted(missing)}; there are no {sorted(unknown)}.")
    if name in _kinds:
        raise ValueError(f"The kind {name} is registered twice.")
    _kinds[name] = Kind(name, model, template, label, hooks)


def get(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"There is no kind of content named {name}.") from None


def kind_of(obj: Any) -> str:
    """The kind's name of an object, or of a model class."""
    label = obj._meta.label
    for kind in _kinds.values():
        if kind.model_label == label:
            return kind.name
    raise LookupError(f"{label} is no kind of content.")


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def forget(name: str) -> None:
    """Take a kind out again; for tests that add their own."""
    _kinds.pop(name, None)


all = all_kinds  # noqa: A001  (reads well as kinds.all())
