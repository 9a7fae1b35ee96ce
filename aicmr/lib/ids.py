"""Public ids: random, not guessable, safe in addresses, file names and HTML attributes."""

import secrets
from hashlib import blake2b

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that reads like something else


def public_id() -> str:
    """20 characters, 100 bits."""
    return short_id(20)


def derived_id(*parts: str) -> str:
    """The same 20 characters for the same parts: for what must be found again, where guessing it gives nothing."""
    text = "\x1f".join(parts).encode("utf-8", "replace")
    return "".join(_ALPHABET[byte & 31] for byte in blake2b(text, digest_size=20).digest())


def short_id(length: int = 8) -> str:
    """`length` characters of 5 bits each; for ids that are unique within one document only."""
    return "".join(_ALPHABET[byte & 31] for byte in secrets.token_bytes(length))
