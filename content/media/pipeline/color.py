"""Any colours → sRGB, as every browser shows it without a profile."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def to_srgb(image: "Image.Image", profile: bytes | None) -> "Image.Image":
    """`image` (L, LA, RGB, RGBA or CMYK) as RGB or RGBA in sRGB; a broken profile is taken for none."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert(image.mode.rstrip("A")) if alpha else image
    result = _converted(opaque, profile) if profile else None
    if result is None:
        result = opaque.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        result.putalpha(alpha)
    return result


def _converted(image: "Image.Image", profile: bytes) -> "Image.Image | None":
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if image.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
