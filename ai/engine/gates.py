"""What may stand against taking a prompt's text into use: rooms above measure it and say so here."""

from collections.abc import Callable

from accounts.sites.models import Site

Gate = Callable[[Site, str, str], str]
_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """`gate(site, purpose, text)` says why the text should not be used, in words for people, or ''."""
    if gate not in _gates:
        _gates.append(gate)


def objection(site: Site, purpose: str, text: str) -> str:
    return " ".join(said for gate in _gates if (said := gate(site, purpose, text)))
