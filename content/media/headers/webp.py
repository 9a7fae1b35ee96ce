"""WebP (RFC 9649): the RIFF chunks VP8, VP8L and VP8X; ANMF counts the frames of an animation."""

from typing import IO

from content.media.headers.types import BadHeader, Header, skip, take, unpack

_BROKEN = "The WebP file is damaged. Export it again, then upload the new file."


def matches(start: bytes) -> bool:
    return start[:4] == b"RIFF" and start[8:12] == b"WEBP"


def read(stream: IO[bytes], size: int) -> Header:
    stream.seek(4)
    (length,) = unpack("<I", stream)
    end = 8 + length
    if end > size:
        raise EOFError
    stream.seek(12)
    found: tuple[int, int] | None = None
    frames, has_data = 0, False
    while stream.tell() + 8 <= end:
        kind, (length,) = take(stream, 4), unpack("<I", stream)
        start = stream.tell()
        if found is None:
            found = _dimensions(kind, take(stream, 10))
        frames += kind == b"ANMF"
        has_data = has_data or kind in (b"VP8 ", b"VP8L", b"ANMF")
        stream.seek(start)
        skip(stream, length + length % 2 - (start + length + length % 2 > size), size)
    if found is None or not has_data:
        raise BadHeader(_BROKEN)
    return Header("image/webp", *found, max(1, frames))


def _dimensions(kind: bytes, data: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if kind == b"VP8L" and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
    raise BadHeader(_BROKEN)
