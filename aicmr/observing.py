"""Who asked what, how long it took, and where the answer came from: request ids, access lines, latencies.

The outermost middleware, for whatever Django answers; `Front` calls `note` for what comes from memory.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from aicmr import metrics
from aicmr.lib.logs import ACCESS, whereabouts
from aicmr.lib.scrubbing import scrub

GetResponse = Callable[[HttpRequest], HttpResponseBase]
access = logging.getLogger(ACCESS)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}\Z")


def request_id(meta: dict[str, Any]) -> tuple[str, bool]:
    """The id that a proxy gave, if it is well formed, else a new one; and whether it is new."""
    given = meta.get("HTTP_X_REQUEST_ID", "")
    return (given, False) if _ID.match(given) else (secrets.token_hex(8), True)


class ObserveMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number, is_new = request_id(request.META)
        request.request_id = number  # type: ignore[attr-defined]
        token = whereabouts.set(request)
        try:
            response = self.get_response(request)
            note(request.META, response.status_code, began, number, **_told(request, response))
        finally:
            whereabouts.reset(token)
        if is_new:  # a proxy that named the request says so itself
            response["X-Request-ID"] = number
        return response


def _told(request: HttpRequest, response: HttpResponseBase) -> dict[str, Any]:
    match, site, user = request.resolver_match, getattr(request, "site", None), request.__dict__.get("_cached_user")
    return {
        "route": getattr(response, "kept_route", "") or (match.view_name or match.route if match else ""),
        "site": getattr(site, "pk", None),
        "user": getattr(user, "pk", None),
        "size": 0 if response.streaming else len(getattr(response, "content", b"")),
        "cache": getattr(response, "cache_result", ""),
    }


def note(
    meta: dict[str, Any],
    status: int,
    began: float,
    number: str,
    *,
    route: str,
    site: int | None,
    user: int | None = None,
    size: int = 0,
    cache: str = "",
) -> None:
    """Count an answer, and write its line. Addresses are written without query, and without what opens doors."""
    took = time.perf_counter() - began
    metrics.observe(route, status, took, cache)
    if not access.isEnabledFor(logging.INFO):
        return
    path = meta.get("PATH_INFO", "")
    told = {
        "request_id": number,
        "method": meta.get("REQUEST_METHOD", ""),
        "path": scrub(path) if path.startswith(("/preview/", "/account/")) else path[:500],
        "status": status,
        "ms": round(took * 1000, 2),
        "bytes": size,
        "route": route,
        "cache": cache,
        "site": site,
        "user": user,
    }
    access.info("request", extra={name: value for name, value in told.items() if value not in (None, "")})
