"""What an examination finds, and the list of what is examined."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_FIRST: list[str] = ["settings", "database", "replica", "migrations", "sites", "cache", "broker", "worker"]
_FIRST += ["clock's turns", "storage", "mail", "search", "AI"]


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True)
class Finding:
    """`says` is what was seen, `todo` what to do about it (empty if nothing)."""

    state: State
    says: str
    todo: str = ""


@dataclass(frozen=True)
class Probe:
    """`reaches_out`: asks servers that may stand outside of this network, so it is left out when it is closed."""

    name: str
    run: Callable[[], Finding]
    reaches_out: bool = False


@dataclass(frozen=True)
class Glance:
    """`waits`: it asks a server that may hang, so it is asked aside, with little patience."""

    name: str
    run: Callable[[], Finding]
    waits: bool = False


@dataclass(frozen=True)
class Feature:
    """What people can do, and whether they can without a way out of this network."""

    name: str
    works: bool
    says: str


_features: dict[str, Callable[[], Feature]] = {}
_glances: dict[str, Glance] = {}
_probes: dict[str, Probe] = {}


def examines(name: str, *, reaches_out: bool = False) -> Callable[[Callable[[], Finding]], Callable[[], Finding]]:
    """Decorator: `manage.py doctor` calls the function and shows what it found; what it raises is a failure."""

    def add(function: Callable[[], Finding]) -> Callable[[], Finding]:
        _probes[name] = Probe(name, function, reaches_out)
        return function

    return add


def glances(name: str, *, waits: bool = False) -> Callable[[Callable[[], Finding]], Callable[[], Finding]]:
    """Decorator: a line of the status page, which asks every few seconds: cheap, and without effect."""

    def add(function: Callable[[], Finding]) -> Callable[[], Finding]:
        _glances[name] = Glance(name, function, waits)
        return function

    return add


def probes() -> list[Probe]:
    """First those on which the others depend."""
    return sorted(_probes.values(), key=lambda probe: _place(probe.name))


def all_glances() -> list[Glance]:
    return sorted(_glances.values(), key=lambda glance: _place(glance.name))


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def works_closed(function: Callable[[], Feature]) -> Callable[[], Feature]:
    """Decorator: one line of `manage.py doctor --offline`."""
    _features[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def features() -> list[Feature]:
    return [function() for function in _features.values()]


def forget(name: str) -> None:
    """Take one out again; for tests that add their own."""
    _probes.pop(name, None)
    _glances.pop(name, None)


def ok(says: str) -> Finding:
    return Finding(State.OK, says)


def warn(says: str, todo: str) -> Finding:
    return Finding(State.WARN, says, todo)


def fail(says: str, todo: str) -> Finding:
    return Finding(State.FAIL, says, todo)


def skip(says: str) -> Finding:
    return Finding(State.SKIP, says)
