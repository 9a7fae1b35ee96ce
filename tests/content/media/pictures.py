"""Pictures for tests: made here, with known pixels."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 200), (255, 255, 255)


def corners(width: int = 64, height: int = 48) -> Image.Image:
    """Red above left, green above right, blue below left, white below right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    if form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def jpeg(width: int = 64, height: int = 48, **options: Any) -> bytes:
    return encoded(corners(width, height), "JPEG", quality=95, **options)


def png(width: int = 64, height: int = 48) -> bytes:
    return encoded(corners(width, height))


def file(data: bytes, name: str = "harbour.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def oriented(orientation: int, width: int = 64, height: int = 48) -> bytes:
    """A JPEG whose EXIF says how it is to be turned, with a place in its GPS tags."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ann"
    exif.get_ifd(0x8825)[2] = (54.0, 19.0, 0.0)
    return jpeg(width, height, exif=exif.tobytes())


def near(pixel: Any, color: tuple[int, int, int], tolerance: int = 24) -> bool:
    return all(abs(have - want) <= tolerance for have, want in zip(pixel[:3], color, strict=True))


def quarters(image: Image.Image) -> list[str]:
    """The names of the colours above left, above right, below left, below right."""
    rgb = image.convert("RGB")
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    found = []
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        pixel = rgb.getpixel((int(x * rgb.width), int(y * rgb.height)))
        found.append(next((name for name, color in names.items() if near(pixel, color, 40)), str(pixel)))
    return found
