"""Error pages. Only the 404 asks the database; the others must work when nothing else does."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation

from aicmr.lib.paths import is_reader_path
from content.reading.frame import CACHE_CONTROL, Frame
from content.reading.keyset import list_pages
from content.redirects import missed

RETRY_SECONDS = 30
WAIT_SECONDS = 60


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What to do instead: search, the newest articles, the sections."""
    if getattr(request, "site", None) is None:
        return _plain(request, "404.html", 404)
    frame = Frame.of(request)
    newest = list_pages(frame.site, "all", size=3).pages
    head = {"title": "404", "robots": "noindex"}
    response = HttpResponse(frame.page("reader/404.html", {"head": head, "newest": newest}), status=404)
    response["Cache-Control"] = CACHE_CONTROL if is_reader_path(request.path_info) else "no-store"
    if request.method == "GET" and is_reader_path(request.path_info):
        missed.note(frame.site.pk, request.path_info, request.headers.get("Referer", ""))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, which passes; 500 for what somebody must repair."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _plain(request, "503.html", 503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return _plain(request, "500.html", 500)


def too_many(request: HttpRequest) -> HttpResponse:
    """Asked for by the account pages, which count how often somebody tries."""
    response = _plain(request, "429.html", 429)
    response["Retry-After"] = str(WAIT_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, "403.html", 403)


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """In the site's language, as far as the site is known."""
    with translation.override(getattr(getattr(request, "site", None), "locale", settings.LANGUAGE_CODE)):
        response = HttpResponse(loader.get_template(template).render(), status=status)
    response["Cache-Control"] = "no-store"
    return response
