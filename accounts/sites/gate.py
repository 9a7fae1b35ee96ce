"""Who may pass to the admin of a site, and where everybody else is led."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.sites.context import site_of
from accounts.sites.membership import works_on

_ALSO_OF_THE_DESK = ("/preview/", "/stream/")
# Recovery codes are what is left when one of these is lost.
_SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def stop(request: HttpRequest) -> HttpResponse | None:
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
    if _lacks_second_factor(request):
        messages.warning(request, "Set up two-factor sign-in first: this site asks it of everyone who works here.")
        return _go(request, reverse("mfa_index"))
    if signing_in:
        return _go(request, _wanted(request))
    return _go(request, reverse("account_change_password")) if path == "/admin/password_change/" else None


def is_nobody_yet(request: HttpRequest) -> bool:
    """Beside the admin, drafts and live texts are shown too: is this somebody whose password alone opens neither?"""
    return (
        request.path_info.startswith(_ALSO_OF_THE_DESK)
        and request.user.is_authenticated
        and _lacks_second_factor(request)
    )


def _lacks_second_factor(request: HttpRequest) -> bool:
    return settings.REQUIRE_STAFF_MFA and not is_mfa_enabled(request.user, _SECOND_FACTORS)


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
