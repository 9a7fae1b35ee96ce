"""Which receiver wants which event; filled by the rooms' `receivers` modules at start."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from accounts.audit.events import Event

if TYPE_CHECKING:
    from accounts.audit.models import Entry

Receiver = Callable[["Entry"], object]
_by_topic: dict[str, list[str]] = defaultdict(list)
_functions: dict[str, Receiver] = {}


def receives(event: Event) -> Callable[[Receiver], Receiver]:
    """Decorator for a receiver of at most three lines that calls one work function with ids.

    It runs in the worker, in one transaction with the closing of its delivery: exactly once for
    what it does in the database. For anything else it must be idempotent by `entry.id`.
    """

    def add(function: Receiver) -> Receiver:
        name = f"{function.__module__}.{function.__qualname__}"
        _functions[name] = function
        if name not in _by_topic[event.topic]:
            _by_topic[event.topic].append(name)
        return function

    return add


def names_for(topic: str) -> list[str]:
    return list(_by_topic.get(topic, ()))


def function_for(name: str) -> Receiver:
    """The receiver of that name; LookupError with advice if no room has it any more."""
    try:
        return _functions[name]
    except KeyError:
        raise LookupError(f"This version has no receiver {name}; replay the delivery when it is back.") from None


def forget(name: str) -> None:
    """Take one receiver out again; for tests that add their own."""
    _functions.pop(name, None)
    for names in _by_topic.values():
        if name in names:
            names.remove(name)
