"""The way into `/api/`: a key in the Authorization header, a scope, a limit. Cookies open nothing here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.integrations.keys import find_key
from accounts.sites.context import site_of
from aicmr.lib import limits
from aicmr.lib.clients import counted_address
from aicmr.lib.limiting import too_many
from aicmr.lib.limits import TooMany

View = Callable[..., HttpResponse]
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="api"', "Cache-Control": "no-store"}


def with_key(scope: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """For views `(request, key, …)`: 401 without a usable key, 403 without the scope, 429 when it comes too often.

    No CSRF token is asked for, since no cookie is looked at: a page elsewhere cannot send a key that it does not have.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return _answer(view, request, scope, *args, **kwargs)
            except TooMany as refusal:
                return too_many(request, refusal)

        return opened

    return decorate


def _answer(view: Any, request: HttpRequest, scope: str, *args: Any, **kwargs: Any) -> HttpResponse:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    key = find_key(text.strip(), site_of(request)) if kind.lower() == "bearer" else None
    if key is None:
        limits.take("api", f"address:{counted_address(request)}")
        return refused(401, "Send an API key: Authorization: Bearer aicmr_….", _CHALLENGE)
    who = f"key:{key.pk}"
    limits.take("api", who)
    if scope not in key.scopes:
        response = refused(403, f"This key may not do that: it lacks the scope {scope}.", {})
    else:
        response = view(request, key, *args, **kwargs)
    for name, value in (limits.stand("api", who).headers | {"Cache-Control": "no-store"}).items():
        response.headers.setdefault(name, value)
    return response


def refused(status: int, text: str, headers: dict[str, str]) -> JsonResponse:
    return JsonResponse({"error": text}, status=status, headers=headers)
