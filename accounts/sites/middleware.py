"""Which site a request is for, and who may pass to its admin."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.sites.context import site_of, use_site
from accounts.sites.hosts import site_for_host
from accounts.sites.membership import works_on
from accounts.sites.models import Site
from aicmr.lib.paths import is_reader_path

GetResponse = Callable[[HttpRequest], HttpResponse]

# What machines ask, by address, in whatever network they are.
_ANY_HOST = frozenset({"/healthz", "/readyz", "/metrics", "/healthz/", "/readyz/", "/metrics/"})


# Recovery codes are what is left when one of these is lost.
_SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SiteMiddleware:
    """Sets `request.site` from the host; a host that no site owns gets a plain 404 page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site = _site_of(request)
        request.site = site  # type: ignore[assignment]
        if site is None and request.path_info not in _ANY_HOST:
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
            stopped = _stop(request)
            if stopped is not None:
                return stopped
        return self.get_response(request)


def _site_of(request: HttpRequest) -> Site | None:
    try:
        return site_for_host(request.get_host())
    except DisallowedHost:
        return None


def _stop(request: HttpRequest) -> HttpResponse | None:
    """The answer instead of the admin's, or None where the person may pass."""
    path = request.path_info
    if path == "/admin/logout/":
        return None
    if path.startswith("/admin/r/"):  # Django's redirect by database id would answer for the rows of every site
        raise Http404("Rows have addresses of their own.")
    signing_in = path == "/admin/login/"
    if not request.user.is_authenticated:
        return _go(request, _login_address(_wanted(request) if signing_in else request.get_full_path()))
    if not works_on(request.user, site_of(request)):
        return render(request, "sites/not_on_team.html", status=403)
    if settings.REQUIRE_STAFF_MFA and not is_mfa_enabled(request.user, _SECOND_FACTORS):
        messages.warning(request, "Set up two-factor sign-in first: this site asks it of everyone who works here.")
        return _go(request, reverse("mfa_activate_totp"))
    if signing_in:
        return _go(request, _wanted(request))
    return _go(request, reverse("account_change_password")) if path == "/admin/password_change/" else None


def _login_address(wanted: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': wanted})}"


def _wanted(request: HttpRequest) -> str:
    """Where the person wanted to go: an address of this host, or the admin's start."""
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and allowed and not wanted.startswith("/admin/login/") else "/admin/"


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect of the whole page, also when a fragment was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
