"""Which site a host name belongs to; every request asks, so each process remembers the answers for a moment."""

import time

from django.db import DatabaseError
from django.http.request import split_domain_port

from accounts.sites.models import Domain, Site

SECONDS = 5.0
_MOST = 1000  # hosts come from outside: never let a stranger fill the memory
_generation = 0  # what was read before `forget` was called is not remembered after it
_known: dict[str, tuple[float, Site | None]] = {}


def bare_host(host: str) -> str:
    """Lower case, without port and trailing dot; '' for what is no host name."""
    return split_domain_port(host.strip())[0]


def site_for_host(host: str) -> Site | None:
    """The active site that owns `host` (a port is ignored), at most `SECONDS` old; None for an unknown host."""
    name = bare_host(host)
    now = time.monotonic()
    remembered = _known.get(name)
    if remembered and remembered[0] > now:
        return remembered[1]
    generation = _generation
    try:
        domain = Domain.objects.owning(name).first() if name else None
    except DatabaseError:
        if remembered:  # an answer of a moment ago is better than none
            return remembered[1]
        raise
    site = domain.site if domain else None
    if len(_known) >= _MOST:
        _known.clear()
    if generation == _generation:
        _known[name] = (now + SECONDS, site)
    return site


def generation() -> int:
    """Another number whenever something was forgotten: what was asked before may be old."""
    return _generation


def forget() -> None:
    """Ask the database again; called when a site or a domain changes in this process."""
    global _generation
    _generation += 1
    _known.clear()
