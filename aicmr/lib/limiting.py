"""Limits at the door: a decorator for views, and the answer of whoever came too often."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import loader

from aicmr.lib import limits
from aicmr.lib.clients import counted_address
from aicmr.lib.limits import TooMany

View = Callable[..., Any]


def limited(rule: str, *, site_rule: str = "", methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """Counts requests of `methods` by person, or by address where nobody is signed in; with `site_rule` by site too.

    For views, and for methods that are views.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(*args: Any, **kwargs: Any) -> HttpResponseBase:
            request = next(arg for arg in args if isinstance(arg, HttpRequest))
            try:
                if request.method in methods:
                    limits.take(rule, who(request))
                    if site_rule:
                        limits.take(site_rule, f"site:{getattr(request.site, 'pk', 0)}")
            except TooMany as refusal:
                return too_many(request, refusal)
            response: HttpResponseBase = view(*args, **kwargs)
            return response

        return counted

    return decorate


def who(request: HttpRequest) -> str:
    """The key that tells people apart."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    return f"address:{counted_address(request)}"


def too_many(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    """429 as the asker understands it: a page, a line for a fragment, JSON for a program. Cached by nobody."""
    headers = refusal.headers | {"Cache-Control": "no-store"}
    if request.path_info.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": str(refusal), "detail": str(refusal)}, status=429, headers=headers)
    if request.headers.get("HX-Request") == "true":
        text = f'<p class="errornote" role="alert">{refusal}</p>'
        return HttpResponse(text, status=429, headers=headers)
    page = loader.get_template(refusal.template).render({"wait": spoken(refusal.seconds), "request": request}, request)
    return HttpResponse(page, status=429, headers=headers)


def spoken(seconds: int) -> str:
    """`40 seconds`, `a minute`, `7 minutes`."""
    if seconds <= 50:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
