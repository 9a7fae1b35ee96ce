"""Finding the key that a program shows."""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from accounts.integrations.models import ApiKey
from accounts.sites.membership import role_of

if TYPE_CHECKING:
    from accounts.sites.models import Site

MARK = "aicmr"  # at the front of every key, so that scanners of leaked secrets know it
_MINUTE = timedelta(minutes=1)


def find_key(text: str, site: "Site") -> ApiKey | None:
    """The usable key of this text on this site; None for any other, without saying why.

    Notes that it was used, at most once a minute.
    """
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    now = timezone.now()
    found = ApiKey.objects.usable(now).filter(prefix=prefix, site=site).select_related("user", "site").first()
    known = found.digest if found else digest("")
    if not hmac.compare_digest(digest(secret), known) or found is None or mark != MARK:
        return None
    if role_of(found.user, site) is None:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _MINUTE)
    ApiKey.objects.filter(stale, pk=found.pk).update(last_used_at=now)
    return found


def digest(secret: str) -> str:
    """256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()
