"""What people ask for with pictures."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from aicmr.lib.ids import public_id
from aicmr.lib.queue import enqueue
from content.media import events, files, inspection, pictures, processing, usage
from content.media.exceptions import AssetInUse, UploadRefused
from content.media.headers import EXTENSIONS
from content.media.models import Asset

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

logger = logging.getLogger(__name__)

_NOT_STORED = "The picture could not be stored just now and nothing was kept. Upload it again in a minute."

__all__ = [
    "AssetInUse",
    "UploadRefused",
    "assets_to_render",
    "delete_asset",
    "editor_url",
    "failed_assets",
    "picture",
    "process_again",
    "refuse_if_used",
    "render_now",
    "save_asset",
    "set_public",
    "upload",
]


def upload(file: "File[bytes]", *, site: "Site", by: "User | None", title: str = "", alt: str = "") -> Asset:
    """Take a picture into the library; its renditions are made by a worker.

    Raises UploadRefused, whose text says what to do, if the bytes are not of an allowed kind, too many, too
    large in pixels or cut off. Bytes that the site has already give that asset, with `is_duplicate` set.
    """
    inspected = inspection.inspect(file)
    known = Asset.objects.for_site(site).filter(sha256=inspected.sha256).first()
    if known:
        known.is_duplicate = True
        return known
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    header = inspected.header
    key = f"originals/{timezone.now():%Y/%m}/{public_id()}.{EXTENSIONS[header.mime]}"
    asset = Asset(
        site=site,
        created_by=by,
        title=(title or _title(name))[:200],
        alt=alt[:500],
        file_name=_printable(name)[-200:],
        mime=header.mime,
        size=inspected.size,
        sha256=inspected.sha256,
        width=header.width,
        height=header.height,
        frames=header.frames,
    )
    asset.original.name = _kept(key, file)
    try:
        with transaction.atomic():
            asset.save()
            announce(events.asset_uploaded, site=site, by=by, asset_id=asset.pk)
            enqueue("media.make_renditions", asset.pk, queue="media")
    except BaseException:
        files.discard([asset.original.name])
        raise
    return asset


def _kept(key: str, file: "File[bytes]") -> str:
    try:
        return default_storage.save(key, file)
    except OSError as error:
        logger.warning("a picture could not be stored: %s", error)
        raise UploadRefused(_NOT_STORED) from None


def picture(assets: Iterable[Asset], *, is_signed: bool = False) -> dict[int, dict[str, Any]]:
    """Asset id → what a template shows (see pictures.py); one query for any number of assets."""
    return pictures.pictures(assets, is_signed=is_signed)


def set_public(asset_ids: Iterable[int], *, public: bool) -> None:
    """Open or close the renditions of these assets for everyone; to be called in the transaction that publishes."""
    Asset.objects.filter(pk__in=list(asset_ids)).exclude(is_public=public).update(is_public=public)


def editor_url(asset: Asset) -> str:
    """An address of the smallest useful rendition that works for about a day; "" before there is one."""
    found = pictures.pictures([asset], is_signed=True).get(asset.pk)
    return str(found["src"]) if found else ""


@transaction.atomic
def save_asset(asset: Asset, *, by: "User | None") -> None:
    """Store changed texts or focal point; pages that show the picture are rendered again."""
    asset.save()
    announce(events.asset_changed, site=asset.site, by=by, asset_id=asset.pk)


@transaction.atomic
def delete_asset(asset: Asset, *, by: "User | None") -> None:
    """Delete a picture with its files; AssetInUse names the places that still show it."""
    refuse_if_used(asset)
    names = [asset.original.name, *asset.renditions.values_list("file", flat=True)]
    announce(events.asset_deleted, site=asset.site, by=by, asset_id=asset.pk)
    asset.delete()
    transaction.on_commit(lambda: files.discard(names), robust=True)


def refuse_if_used(asset: Asset) -> None:
    """Raise AssetInUse if the picture is shown anywhere."""
    uses = usage.uses_of(asset)
    if uses:
        raise AssetInUse(uses)


@transaction.atomic
def process_again(asset: Asset, *, by: "User | None") -> None:
    """Have the renditions made again, after a failure for instance."""
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.PENDING, error="", attempts=0, lease_until=None)
    enqueue("media.make_renditions", asset.pk, queue="media")


def assets_to_render(site: "Site", *, everything: bool = False) -> list[int]:
    """Ids of the site's assets that have no renditions yet, or of all."""
    rows = Asset.objects.for_site(site).order_by("id")
    return list((rows if everything else rows.without_renditions()).values_list("pk", flat=True))


def render_now(asset_id: int) -> bool:
    """Make the renditions here, without a worker; True if they are there now."""
    Asset.objects.filter(pk=asset_id).update(state=Asset.State.PENDING, error="", attempts=0, lease_until=None)
    return processing.make_renditions(asset_id)


def failed_assets(site: "Site") -> list[Asset]:
    return list(Asset.objects.for_site(site).filter(state=Asset.State.FAILED).order_by("id")[:100])


def _title(file_name: str) -> str:
    stem = _printable(file_name).rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
    return " ".join(stem.split()) or "Picture"


def _printable(name: str) -> str:
    return "".join(char for char in name if char.isprintable())
