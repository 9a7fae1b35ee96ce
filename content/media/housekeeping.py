"""Files of pictures that no row names: what a process left behind that died between storing and saving."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import default_storage

from accounts.operations.files import walk
from accounts.operations.registry import prunes
from content.media import files
from content.media.models import Asset, Rendition

_YOUNG = timedelta(days=1)  # its row may be about to be written
_PORTION = 500


@prunes("orphans", "files of pictures that no picture has, older than a day")
def orphans(now: datetime, dry_run: bool) -> int:
    gone = 0
    for name in _without_row():
        if default_storage.get_modified_time(name) < now - _YOUNG:
            gone += 1
            if not dry_run:
                files.discard([name])
    return gone


def _without_row() -> Iterator[str]:
    for folder, rows in (("originals", Asset.objects.all()), ("renditions", Rendition.objects.all())):
        field = "original" if folder == "originals" else "file"
        names = walk(default_storage, folder)
        while batch := list(islice(names, _PORTION)):
            known = set(rows.filter(**{f"{field}__in": batch}).values_list(field, flat=True))
            yield from (name for name in batch if name not in known)
