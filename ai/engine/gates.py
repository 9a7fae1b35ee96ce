"""What may stand against taking a prompt's text into use: rooms above measure it and say so here."""

from collections.abc import Callable

from accounts.sites.models import Site

Gate = Callable[[Site, str, list[str]], dict[str, str]]
_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """`gate(site, purpose, texts)` says, for those of the texts that should not be used, why, in words for people."""
    if gate not in _gates:
        _gates.append(gate)


def objections(site: Site, purpose: str, texts: list[str]) -> dict[str, str]:
    """By text; nothing for those that may be used."""
    said: dict[str, str] = {}
    for gate in _gates:
        for text, why in gate(site, purpose, texts).items():
            said[text] = f"{said[text]} {why}" if text in said else why
    return said
