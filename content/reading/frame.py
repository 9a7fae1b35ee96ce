"""What every reader page shares: the site, its menus, the address it was asked at, and the answer's freshness."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from accounts.sites.context import site_of
from aicmr.lib.pagecache import QUERY_KEYS
from content.publishing import cdn, tags
from content.publishing.models import SiteState
from content.reading.lookups import state_of

if TYPE_CHECKING:
    from accounts.sites.models import Site

CACHE_CONTROL = "public, max-age=0, must-revalidate"
CDN_CACHE_CONTROL = "public, max-age=86400, stale-if-error=86400"  # it is told when a page changes
HTML = "text/html; charset=utf-8"
_SETTLED = timedelta(seconds=2)


@cache
def templates_version() -> str:
    """Changes with every template and stylesheet of the reader site, so that a deployment renews what browsers hold."""
    digest = blake2b(digest_size=8)
    for folder in ("templates/reader", "static/reader"):
        for file in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def known_sequence(request: HttpRequest) -> int | None:
    """None where this process does not know how new the site is: then nothing may be remembered."""
    return getattr(request, "known_sequence", None)


@dataclass(frozen=True, slots=True)
class Frame:
    request: HttpRequest
    site: "Site"
    state: SiteState
    base_url: str
    looks: str
    as_of: int | None = None  # the sequence that the site was known to have before anything was read
    tags: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, request: HttpRequest) -> "Frame":
        """One query at most: the site's menus and sequence. `request.site` is there already."""
        site = site_of(request)
        as_of = known_sequence(request)
        state = state_of(site, as_of)
        base = f"{request.scheme}://{request.get_host()}"
        return cls(request, site, state, base, cls._looks(site, state), as_of)

    def shows(self, *tags: str) -> None:
        """What the answer depends on besides menus and the site: it is kept until one of these changes."""
        self.tags.update(tags)

    @classmethod
    def _looks(cls, site: "Site", state: SiteState) -> str:
        """In short, everything of the site that its pages show around their own text; worked out once for each row."""
        known = state.__dict__.get("_looks")
        if known and known[0] is site:
            return str(known[1])
        settings = (site.pk, site.name, site.tagline, site.locale, site.time_zone, repr(site.theme))
        shown = repr((templates_version(), repr(state.chrome), *settings, site.ai_badge, site.ai_badge_share))
        looks = blake2b(shown.encode(), digest_size=12).hexdigest()
        state.__dict__["_looks"] = (site, looks)
        return looks

    def etag(self, *parts: object) -> str:
        """One for each address and state of the site; `parts` add what else the answer depends on."""
        state = (self.state.sequence, self.state.changed_at)
        known = (self.looks, state, self.request.path, self._asked(), self.base_url, parts)
        return f'"{blake2b(repr(known).encode(), digest_size=12).hexdigest()}"'

    def _asked(self) -> list[tuple[str, list[str]]]:
        """The keys of the query string that any view reads; whatever campaigns add makes no other page."""
        query = self.request.GET
        return [(name, query.getlist(name)) for name in sorted(QUERY_KEYS) if name in query] if query else []

    def answer(
        self, render: Callable[[], str | HttpResponse], *parts: object, content_type: str = HTML
    ) -> HttpResponse:
        """What `render` returns, or 304 without calling it; a whole response from `render` goes out as it is."""
        etag, modified = self.etag(*parts), self._modified()
        response = get_conditional_response(self.request, etag=etag, last_modified=modified)
        if response is None:
            with self.local():
                body = render()
            if isinstance(body, HttpResponse):
                return body
            response = HttpResponse(body, content_type=content_type)
        response["ETag"] = etag
        response["Cache-Control"] = CACHE_CONTROL
        if modified:
            response["Last-Modified"] = http_date(modified)
        response.cache_tags = (tags.CHROME, *self.tags)  # type: ignore[attr-defined]
        if cdn.is_on():
            response["CDN-Cache-Control"] = CDN_CACHE_CONTROL
            response["Cache-Tag"] = ",".join([cdn.tag_of(self.site.pk, tag) for tag in ("*", tags.CHROME, *self.tags)])
        return response

    def page(self, template: str, context: dict[str, Any]) -> str:
        """`template` rendered in the site's language and time zone, without context processors: no session, no user."""
        with self.local():
            return str(loader.get_template(template).render(self.context(context)))

    @contextmanager
    def local(self) -> Iterator[None]:
        """The site's language and time zone; a page within an answer is there already."""
        here, zone = (self.site.locale, ZoneInfo(self.site.time_zone)), timezone.get_current_timezone()
        if (translation.get_language(), zone) == here:
            yield
            return
        with translation.override(here[0]), timezone.override(here[1]):
            yield

    def context(self, context: dict[str, Any]) -> dict[str, Any]:
        shared = {"request": self.request, "site": self.site, "chrome": self.state.chrome, "looks": self.looks}
        shared["base_url"] = self.base_url
        return shared | {"related": [], "is_preview": False} | context

    def _modified(self) -> int | None:
        # Two changes may fall into one second, which is all a date in HTTP can say: wait until it is over.
        changed_at = self.state.changed_at
        if changed_at is None or timezone.now() - changed_at < _SETTLED:
            return None
        return int(changed_at.timestamp())
