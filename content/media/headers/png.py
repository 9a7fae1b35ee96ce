"""PNG (ISO 15948): chunks from IHDR to IEND; acTL counts the frames of an animation."""

from typing import IO

from content.media.headers.types import BadHeader, Header, skip, take, unpack

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read(stream: IO[bytes], size: int) -> Header:
    stream.seek(8)
    length, kind = unpack(">I", stream)[0], take(stream, 4)
    if kind != b"IHDR" or length != 13:
        raise BadHeader("The PNG file is damaged. Export it again, then upload the new file.")
    width, height = unpack(">II", stream)
    skip(stream, 5 + 4, size)
    frames, has_data = 1, False
    while kind != b"IEND":
        length, kind = unpack(">I", stream)[0], take(stream, 4)
        if kind == b"acTL" and length == 8:
            frames = max(1, unpack(">II", stream)[0])
            length = 0
        has_data = has_data or kind == b"IDAT"
        skip(stream, length + 4, size)
    if not has_data:
        raise BadHeader("The PNG file holds no picture. Export it again, then upload the new file.")
    return Header("image/png", width, height, frames)
