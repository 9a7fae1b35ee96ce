"""Browsers that a person has signed in from, remembered in a signed cookie (OWASP: device cookies).

The cookie signs nobody in. It gives the browser a count of wrong passwords of its own.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from aicmr.lib.ids import short_id

COOKIE = "device"
PATH = "/account/"
MAX_AGE = 400 * 24 * 3600  # seconds; browsers keep none longer
LINK_AGE = 3600  # seconds
_SALT, _LINK_SALT = "accounts.device", "accounts.unlock"
_MOST = 5  # people of one browser


def device_of(request: HttpRequest, user: User | None) -> str:
    """The name of this browser if `user` has signed in from it, else ''."""
    return _known(request).get(user.public_id, "") if user else ""


def remember(request: HttpRequest, response: HttpResponse, user: User, name: str = "") -> None:
    """Let `response` make this browser one of `user`'s."""
    known = _known(request)
    known[user.public_id] = name or known.pop(user.public_id, "") or short_id(16)
    kept = dict(list(known.items())[-_MOST:])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_SALT, compress=True),
        max_age=MAX_AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def unlock_token(user: User) -> str:
    """For the link in the mail: whoever reads the person's mail may try from a browser of their own."""
    return signing.dumps([user.public_id, short_id(16)], salt=_LINK_SALT)


def read_unlock_token(token: str) -> tuple[User, str] | None:
    """The person and the browser's name to be; None for a link that is damaged or older than an hour."""
    try:
        public_id, name = signing.loads(token, salt=_LINK_SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    return (user, name) if user else None


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return {}
    return dict(known) if isinstance(known, dict) else {}
