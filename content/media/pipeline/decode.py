"""Bytes → the first picture in them, as small as the work allows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/avif": ("AVIF",),
    "image/heic": ("HEIF",),
    "image/gif": ("GIF",),
}


class Undecodable(ValueError):
    """The decoder could not read the picture; the text says what it found."""


@contextmanager
def undecodable() -> Iterator[None]:
    """Decoders raise whatever they stumble over; outside it is one error."""
    try:
        yield
    except Undecodable:
        raise
    except Exception as error:
        raise Undecodable(str(error) or type(error).__name__) from error


def opened(stream: IO[bytes], mime: str, *, max_pixels: int) -> "Image.Image":
    """The picture in `stream`, whose kind must be `mime`, not decoded yet.

    Raises Undecodable if the bytes are damaged or claim more than `max_pixels`.
    """
    from PIL import Image

    if mime == "image/heic":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # the bound below holds, before anything is decoded
    with undecodable():
        image = Image.open(stream, formats=_FORMATS[mime])
    if image.width * image.height > max_pixels:
        raise Undecodable(f"{image.width} × {image.height} pixels are too many")
    return image


def load(image: "Image.Image", size: tuple[int, int]) -> None:
    """Decode; a JPEG is scaled down on the way (by 2, 4 or 8), to no less than `size`."""
    with undecodable():
        if image.format == "JPEG":
            image.draft(None, size)  # None keeps the colour mode
        image.load()
