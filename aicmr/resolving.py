"""From a reader's request to its view, with nothing in between.

Which view it is, is known at once for the many addresses that only the last pattern takes.

Django tries one pattern after the other, a tenth of a millisecond for live pages, whose pattern is the last of all.
An address whose first piece no other pattern begins with needs no trying.
"""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import InterfaceError, OperationalError, connections
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch, get_resolver
from django.urls.resolvers import RoutePattern

from aicmr.lib import freshness, replica

_ANYWHERE = "/0/no-such-page/"
_LITERAL = re.compile(r"[^/<]*")


class ThinHandler(BaseHandler):
    """Django's own request handling, with no middleware inside and a shorter way to the view."""

    def __init__(self) -> None:
        super().__init__()
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        request.resolver_match = match = resolve(request.path_info)
        return match

    def read(self, request: HttpRequest) -> Any:
        """A connection is not tried out before each page: one that is broken is replaced, and the page read again."""
        copy = may_read_copy(request)
        database = connections[replica.ALIAS if copy else "default"]
        database.health_check_done = True  # type: ignore[attr-defined]
        answer: Any = super()
        try:
            with replica.used(copy):
                return answer._get_response(request)
        except (OperationalError, InterfaceError):
            if database.in_atomic_block or request.method not in ("GET", "HEAD"):
                raise
            database.close()
            return answer._get_response(request)


def may_read_copy(request: HttpRequest) -> bool:
    """Whether this reader's page may be read from the replica: see `aicmr/lib/replica.py`."""
    if not replica.is_there() or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    site = getattr(request, "site", None)
    return site is not None and freshness.look(site.pk).replica_is_level


def resolve(path: str) -> ResolverMatch:
    """As `django.urls.resolve`. Raises Http404."""
    last, taken = _plan(settings.ROOT_URLCONF)
    piece = path[1:].split("/", 1)[0]
    if last is None or not path.startswith("/") or not piece or piece.startswith(taken):
        return get_resolver(settings.ROOT_URLCONF).resolve(path)
    return ResolverMatch(
        last.func,
        (),
        {"path": path[1:]},
        last.url_name,
        last.app_names,
        last.namespaces,
        last.route,
        last.tried,
        captured_kwargs={"path": path[1:]},
    )


@cache
def _plan(urlconf: str) -> tuple[Any, tuple[str, ...]]:
    """The match of the last pattern, if it takes any path, and how addresses of all others begin."""
    resolver = get_resolver(urlconf)
    try:
        last: Any = resolver.resolve(_ANYWHERE)
        taken = tuple(_beginnings(resolver.url_patterns, last.route))
    except (Http404, LookupError):
        return None, ()
    return (last if last.captured_kwargs == {"path": _ANYWHERE[1:]} else None), taken


def _beginnings(patterns: list[Any], last: str) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            raise LookupError("A regular expression may begin with anything.")
        route = str(pattern.pattern)
        literal = _LITERAL.match(route)
        if literal and literal[0]:
            found.add(literal[0])
        elif hasattr(pattern, "url_patterns") and not route:
            found |= _beginnings(pattern.url_patterns, last)
        elif route and route != last:
            raise LookupError("A variable may begin with anything.")
    return found
