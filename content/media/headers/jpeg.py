"""JPEG (ITU T.81): markers up to the first scan, then the end marker; orientation from EXIF (TIFF tag 0x0112)."""

import struct
from typing import IO

from content.media.headers.types import BadHeader, Header, skip, take, unpack

SIGNATURE = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN, _END, _EXIF = 0xDA, 0xD9, 0xE1
_ORIENTATION = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})
_CHUNK = 1 << 20
# A progressive picture has about ten scans; thousands are a way to keep a decoder busy for hours.
_MOST_SCANS = 300


def read(stream: IO[bytes], size: int) -> Header:
    stream.seek(2)
    width = height = 0
    orientation = 1
    while (marker := _next_marker(stream)) != _SCAN:
        if marker in _WITHOUT_LENGTH:
            continue
        if marker == _END:
            raise EOFError
        (length,) = unpack(">H", stream)
        if length < 2:
            raise BadHeader("The JPEG file is damaged. Export it again, then upload the new file.")
        if marker in _FRAMES:
            height, width = struct.unpack(">xHH", take(stream, 5))
            skip(stream, length - 7, size)
        elif marker == _EXIF:
            orientation = _orientation(take(stream, length - 2)) or orientation
        else:
            skip(stream, length - 2, size)
    _find_end(stream)
    return Header("image/jpeg", *((height, width) if orientation in _SIDEWAYS else (width, height)))


def _next_marker(stream: IO[bytes]) -> int:
    if take(stream, 1) != b"\xff":
        raise BadHeader("The JPEG file is damaged. Export it again, then upload the new file.")
    while (marker := take(stream, 1)[0]) == 0xFF:
        pass
    return marker


def _find_end(stream: IO[bytes]) -> None:
    """Read on to the end marker, which cannot stand inside a scan's data; EOFError without one."""
    before, scans = b"", 1
    while chunk := stream.read(_CHUNK):
        window = before + chunk
        end = window.find(b"\xff\xd9")
        scans += window.count(b"\xff\xda", 0, end if end >= 0 else len(window))
        if scans > _MOST_SCANS:
            raise BadHeader("The JPEG file is put together in an unusual way. Export it again as an ordinary JPEG.")
        if end >= 0:
            return
        before = chunk[-1:]
    raise EOFError


def _orientation(segment: bytes) -> int | None:
    if segment[:6] != b"Exif\x00\x00":
        return None
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 14:
        return None
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return None
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for at in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if tag == _ORIENTATION:
            return int(value)
    return None
