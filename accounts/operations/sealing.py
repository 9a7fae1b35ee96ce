"""Streams that nobody else can read, cut or swap: AES-256-GCM in chunks.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015, https://eprint.iacr.org/2015/189). A stream is
`AICMR1`, a kind (`P` plain, `S` sealed), for sealed ones 32 bytes of salt, then chunks. The key of a stream is
HKDF-SHA256(key, salt, name); the nonce of a chunk is its number and whether it is the last, so that chunks can
neither be reordered nor cut off, and a stream under another name does not open.
"""

import hmac
import io
import secrets
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.operations.exceptions import BackupFailed

MAGIC = b"AICMR1"
CHUNK = 256 * 1024
_TAG = 16
_SALT = 32
SHORTEST_KEY = 32


def check_key(key: str) -> None:
    """Raises BackupFailed for a key that can be guessed."""
    if len(key) < SHORTEST_KEY or len(set(key)) < 8:
        raise BackupFailed(
            f"BACKUP_KEY needs at least {SHORTEST_KEY} random characters; make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))", and keep it outside this machine.'
        )


def blob_name(key: str, digest: str) -> str:
    """Where content of this SHA-256 is kept; under a key the name says nothing about the content."""
    name = hmac.new(key.encode(), digest.encode(), sha256).hexdigest() if key else digest
    return f"media/{name[:2]}/{name}"


class Sealer(io.RawIOBase):
    """Write to it, then close it; `target` stays open."""

    def __init__(self, target: BinaryIO, key: str, name: str) -> None:
        self._target = target
        self._buffer = bytearray()
        self._number = 0
        self._cipher: AESGCM | None = None
        target.write(MAGIC + (b"S" if key else b"P"))
        if key:
            salt = secrets.token_bytes(_SALT)
            target.write(salt)
            self._cipher = _cipher(key, salt, name)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        if self._cipher is None:
            self._target.write(piece)
            return len(piece)
        self._buffer += piece
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(piece)

    def close(self) -> None:
        if not self.closed and self._cipher is not None:
            self._seal(bytes(self._buffer), last=True)
        super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        assert self._cipher is not None  # noqa: S101 - plain streams never come here
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), chunk, None))
        self._number += 1


class Opener(io.RawIOBase):
    """Reads what a Sealer wrote. BackupFailed for a wrong key, a damaged stream, or one that was cut."""

    def __init__(self, source: BinaryIO, key: str, name: str) -> None:
        self._name = name
        head = source.read(len(MAGIC) + 1)
        if head[:-1] != MAGIC or head[-1:] not in (b"S", b"P"):
            raise BackupFailed(f"{name} is no backup of AiCMR.")
        if head[-1:] == b"S" and not key:
            raise BackupFailed(f"{name} is encrypted. Set BACKUP_KEY (or BACKUP_KEY_FILE) to the key it was made with.")
        self._chunks = self._opened(source, key) if head[-1:] == b"S" else iter(lambda: source.read(CHUNK), b"")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = chunk
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def _opened(self, source: BinaryIO, key: str) -> Iterator[bytes]:
        cipher = _cipher(key, source.read(_SALT), self._name)
        sealed, number = source.read(CHUNK + _TAG), 0
        while True:
            following = source.read(CHUNK + _TAG)
            try:
                chunk = cipher.decrypt(_nonce(number, not following), sealed, None)
            except InvalidTag:
                raise BackupFailed(
                    f"{self._name} does not open: BACKUP_KEY is another than it was made with, or the file is damaged."
                ) from None
            if chunk:
                yield chunk
            if not following:
                return
            sealed, number = following, number + 1


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _cipher(key: str, salt: bytes, name: str) -> AESGCM:
    info = b"aicmr backup v1 " + name.encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key.encode()))
