"""Named places in templates that higher rooms fill.

A room declares a slot in its `slots.py`; a higher room fills it in its own `slots.py` (both are found at start):

    slots.declare("article.edit.side", "Cards in the side column; context: request, object")

    @slots.fill("article.edit.side", order=10)
    def drafting_card(context): return render_to_string("writing/_card.html", context)

and the template that offers it says `{% load slots %}{% slot "article.edit.side" %}`. What a filler returns is put
into the page as it is; "" puts nothing.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.safestring import SafeString, mark_safe

Filler = Callable[[dict[str, Any]], SafeString | str]

_declared: dict[str, str] = {}
_fillers: dict[str, list[tuple[int, Filler]]] = {}
_log = logging.getLogger(__name__)


def declare(name: str, doc: str) -> None:
    _declared[name] = doc


def declared() -> dict[str, str]:
    """Every slot with what it is for."""
    return dict(_declared)


def fill(name: str, order: int = 0) -> Callable[[Filler], Filler]:
    """Put what the decorated function returns into the slot; lower orders come first."""

    def register(filler: Filler) -> Filler:
        _fillers.setdefault(name, []).append((order, filler))
        _fillers[name].sort(key=lambda pair: pair[0])
        return filler

    return register


def check() -> None:
    """Called when every room has been loaded: a slot nobody declared would never be shown."""
    if unknown := sorted(_fillers.keys() - _declared.keys()):
        raise ImproperlyConfigured(
            f"Nobody declares the slot {', '.join(unknown)}; slots: {', '.join(sorted(_declared))}"
        )


def render(name: str, context: Mapping[str, Any]) -> SafeString:
    """Everything that rooms put into the slot. A filler that fails is logged and left out: the page still works."""
    if name not in _declared:
        raise ImproperlyConfigured(f"Nobody declares the slot {name}")
    parts = [_ask(name, filler, dict(context)) for _, filler in _fillers.get(name, [])]
    return mark_safe("".join(parts))  # noqa: S308 (fillers return templates' output)


def _ask(name: str, filler: Filler, context: dict[str, Any]) -> str:
    try:
        return filler(context)
    except Exception:
        _log.exception("slot %s: %s.%s failed", name, filler.__module__, filler.__qualname__)
        return ""
