"""The ladder of widths, each made from the one above it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (320, 480, 640, 960, 1280, 1920, 2560)
# The tallest picture that WebP holds.
_TALLEST = 16_383


def ladder(width: int, height: int) -> list[int]:
    """The widths to make for a picture of this size, from small to large; never more than it has."""
    most = min(width, WIDTHS[-1], max(1, _TALLEST * width // height))
    widths = [step for step in WIDTHS if step <= most]
    if not widths or widths[-1] < most * 0.9:
        widths.append(most)
    return widths


def cascade(image: "Image.Image", width: int, height: int) -> Iterator["Image.Image"]:
    """`image` at each width of the ladder of `width` × `height`, its size at the start, from large to small."""
    from PIL.Image import Resampling

    for step in reversed(ladder(width, height)):
        size = (step, max(1, round(height * step / width)))
        if image.size != size:
            image = image.resize(size, Resampling.LANCZOS, reducing_gap=2.0)
        yield image
