"""The thin path of readers, and the security headers that are the same for everyone.

A reader's page knows no person: it must touch neither session, user, CSRF token nor messages, so that it may
be cached for all, and it must not pay for the middleware that others need. `ReaderMiddleware` stands before
the session in `MIDDLEWARE`; a request for any path but the personal ones goes from it straight to its view.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.sites import hosts
from aicmr.lib import freshness
from aicmr.lib.paths import is_reader_path
from aicmr.resolving import ThinHandler

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def public_policy(cdn: str) -> str:
    """For readers' pages: everything from the site itself and, if there is one, from the CDN's address."""
    ours = f"'self' {cdn}".strip()
    return (
        f"default-src 'self'; script-src {ours}; style-src {ours}; font-src {ours}; img-src {ours} data:; "
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
    )


PUBLIC_POLICY = public_policy(settings.CDN_URL)
HEADERS = {
    "Content-Security-Policy": PUBLIC_POLICY,  # the admin sets its own, with a nonce
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}


class HeadersMiddleware:
    """Outermost: every answer that has not its own gets the constant headers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.transport = f"max-age={settings.SECURE_HSTS_SECONDS}"
        self.transport += "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        self.transport += "; preload" if settings.SECURE_HSTS_PRELOAD else ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # Also for files, which are sent before Django's own middleware for this is reached.
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", self.transport)
        return response


def _date(request: HttpRequest) -> None:
    """Note how new the site is known to be before anything is read of it: the answer may be kept as of then."""
    if not settings.SITE_CLOCK or request.site is None:
        return
    sequence = freshness.look(request.site.pk).sequence
    if sequence < 0:
        return
    request.known_sequence = sequence  # type: ignore[attr-defined]
    # The site's own row was read before; the look may just have had it forgotten.
    if getattr(request, "hosts_read", None) != hosts.generation():
        request.site = hosts.site_for_host(request.get_host()) or request.site  # type: ignore[assignment]


class ReaderMiddleware:
    """Takes reader requests past everything that stands after it in `MIDDLEWARE`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.read: Callable[[HttpRequest], Any] = convert_exception_to_response(ThinHandler().read)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_reader_path(request.path_info):
            return self.get_response(request)
        _date(request)
        response: HttpResponseBase = self.read(request)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
