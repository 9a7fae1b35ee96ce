"""Every try of a password or code passes here: counted per address and per account, paused after too many."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts import locks
from accounts.audit.services import announce
from accounts.devices import device_of
from accounts.events import sign_in_paused
from accounts.models import User
from aicmr.lib import limits
from aicmr.lib.clients import counted_address
from aicmr.lib.limits import TooMany

RULE = "login"
PAUSED = "account/paused.html"


@dataclass(frozen=True)
class Attempt:
    """A try that was let in. `names` say whose count it is, `keys` what was taken from the limits."""

    request: HttpRequest
    names: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    user: User | None

    def succeeded(self) -> None:
        """Right tries count nothing. The count of the pause stands until the person is in, past the second factor."""
        for key in self.keys:
            limits.give_back(RULE, *key)

    def failed(self) -> None:
        if locks.failed(*self.names):
            _announce(self)


def attempt(request: HttpRequest, kind: str, name: str, user: User | None) -> Attempt:
    """Let a try in. `kind` and `name` say what is tried, such as a password for an e-mail address.

    Raises TooMany while the account is paused, or where an address or the account tried too often in a minute.
    """
    device = device_of(request, user)
    names = (kind, name, device)
    if seconds := locks.pause(*names):
        raise TooMany(seconds, locks.FREE, template=PAUSED)
    keys = (("address", counted_address(request)), (kind, f"{name} {device}"))
    for key in keys:
        limits.take(RULE, *key)
    return Attempt(request, names, keys, user)


def forget(request: HttpRequest, user: User) -> None:
    """The person is in: earlier wrong tries from this kind of browser do not count any more."""
    device = device_of(request, user)
    for kind, name in (("password", user.email), ("code", str(user.pk))):
        locks.succeeded(kind, name, device)


@transaction.atomic
def _announce(attempt: Attempt) -> None:
    """In the log, and by mail to the owner; nobody is told of addresses that we do not know."""
    user, request = attempt.user, attempt.request
    if user is not None and user.is_active and locks.may_tell(*attempt.names):
        site: Any = request.site
        origin = f"{request.scheme}://{request.get_host()}"
        announce(sign_in_paused, site=site, detail={"origin": origin}, user_id=user.pk)
