"""Secrets at rest: Fernet (AES-128-CBC with HMAC-SHA256) under keys derived from SECRET_KEY.

To rotate, move the old SECRET_KEY into SECRET_KEY_FALLBACKS: old tokens stay readable, `rotate` renews them.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_BEGINS = "gAAAA"  # Fernet's version byte and the high bytes of its time stamp
_SHORTEST = 100  # of an encrypted empty text


class DecryptError(Exception):
    """The token was made under another SECRET_KEY, or is damaged."""

    def __init__(self) -> None:
        super().__init__("A stored secret cannot be read with today's SECRET_KEY. Enter it again.")


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises DecryptError."""
    try:
        return _fernet().decrypt(token.encode()).decode()
    except (InvalidToken, UnicodeDecodeError):
        raise DecryptError from None


def rotate(token: str) -> str:
    """The same secret under the newest key. Raises DecryptError."""
    try:
        return _fernet().rotate(token.encode()).decode()
    except InvalidToken:
        raise DecryptError from None


def is_token(text: str) -> bool:
    """Looks like what `encrypt` returns."""
    return text.startswith(_BEGINS) and len(text) >= _SHORTEST


def fingerprint() -> str:
    """Tells SECRET_KEYs apart without giving anything of them away."""
    raw = HKDF(algorithm=SHA256(), length=8, salt=None, info=b"aicmr fingerprint v1").derive(
        _bytes(settings.SECRET_KEY)
    )
    return raw.hex()


def _bytes(secret: str | bytes) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret


def _fernet() -> MultiFernet:
    return MultiFernet([_derived(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str | bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aicmr secrets v1").derive(_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(key))
