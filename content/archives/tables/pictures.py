"""Pictures: the row, and the original as a file of the archive. Sizes are made again by a worker."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from aicmr.lib.queue import enqueue
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.rows import RowTable
from content.media.exceptions import UploadRefused
from content.media.headers import EXTENSIONS
from content.media.inspection import inspect
from content.media.models import Asset

if TYPE_CHECKING:
    from content.archives.target import Target

# What processing finds out again from the original, or publishing from what is live.
_DERIVED = ("original", "state", "error", "attempts", "lease_until", "is_public", "color", "width", "height")
_UNKNOWN = (3, 2)
_MISSING = "The original was not in the archive. Upload the picture again."


def member(asset: Asset) -> str:
    """The name of its original in an archive."""
    return f"media/{asset.public_id}.{EXTENSIONS.get(asset.mime, 'bin')}"


class PictureTable(RowTable):
    def __init__(self) -> None:
        super().__init__("pictures", "media.Asset", _DERIVED)

    def encoded(self, objects: Sequence[Any]) -> list[Row]:
        rows = super().encoded(objects)
        for row, asset in zip(rows, objects, strict=True):
            row["file"] = member(asset) if default_storage.exists(str(asset.original.name)) else None
        return rows

    def check(self, row: Row) -> None:
        super().check(row)
        if row.get("mime") not in EXTENSIONS:
            raise BadRow("mime: not a sort of picture that is taken")
        if row.get("file") not in (None, f"media/{row['id']}.{EXTENSIONS[row['mime']]}"):
            raise BadRow("file: lies under media/ and is called like the row's id")

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        if not into.is_own_site:
            stored = Asset.objects.for_site(into.site).filter(sha256__in=[row.get("sha256") for row in rows])
            same = dict(stored.values_list("sha256", "public_id"))
            into.keep({row["id"]: same[row["sha256"]] for row in rows if row.get("sha256") in same})
            rows = [row for row in rows if row.get("sha256") not in same]
        super().write(rows, into)

    def store(self, made: Sequence[tuple[Row, Any]], into: "Target") -> None:
        """Files first, under names that are always the same: a restore that died leaves nothing twice."""
        for row, asset in made:
            asset.width, asset.height = _UNKNOWN
            asset.original.name, problem = _keep(row, asset, into)
            if problem:
                asset.state, asset.error = Asset.State.FAILED, problem
                into.note(f"Picture “{asset.title}” ({row['id']}): {problem}")
        super().store(made, into)
        for _, asset in made:
            if asset.state == Asset.State.PENDING:
                enqueue("media.make_renditions", asset.pk, queue="media")


def originals(selection: Selection, after: str, wanted: "set[str] | None") -> Iterator[tuple[str, str, Asset]]:
    """(key to continue after, name in the archive, picture) of every original that is there."""
    for batch in _batches(selection, after):
        for asset in batch:
            if (wanted is None or asset.public_id in wanted) and default_storage.exists(str(asset.original.name)):
                yield asset.public_id, member(asset), asset


def _batches(selection: Selection, after: str) -> Iterator[list[Asset]]:
    rows = Asset.objects.for_site(selection.site).order_by("public_id")
    while batch := list(rows.filter(public_id__gt=after)[:200]):
        yield batch
        after = batch[-1].public_id


def _keep(row: Row, asset: Asset, into: "Target") -> tuple[str, str]:
    """Copy the original into the storage; its name there, and what is wrong with it."""
    name = f"originals/restored/{into.site.public_id}/{asset.public_id}.{EXTENSIONS[asset.mime]}"
    if not row.get("file"):
        return name, _MISSING
    with into.archive.spooled(row["file"]) as spool:
        file = File(spool, name=asset.file_name or asset.title)
        try:
            found = inspect(file)
        except UploadRefused as refusal:
            return name, str(refusal)
        asset.width, asset.height = found.header.width, found.header.height
        if found.header.mime != asset.mime:
            return name, f"Its bytes are {found.header.mime}, not {asset.mime}. Upload the picture again."
        if not (default_storage.exists(name) and default_storage.size(name) == found.size):
            default_storage.delete(name)
            default_storage.save(name, file)
    return name, ""
