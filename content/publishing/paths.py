"""Addresses of live pages: one normal form, one key."""

import hashlib
import re
import unicodedata

_SLASHES = re.compile(r"/{2,}")


def normalise_path(path: str) -> str:
    """`path` in NFC with one slash at both ends and none doubled; letters keep their case."""
    path = unicodedata.normalize("NFC", path.strip())
    return _SLASHES.sub("/", f"/{path}/")


def path_key(path: str) -> str:
    """32 hexadecimal digits, the same for every spelling of `path` that `normalise_path` makes equal."""
    return hashlib.blake2b(normalise_path(path).encode(), digest_size=16).hexdigest()
