"""A large picture → one near the largest size that is needed, in a mode that the next steps can work on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_WORKABLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
_STRIP = 64


def reduce(image: "Image.Image", factor: int) -> "Image.Image":
    """`image` scaled down by a whole number, in a workable mode, made strip by strip.

    Memory stays at the decoded picture and a little: a palette or 16-bit picture is never converted whole.
    """
    from PIL import Image

    if factor == 1 and image.mode in _WORKABLE and "transparency" not in image.info:
        return image
    rows = _STRIP * factor
    result: Image.Image | None = None
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        strip.info = dict(image.info)
        strip = workable(strip).reduce(factor)
        if result is None:
            result = Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        result.paste(strip, (0, top // factor))
    if result is None:
        return image
    result.info = {key: value for key, value in image.info.items() if key == "icc_profile"}
    return result


def workable(image: "Image.Image") -> "Image.Image":
    """`image` as L, LA, RGB, RGBA or CMYK with 8 bits a channel."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        return image.convert("L")
    if "transparency" in image.info or image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode in _WORKABLE:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")
