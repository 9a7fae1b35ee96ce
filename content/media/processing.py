"""Renditions, made by workers. The row is the truth: killed at any point and started again, the end is the same."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit.services import announce
from content.media import events, files
from content.media.models import Asset, Rendition
from content.media.pipeline.decode import Undecodable
from content.media.pipeline.render import Rendered, render
from content.media.querysets import AssetQuerySet

LEASE = timedelta(seconds=30)
# Until the first rendition is there: decoding takes its time, on a busy machine most of all.
LEASE_PER_MEGAPIXEL = timedelta(seconds=1)
MAX_ATTEMPTS = 3
_EXTENSIONS = {"webp": "webp", "avif": "avif", "jpeg": "jpg"}


@dataclass
class Made:
    """What one run has made: rows to write, and what was learnt about the original."""

    renditions: list[Rendition] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def due(limit: int = 200) -> list[int]:
    """Ids of assets that wait and that no worker is at."""
    return list(Asset.objects.due(timezone.now()).order_by("id").values_list("pk", flat=True)[:limit])


def make_renditions(asset_id: int) -> bool:
    """Make the renditions of a waiting asset; False if it is not waiting, is gone, or another worker is at it.

    A picture that cannot be read is marked as failed with the reason, as is one that stopped its worker
    three times. Anything else that goes wrong is raised, and tried again when the lease has ended.
    """
    asset = _claim(asset_id)
    if asset is None:
        return False
    if asset.attempts > MAX_ATTEMPTS:
        return _fail(asset, f"Its worker stopped {MAX_ATTEMPTS} times. Export it smaller, then upload it again.")
    try:
        made = _make(asset)
    except (Undecodable, FileNotFoundError) as error:
        return _fail(asset, f"The picture cannot be read ({error}). Export it again, then upload the new file.")
    return _finish(asset, made)


def _claim(asset_id: int) -> Asset | None:
    now = timezone.now()
    waiting = Asset.objects.filter(pk=asset_id).due(now)
    if not waiting.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    asset = Asset.objects.select_related("site").filter(pk=asset_id).first()
    if asset:
        megapixels = asset.width * asset.height / 1_000_000
        _mine(asset).update(lease_until=now + LEASE + megapixels * LEASE_PER_MEGAPIXEL)
    return asset


def _make(asset: Asset) -> Made:
    """Store every rendition as it is made; the rows are written together at the end."""
    made = Made()
    with default_storage.open(str(asset.original.name)) as stream:
        for rendered in render(stream, asset.mime, max_pixels=settings.MEDIA_MAX_MEGAPIXELS * 1_000_000):
            made.renditions.append(_stored(asset, rendered))
            made.facts = {
                "width": rendered.source_width,
                "height": rendered.source_height,
                "color": rendered.color,
            }
            Asset.objects.filter(pk=asset.pk).update(lease_until=timezone.now() + LEASE)
    return made


def _stored(asset: Asset, rendered: Rendered) -> Rendition:
    digest = hashlib.sha256(rendered.data).hexdigest()[:16]
    name = f"renditions/{asset.public_id}/{digest}-{rendered.width}.{_EXTENSIONS[rendered.format]}"
    return Rendition(
        asset=asset,
        format=rendered.format,
        width=rendered.width,
        height=rendered.height,
        size=len(rendered.data),
        file=files.keep(name, rendered.data),
    )


@transaction.atomic
def _finish(asset: Asset, made: Made) -> bool:
    """Replace the rows, unless another worker took over meanwhile."""
    if not _mine(asset).update(state=Asset.State.READY, error="", lease_until=None, attempts=0, **made.facts):
        return False
    stale = list(asset.renditions.values_list("file", flat=True))
    asset.renditions.all().delete()
    Rendition.objects.bulk_create(made.renditions)
    announce(events.renditions_ready, site=asset.site, asset_id=asset.pk)
    gone = set(stale) - {rendition.file.name for rendition in made.renditions}
    transaction.on_commit(lambda: files.discard(gone), robust=True)
    return True


def _fail(asset: Asset, reason: str) -> bool:
    _mine(asset).update(state=Asset.State.FAILED, error=reason[:1000], lease_until=None)
    return False


def _mine(asset: Asset) -> AssetQuerySet:
    """The row while this claim holds: attempts rise with each claim."""
    return Asset.objects.filter(pk=asset.pk, state=Asset.State.PENDING, attempts=asset.attempts)
