"""What may stand against promoting a canary: rooms above measure it and say so here."""

from collections.abc import Callable

from ai.providers.models import Route

Gate = Callable[[Route], str]
_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """`gate(route)` says why its canary should not take the model's place, in words for people, or ''."""
    if gate not in _gates:
        _gates.append(gate)


def objection(route: Route) -> str:
    return " ".join(said for gate in _gates if (said := gate(route)))
