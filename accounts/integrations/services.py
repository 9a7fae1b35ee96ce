"""Make and take back keys."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.integrations import scopes as registry
from accounts.integrations.events import key_made, key_revoked
from accounts.integrations.keys import MARK, digest
from accounts.integrations.models import ApiKey
from accounts.sites.membership import role_of
from aicmr.lib.ids import short_id

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


class KeyRefused(Exception):
    """The text is for the person who asked."""


@transaction.atomic
def make_key(
    *, site: "Site", by: "User", name: str, scopes: Sequence[str], expires_at: datetime | None
) -> tuple[ApiKey, str]:
    """A key with which programs act as `by` on `site`, and its text, which nobody can see again. Raises KeyRefused."""
    if role_of(by, site) is None:
        raise KeyRefused("Only members of this site can have keys for it.")
    unknown = set(scopes) - registry.known().keys()
    if unknown or not scopes:
        raise KeyRefused(f"There is no scope {min(unknown)}." if unknown else "Choose what the key may do.")
    prefix, secret = short_id(8), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        site=site,
        user=by,
        name=name,
        prefix=prefix,
        digest=digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    announce(key_made, site=site, by=by, key_id=key.pk, user_id=by.pk)
    return key, f"{MARK}_{prefix}_{secret}"


@transaction.atomic
def revoke_key(key: ApiKey, *, by: "User") -> bool:
    """Take the key back for ever; False if it was already."""
    done = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    if done:
        announce(key_revoked, site=key.site, by=by, key_id=key.pk, user_id=key.user_id)
    return bool(done)
