"""Assets as templates show them: sources for `<picture>`, and what prevents layout shift."""

from collections.abc import Iterable
from typing import Any

from content.media import addresses
from content.media.models import Asset, Rendition


def pictures(assets: Iterable[Asset], *, is_signed: bool = False) -> dict[int, dict[str, Any]]:
    """Asset id → picture, for assets that have renditions; one query for any number of assets.

    A picture is `{"alt", "credit", "width", "height", "color", "focal": [x, y], "src", "sources": {"avif": [[url,
    width], …], "webp": […]}}`: `src` is the JPEG, sources rise in width. With `is_signed` the addresses carry
    a token that opens them for about a day while the asset is not public.
    """
    by_id = {asset.pk: asset for asset in assets}
    found: dict[int, dict[str, Any]] = {}
    for rendition in Rendition.objects.of(list(by_id)) if by_id else ():
        asset = by_id[rendition.asset_id]
        picture = found.setdefault(asset.pk, _frame(asset))
        url = addresses.signed(rendition.url, asset) if is_signed else rendition.url
        if rendition.format == Rendition.Format.JPEG:
            picture["src"] = url
        else:
            picture["sources"][rendition.format].append([url, rendition.width])
    return found


def _frame(asset: Asset) -> dict[str, Any]:
    return {
        "alt": asset.alt,
        "credit": asset.credit,
        "width": asset.width,
        "height": asset.height,
        "color": asset.color,
        "focal": [round(asset.focal_x, 3), round(asset.focal_y, 3)],
        "src": "",
        "sources": {"avif": [], "webp": []},
    }
