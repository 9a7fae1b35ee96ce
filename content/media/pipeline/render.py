"""All steps in their order: original → every rendition."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import IO

from content.media.pipeline.color import to_srgb
from content.media.pipeline.decode import load, opened
from content.media.pipeline.encode import average_color, encode
from content.media.pipeline.orientation import orientation_of, turned, upright
from content.media.pipeline.reduce import reduce
from content.media.pipeline.resize import cascade, ladder

FALLBACK_WIDTH = 1280


@dataclass(frozen=True)
class Rendered:
    """One rendition; `source_width` and `source_height` are those of the upright original."""

    format: str
    width: int
    height: int
    data: bytes
    color: str
    source_width: int
    source_height: int


def render(stream: IO[bytes], mime: str, *, max_pixels: int) -> Iterator[Rendered]:
    """The renditions of the picture in `stream`, one at a time, from large to small.

    WebP and AVIF at every width of the ladder, and one JPEG for browsers that know neither.
    """
    image = opened(stream, mime, max_pixels=max_pixels)
    turn, profile = orientation_of(image), image.info.get("icc_profile")
    width, height = turned(image.size, turn)
    widths = ladder(width, height)
    load(image, turned((widths[-1], ceil(height * widths[-1] / width)), turn))
    factor = max(1, turned(image.size, turn)[0] // widths[-1])
    image = to_srgb(upright(reduce(image, factor), turn), profile)
    color = average_color(image)
    fallback = max((step for step in widths if step <= FALLBACK_WIDTH), default=widths[0])
    for picture in cascade(image, width, height):
        for form in ("avif", "webp", *(["jpeg"] if picture.width == fallback else [])):
            data = encode(picture, form)
            yield Rendered(form, picture.width, picture.height, data, color, width, height)
