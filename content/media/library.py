"""What the library's pages and the editor's picker show of an asset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from content.media import pictures
from content.media.models import Asset


@dataclass(frozen=True)
class Card:
    """An asset with the address of a small preview that works for people who edit; "" while there is none."""

    asset: Asset
    preview: str

    @property
    def src(self) -> str:
        return reverse("admin:media_asset_file", args=[self.asset.public_id])

    def as_json(self) -> dict[str, Any]:
        """What the text editor needs to place the picture; `asset` and `id` are the same public id."""
        asset = self.asset
        return {
            "asset": asset.public_id,
            "id": asset.public_id,
            "title": asset.title,
            "alt": asset.alt,
            "caption": asset.caption,
            "width": asset.width,
            "height": asset.height,
            "src": self.src,
            "preview": self.preview,
            "state": asset.state,
            "duplicate": asset.is_duplicate,
        }


@dataclass(frozen=True)
class Outcome:
    """What became of one uploaded file: its card, or an error that says what to do."""

    name: str
    error: str = ""
    card: Card | None = None


def cards(assets: Sequence[Asset]) -> list[Card]:
    """One query for any number of assets."""
    found = pictures.pictures(assets, is_signed=True)
    return [Card(asset, _smallest(found.get(asset.pk))) for asset in assets]


def card(asset: Asset) -> Card:
    return cards([asset])[0]


def _smallest(picture: dict[str, Any] | None) -> str:
    """The narrowest WebP of at least 480 pixels, or the widest there is."""
    sources: Iterable[tuple[str, int]] = picture["sources"]["webp"] if picture else []
    urls = [url for url, width in sources if width >= 480] or [url for url, _ in sources][-1:]
    return urls[0] if urls else ""
