"""Is this upload a picture that we take? Reads headers only; decodes nothing."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File

from content.media.exceptions import UploadRefused
from content.media.headers import EXTENSIONS, BadHeader, Header, identify

_CHUNK = 1 << 20
MAX_SIDE = 65_500
MAX_FRAMES = 600
MIMES = tuple(EXTENSIONS)


@dataclass(frozen=True)
class Inspected:
    header: Header
    size: int
    sha256: str


def inspect(file: "File[bytes]") -> Inspected:
    """Kind, size and hash of `file`, read in pieces; UploadRefused says why it is not taken and what to do."""
    size = file.size
    if not size:
        raise UploadRefused("The file is empty. Choose the picture again.")
    if size > settings.MEDIA_MAX_MB * 1_000_000:
        raise UploadRefused(too_large())
    if file.file is None:
        raise UploadRefused("The file could not be read. Choose the picture again.")
    try:
        header = identify(file.file, size)
    except BadHeader as error:
        raise UploadRefused(str(error)) from None
    _check_pixels(header)
    return Inspected(header, size, _sha256(file))


def too_large() -> str:
    return f"The file is larger than {settings.MEDIA_MAX_MB} MB. Export it smaller, then upload it again."


def _check_pixels(header: Header) -> None:
    if header.pixels > settings.MEDIA_MAX_MEGAPIXELS * 1_000_000 or max(header.width, header.height) > MAX_SIDE:
        raise UploadRefused(
            f"The picture has {header.width} × {header.height} pixels; at most {settings.MEDIA_MAX_MEGAPIXELS} "
            f"megapixels and {MAX_SIDE} a side are taken. Export it smaller, then upload it again."
        )
    if header.frames > MAX_FRAMES:
        raise UploadRefused(f"The animation has over {MAX_FRAMES} frames. Shorten it, then upload it again.")


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
