"""Readers' pages from memory: in front of Django under WSGI, else as the outermost middleware.

`PageCacheMiddleware` keeps what views mark as keepable (`cache_tags`) and lets one thread render what many ask for.
`Front` answers from the same memory before Django makes a request of it, which is five times as fast.
"""

import time
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, parse_http_date_safe

from aicmr.lib.pagecache import Kept, Key, PageCache, key_of
from aicmr.observing import note, request_id

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Meta = dict[str, Any]
_READS = ("GET", "HEAD")
_OF_A_304 = frozenset({"cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary"})
_MEGABYTE = 1_000_000


@cache
def pages() -> PageCache:
    """The memory of this process."""
    return PageCache(settings.PAGE_CACHE * _MEGABYTE)


def address_of(meta: Meta, scheme: str) -> Key | None:
    """None where the answer must not come from memory, nor be kept in it."""
    if not settings.PAGE_CACHE or meta["REQUEST_METHOD"] not in _READS:
        return None
    if settings.SESSION_COOKIE_NAME in meta.get("HTTP_COOKIE", ""):
        return None
    return key_of(meta, scheme)


def answer_of(kept: Kept, meta: Meta) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body for this request: all of it, its head, or that nothing has changed."""
    if _is_known(kept, meta):
        return 304, [header for header in kept.headers if header[0].lower() in _OF_A_304], b""
    return 200, kept.headers, b"" if meta["REQUEST_METHOD"] == "HEAD" else kept.body


def _is_known(kept: Kept, meta: Meta) -> bool:
    """RFC 9110, 13.2.2: entity tags go before dates."""
    if etags := meta.get("HTTP_IF_NONE_MATCH"):
        known = parse_etags(etags)
        return known == ["*"] or kept.etag in [etag.removeprefix("W/") for etag in known]
    since = meta.get("HTTP_IF_MODIFIED_SINCE")
    if not since or not kept.modified:
        return False
    asked, modified = parse_http_date_safe(since), parse_http_date_safe(kept.modified)
    return asked is not None and modified is not None and modified <= asked


class PageCacheMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = address_of(request.META, request.scheme or "http")
        if key is None:
            return self.get_response(request)
        kept, leads = pages().get(key), False
        if kept is None:
            leads = pages().lead(key)
            kept = None if leads else pages().get(key)
        if kept is not None:
            return _response(kept, request.META)
        try:
            response = self.get_response(request)
            _keep(key, request, response)
            response.cache_result = "miss"  # type: ignore[attr-defined]
            return response
        finally:
            if leads:
                pages().land(key)


def _response(kept: Kept, meta: Meta) -> HttpResponse:
    status, headers, body = answer_of(kept, meta)
    response = HttpResponse(body, status=status, headers=dict(headers))
    response.cache_result, response.kept_route = "hit", kept.route  # type: ignore[attr-defined]
    return response


def _keep(key: Key, request: HttpRequest, response: HttpResponseBase) -> None:
    tags = getattr(response, "cache_tags", None)
    since = getattr(request, "known_sequence", None)
    if tags is None or since is None or response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return
    if response.cookies or response.has_header("Vary") or request.site is None:
        return
    body = response.content
    headers = [*response.items()]
    match = request.resolver_match
    kept = Kept(
        site_id=request.site.pk,
        body=body,
        headers=headers,
        tags=tuple(tags),
        etag=response.get("ETag", ""),
        modified=response.get("Last-Modified", ""),
        route=match.view_name if match else "",
    )
    pages().put(key, kept, since)


class Front:
    """A WSGI application around Django's."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.secure_name, self.secure_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def __call__(self, environ: Meta, start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        key = address_of(environ, self._scheme(environ))
        kept = pages().get(key) if key else None
        if kept is None:
            return self.application(environ, start_response)
        status, headers, body = answer_of(kept, environ)
        number, is_new = request_id(environ)
        own = [("X-Request-ID", number)] if is_new else []
        start_response("200 OK" if status == 200 else "304 Not Modified", [*headers, *own])
        note(environ, status, began, number, route=kept.route, site=kept.site_id, size=len(body), cache="hit")
        return (body,)

    def _scheme(self, environ: Meta) -> str:
        """As Django works it out for `request.scheme`."""
        said = environ.get(self.secure_name) if self.secure_name else None
        if said is not None:
            return "https" if said.split(",", 1)[0].strip() == self.secure_value else "http"
        return str(environ.get("wsgi.url_scheme", "http"))
