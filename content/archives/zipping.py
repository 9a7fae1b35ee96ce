"""Writes a ZIP file whose bytes depend on nothing but what is put in, and that can be continued after a crash.

The standard library keeps every entry of the directory in memory and cannot continue a torn file. This writer keeps
the directory in a second file beside the first (`FILE.dir`), so that a hundred thousand entries cost no memory and
`state` names a point to come back to. Format: APPNOTE.TXT 6.3, with the ZIP64 fields where sizes need them.
"""

import os
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

_TIME, _DATE = 0, 33  # 1 January 1980, 0:00: the first moment that the format knows
_UTF8 = 0x0800
_UNIX_FILE = 0o100644 << 16
_LIMIT = 0xFFFFFFFF
_MANY = 0xFFFF
_STORED, _DEFLATED = 0, 8
_LEVEL = 6
_COPY = 1 << 20


@dataclass(frozen=True)
class ZipState:
    """A point to continue from: bytes of the file, bytes of its directory, entries."""

    size: int = 0
    directory: int = 0
    entries: int = 0


class ZipWriter:
    """`add` entries, then `close`. With `state` it forgets what was written after that point, and goes on."""

    def __init__(self, path: Path, state: ZipState | None = None) -> None:
        self.path = path
        state = state or ZipState()
        self._file = _opened(path, state.size)
        self._directory = _opened(path.with_name(path.name + ".dir"), state.directory)
        self.entries = state.entries

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()
        self._directory.close()

    @property
    def state(self) -> ZipState:
        """What is on disk now; both files are synchronised first."""
        for file in (self._file, self._directory):
            file.flush()
            os.fsync(file.fileno())
        return ZipState(self._file.tell(), self._directory.tell(), self.entries)

    @property
    def size(self) -> int:
        """Bytes of the file so far."""
        return self._file.tell()

    def add(self, name: str, chunks: Iterable[bytes], *, is_packed: bool = True) -> int:
        """One entry from pieces of bytes; returns how many bytes it holds. Pictures are packed already."""
        start = self._file.tell()
        self._file.write(_local(name, is_packed, 0, 0, 0))
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15) if is_packed else None
        crc = size = packed = 0
        for chunk in chunks:
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            packed += self._file.write(packer.compress(chunk) if packer else chunk)
        packed += self._file.write(packer.flush()) if packer else 0
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_local(name, is_packed, crc, packed, size))
        self._file.seek(end)
        self._directory.write(_central(name, is_packed, crc, packed, size, start))
        self.entries += 1
        return size

    def close(self) -> None:
        """Write the directory behind the entries; the file is whole then. The second file is the caller's to delete."""
        start = self._file.tell()
        self._directory.seek(0)
        while chunk := self._directory.read(_COPY):
            self._file.write(chunk)
        self._file.write(_end(self.entries, self._file.tell() - start, start))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._directory.close()


def _opened(path: Path, size: int) -> BinaryIO:
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(size)
    file.seek(size)
    return file


def _local(name: str, is_packed: bool, crc: int, packed: int, size: int) -> bytes:
    """Always with room for ZIP64 sizes, since they are not known before the bytes are written."""
    extra = struct.pack("<HHQQ", 1, 16, size, packed)
    raw = name.encode()
    head = (0x04034B50, 45, _UTF8, _DEFLATED if is_packed else _STORED, _TIME, _DATE, crc, _LIMIT, _LIMIT)
    return struct.pack("<IHHHHHIIIHH", *head, len(raw), len(extra)) + raw + extra


def _central(name: str, is_packed: bool, crc: int, packed: int, size: int, start: int) -> bytes:
    extra = struct.pack("<HHQQQ", 1, 24, size, packed, start)
    raw = name.encode()
    made_by = (3 << 8) | 45  # Unix, so that the rights of the file are read
    method = _DEFLATED if is_packed else _STORED
    head = (0x02014B50, made_by, 45, _UTF8, method, _TIME, _DATE, crc, _LIMIT, _LIMIT, len(raw), len(extra))
    return struct.pack("<IHHHHHHIIIHHHHHII", *head, 0, 0, 0, _UNIX_FILE, _LIMIT) + raw + extra


def _end(entries: int, length: int, start: int) -> bytes:
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, entries, entries, length, start)
    locator = struct.pack("<IIQI", 0x07064B50, 0, start + length, 1)
    few = (min(entries, _MANY), min(entries, _MANY), min(length, _LIMIT), min(start, _LIMIT))
    return record + locator + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *few, 0)
