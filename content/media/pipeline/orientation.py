"""Upright pictures: EXIF orientation 1–8 (TIFF tag 0x0112) is applied to the pixels."""

from typing import TYPE_CHECKING

from content.media.pipeline.decode import undecodable

if TYPE_CHECKING:
    from PIL import Image

_TAG = 0x0112


def orientation_of(image: "Image.Image") -> int:
    """1–8; 1 where the file says nothing or nonsense."""
    with undecodable():  # some formats keep it behind the pixels
        value = image.getexif().get(_TAG, 1)
    return value if value in range(1, 9) else 1


def turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height after (or before) the turn that `orientation` asks for."""
    return (size[1], size[0]) if orientation in (5, 6, 7, 8) else size


def upright(image: "Image.Image", orientation: int) -> "Image.Image":
    """`image` with the turn and mirroring that `orientation` asks for."""
    from PIL.Image import Transpose

    steps = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(steps[orientation]) if orientation in steps else image
