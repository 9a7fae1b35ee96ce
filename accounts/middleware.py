"""Who asks; limits on what is sent to the account pages, and the answer to whoever exceeds any behind this point."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user, middleware
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from aicmr.lib import limits
from aicmr.lib.clients import counted_address
from aicmr.lib.limiting import too_many, who
from aicmr.lib.limits import TooMany

# Passwords and codes are counted where they are tried (`guard.py`).
RULES = {
    "account_signup": "signup",
    "account_reset_password": "reset",
    "account_reset_password_from_key": "reset",
    "mfa_login_webauthn": "login",
}


class SignedInMiddleware(middleware.AuthenticationMiddleware):
    """Django's own, but that a session signed with an old `SECRET_KEY` keeps its name when it is signed anew.

    Django gives it another name and deletes the row of the old one; whatever else the browser had asked for with
    the old cookie at that moment would then find nobody signed in, and take the browser's new cookie away.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _who_asks(request))  # type: ignore[assignment]


def _who_asks(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    known = vars(request)
    if "_cached_user" not in known:  # where Django's login and logout write to
        own = vars(request.session)
        own["cycle_key"] = lambda: None  # the name is random, not made of the key: keeping it gives nothing away
        try:
            known["_cached_user"] = get_user(request)
        finally:
            del own["cycle_key"]
    found: AbstractBaseUser | AnonymousUser = known["_cached_user"]
    return found


class LimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.path_info.startswith("/account/") or request.resolver_match is None:
            return None
        rule = RULES.get(request.resolver_match.view_name)
        try:
            limits.take(rule or "account", f"address:{counted_address(request)}" if rule else who(request))
            if rule == "reset" and (email := request.POST.get("email", "").strip().lower()):
                limits.take(rule, f"email:{email}")
        except TooMany as refusal:
            return too_many(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, exception) if isinstance(exception, TooMany) else None
