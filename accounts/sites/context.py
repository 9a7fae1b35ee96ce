"""The site that the running request or command is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.sites.models import Site

_current: ContextVar["Site | None"] = ContextVar("aicmr_site", default=None)


def current_site() -> "Site | None":
    return _current.get()


def site_of(request: HttpRequest) -> "Site":
    """`request.site`, set by SiteMiddleware, with its type."""
    site: Any = request.site
    return site


@contextmanager
def use_site(site: "Site | None") -> Iterator[None]:
    """Make `site` the current one within the block, and the one before afterwards."""
    token = _current.set(site)
    try:
        yield
    finally:
        _current.reset(token)
