"""Which site a request is for, and who may pass to its admin."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.sites import hosts
from accounts.sites.context import use_site
from accounts.sites.gate import is_nobody_yet, stop
from accounts.sites.models import Site
from aicmr.lib.paths import is_reader_path

_NO_NUMBER = re.compile(r"^Field '\w+' expected a number but got|int too large to convert to SQLite")
GetResponse = Callable[[HttpRequest], HttpResponse]

# What machines ask, by address, in whatever network they are.
_ANY_HOST = frozenset({"/healthz", "/readyz", "/metrics", "/healthz/", "/readyz/", "/metrics/"})


class SiteMiddleware:
    """Sets `request.site` from the host; a host that no site owns gets a plain 404 page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hosts_read = hosts.generation()  # type: ignore[attr-defined]
        site = _site_of(request)
        request.site = site  # type: ignore[assignment]
        if site is None and request.path_info not in _ANY_HOST and not _asks_for_the_cdn(request):
            return render(request, "sites/unknown_host.html", status=404)
        if site is None or is_reader_path(request.path_info):
            with use_site(site):
                return self.get_response(request)
        with use_site(site), timezone.override(ZoneInfo(site.time_zone)):
            return self.get_response(request)


class AdminGateMiddleware:
    """Before `/admin/`: sign-in is the account's, the team is this site's, and staff may need a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/"):
            stopped = stop(request)
            if stopped is not None:
                return stopped
        elif is_nobody_yet(request):
            request.user = AnonymousUser()
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A made-up number names no row: Django's pickers, and SQLite's driver beyond 64 bits, break on it."""
        if isinstance(exception, (OverflowError, ValueError)) and _NO_NUMBER.search(str(exception)):
            raise BadRequest("No row has this number.") from exception


def _asks_for_the_cdn(request: HttpRequest) -> bool:
    """The CDN fetches pictures of all sites under its own name; which of them are public, their view knows."""
    cdn = urlsplit(settings.CDN_URL).netloc
    return bool(cdn) and request.path_info.startswith("/media/") and request.META.get("HTTP_HOST") == cdn


def _site_of(request: HttpRequest) -> Site | None:
    try:
        return hosts.site_for_host(request.get_host())
    except DisallowedHost:
        return None
