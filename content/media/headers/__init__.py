"""What a file is, by its bytes: kind, size in pixels, frames. Nothing is decoded, whatever the file claims.

One module per format, each with `read(stream, size) -> Header`. They walk the file's structure to its end,
so that a file that was cut off, or that only pretends to be a picture, is refused here.
"""

from collections.abc import Callable
from typing import IO

from content.media.headers import gif, isobmff, jpeg, png, webp
from content.media.headers.types import EXTENSIONS, BadHeader, Header

__all__ = ["EXTENSIONS", "BadHeader", "Header", "identify"]

UNKNOWN = "This is not a picture that can be used here. Upload a JPEG, PNG, WebP, AVIF, HEIC or GIF file."
CUT_OFF = "The picture is incomplete: its end is missing. Export or download it again, then upload the new file."


def identify(stream: IO[bytes], size: int) -> Header:
    """The header of the picture in `stream`, which holds `size` bytes and can seek.

    Raises BadHeader with a text for people if the bytes are no known picture or end too early.
    """
    stream.seek(0)
    start = stream.read(32)
    stream.seek(0)
    try:
        header = _reader(start)(stream, size)
    except EOFError:
        raise BadHeader(CUT_OFF) from None
    if header.width < 1 or header.height < 1:
        raise BadHeader("The picture says that it has no width or height. Export it again, then upload the new file.")
    return header


def _reader(start: bytes) -> Callable[[IO[bytes], int], Header]:
    if start.startswith(jpeg.SIGNATURE):
        return jpeg.read
    if start.startswith(png.SIGNATURE):
        return png.read
    if start.startswith(gif.SIGNATURES):
        return gif.read
    if webp.matches(start):
        return webp.read
    if isobmff.matches(start):
        return isobmff.read
    raise BadHeader(UNKNOWN)
