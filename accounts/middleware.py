"""Limits on what is sent to the account pages, and the answer to whoever exceeds any limit behind this point."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

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
