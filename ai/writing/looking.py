"""A picture of the library as models take it: its smallest rendition that still shows what there is."""

import base64
from typing import Any

from django.core.files.storage import default_storage

from content.media.models import Asset

WIDTH = 800


def data_address(asset: Asset) -> str:
    """A `data:` address; '' while the sizes of the picture are not made."""
    rows = sorted(asset.renditions.exclude(format="avif"), key=_fit)
    if not rows:
        return ""
    with default_storage.open(rows[0].path, "rb") as file:
        return f"data:{rows[0].mime};base64,{base64.b64encode(file.read()).decode()}"


def _fit(rendition: Any) -> tuple[bool, int, bool]:
    """Wide enough first, then small; JPEG, which every model reads, before WebP."""
    return (rendition.width < min(WIDTH, rendition.asset.width), rendition.width, rendition.format != "jpeg")
