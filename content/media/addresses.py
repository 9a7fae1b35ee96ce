"""Addresses of renditions: open ones for what is public, signed and expiring ones for people who edit."""

import time

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from content.media.models import Asset

_SALT = "content.media.addresses"
# Addresses stay the same for half a day, so that browsers keep the pictures; each works 12 to 24 hours.
_STEP = 12 * 3600


def signed(url: str, asset: Asset) -> str:
    """`url` with a token that opens the renditions of this asset while they are not public."""
    return f"{url}?t={token(asset)}"


def token(asset: Asset, *, now: float | None = None) -> str:
    expires = (int(now or time.time()) // _STEP + 2) * _STEP
    return f"{expires:x}.{_signature(asset, expires, settings.SECRET_KEY)}"


def opens(asset: Asset, given: str) -> bool:
    """Is `given` a token for this asset that has not expired?"""
    expires, _, signature = given.partition(".")
    try:
        until = int(expires, 16)
    except ValueError:
        return False
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return until > time.time() and any(constant_time_compare(signature, _signature(asset, until, key)) for key in keys)


def _signature(asset: Asset, expires: int, key: str) -> str:
    return salted_hmac(_SALT, f"{asset.public_id}:{expires}", secret=key, algorithm="sha256").hexdigest()[:32]
