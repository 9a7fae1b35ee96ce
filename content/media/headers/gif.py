"""GIF (89a specification): blocks from the screen descriptor to the trailer, with nothing behind it."""

from typing import IO

from content.media.headers.types import BadHeader, Header, skip, take, unpack

SIGNATURES = (b"GIF87a", b"GIF89a")
_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_BROKEN = "The GIF file is damaged or holds something else than a picture. Export it again, then upload the new file."


def read(stream: IO[bytes], size: int) -> Header:
    stream.seek(6)
    width, height, flags, _, _ = unpack("<HHBBB", stream)
    _skip_colors(stream, flags, size)
    frames = 0
    while (block := take(stream, 1)[0]) != _TRAILER:
        if block == _IMAGE:
            frames += 1
            *_, image_flags = unpack("<HHHHB", stream)
            _skip_colors(stream, image_flags, size)
        elif block != _EXTENSION:
            raise BadHeader(_BROKEN)
        skip(stream, 1, size)  # code size, or the extension's label
        while length := take(stream, 1)[0]:
            skip(stream, length, size)
    if not frames or stream.read(64).strip(b"\x00"):
        raise BadHeader(_BROKEN)
    return Header("image/gif", width, height, frames)


def _skip_colors(stream: IO[bytes], flags: int, size: int) -> None:
    if flags & 0x80:
        skip(stream, 3 * 2 ** ((flags & 7) + 1), size)
