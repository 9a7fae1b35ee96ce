"""What a scope is part of: rooms that know content say so, since the engine's scopes are opaque strings.

`register("article", lambda site, pk: ["category:3"])` in a room's `scopes.py`; a rule about `category:3` then
holds for `article:12` too.
"""

from collections.abc import Callable, Iterable

from accounts.sites.models import Site

Widen = Callable[[Site, str], Iterable[str]]
_known: dict[str, Widen] = {}


def register(kind: str, widen: Widen) -> None:
    """`widen(site, id)` names the wider scopes of `kind:id`; nothing for a row that is not there."""
    _known[kind] = widen


def forget(kind: str) -> None:
    """For tests that add their own."""
    _known.pop(kind, None)


def widened(site: Site, scope: str) -> list[str]:
    """The scope, `kind:*`, and what it is part of."""
    kind, _, name = scope.partition(":")
    wider = _known.get(kind)
    return [scope, f"{kind}:*", *(wider(site, name) if wider and name else ())]
