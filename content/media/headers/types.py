"""What the readers of headers share."""

import struct
from dataclasses import dataclass
from typing import IO

# The allow-list: kinds of pictures that may be uploaded, and how their files are named here.
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/gif": "gif",
}


class BadHeader(ValueError):
    """The file is no picture, or a broken one; the text says what to do."""


@dataclass(frozen=True)
class Header:
    """`width` and `height` in pixels as shown (turned where the file says so), frames of an animation."""

    mime: str
    width: int
    height: int
    frames: int = 1

    @property
    def pixels(self) -> int:
        return self.width * self.height


def take(stream: IO[bytes], count: int) -> bytes:
    """Exactly `count` bytes; EOFError if the file ends before."""
    data = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def unpack(form: str, stream: IO[bytes]) -> tuple[int, ...]:
    return struct.unpack(form, take(stream, struct.calcsize(form)))


def skip(stream: IO[bytes], count: int, size: int) -> None:
    """Move `count` bytes on; EOFError if that is behind the end of the file."""
    if stream.seek(count, 1) > size:
        raise EOFError
