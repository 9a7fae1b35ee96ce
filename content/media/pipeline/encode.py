"""Picture → bytes of one format, without any metadata."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_OPTIONS: dict[str, dict[str, object]] = {
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "avif": {"format": "AVIF", "quality": 62, "speed": 8},
    "jpeg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
}


def encode(image: "Image.Image", form: str) -> bytes:
    """`image` (RGB or RGBA) as `webp`, `avif` or `jpeg`; a JPEG shows what is transparent as white."""
    if form == "jpeg":
        image = on_white(image)
    clean = image.copy() if image.info else image
    clean.info = {}
    target = BytesIO()
    clean.save(target, **_OPTIONS[form])  # type: ignore[arg-type]
    return target.getvalue()


def on_white(image: "Image.Image") -> "Image.Image":
    """`image` without transparency."""
    from PIL import Image

    if image.mode != "RGBA":
        return image
    base = Image.new("RGB", image.size, "white")
    base.paste(image, mask=image.getchannel("A"))
    return base


def average_color(image: "Image.Image") -> str:
    """The colour that stands in for the picture while it loads, as #rrggbb."""
    from PIL.Image import Resampling

    pixel = on_white(image).resize((1, 1), Resampling.BOX).getpixel((0, 0))
    return "#{:02x}{:02x}{:02x}".format(*pixel)  # type: ignore[misc]
