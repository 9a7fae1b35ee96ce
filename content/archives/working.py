"""What the worker does for the admin's pages. Each can be killed and called again; it goes on where it was."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse

from accounts.jobs.running import JobHandle
from content import kinds
from content.archives import restoring
from content.archives.exceptions import ArchiveRefused
from content.archives.formats import export
from content.archives.models import Export, Restore
from content.archives.reading import Archive
from content.archives.selecting import Selection

Result = dict[str, Any] | None


def export_site(handle: JobHandle) -> Result:
    """Write the file beside the worker, then put it into the storage."""
    row = Export.objects.select_related("site").filter(pk=handle.payload["export"]).first()
    if row is None:
        return None
    selection = Selection(row.site, query=row.query, with_revisions=row.with_revisions)
    folder = Path(settings.VAR_DIR) / "exports" / row.public_id
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "site.zip"
    counted = {f"{kind.name}s" for kind in kinds.all_kinds()}
    total = sum(selection.rows(kind).count() for kind in kinds.all_kinds())
    counts = export(row.format, path, selection, resume=True, tell=_teller(handle, total, counted))
    name = f"exports/{row.public_id}.zip"
    default_storage.delete(name)
    with path.open("rb") as file:
        row.file, row.size = default_storage.save(name, File(file)), path.stat().st_size
    row.report = {"counts": counts}
    row.save(update_fields=["file", "size", "report"])
    shutil.rmtree(folder)
    return {"url": reverse("admin:archives_export_change", args=[row.pk])}


def check_archive(handle: JobHandle) -> Result:
    """Look at every byte of an upload, and say what it holds; what cannot be restored is refused here."""
    row = Restore.objects.filter(pk=handle.payload["restore"]).select_related("target").first()
    if row is None or row.state not in (Restore.State.UPLOADED, Restore.State.REFUSED):
        return None
    try:
        with _local(row) as path, Archive(path) as archive:
            row.summary = restoring.check_archive(archive, tell=_teller(handle, archive.total))
            restoring.check_destination(archive, site=_into(row), domain=row.domain)
            row.digest, row.state, row.error = restoring.digest_of(path), Restore.State.CHECKED, ""
    except ArchiveRefused as refusal:
        row.state, row.error = Restore.State.REFUSED, str(refusal)
    row.save(update_fields=["summary", "digest", "state", "error"])
    return {"url": reverse("admin:archives_restore_change", args=[row.pk])}


def restore_site(handle: JobHandle) -> Result:
    row = Restore.objects.filter(pk=handle.payload["restore"]).select_related("target").first()
    if row is None or row.state not in (Restore.State.CHECKED, Restore.State.RUNNING):
        return None
    with _local(row) as path, Archive(path) as archive:
        if restoring.digest_of(path) != row.digest:
            raise ArchiveRefused("The file is not the one that was checked. Upload it again.")
        if row.state == Restore.State.CHECKED:
            restoring.check_archive(archive)
            restoring.begin(row, archive, site=_into(row), by=handle.job.created_by)
        tell = _teller(handle, archive.total)
        restoring.run(row, archive, by=handle.job.created_by, tell=tell, pause=handle.check)
    default_storage.delete(row.file)
    return {"url": reverse("admin:archives_restore_change", args=[row.pk])}


def _into(row: Restore) -> Any:
    """The site that is there, or None where the archive becomes one of its own."""
    return None if row.is_own_site else row.target


def _teller(handle: JobHandle, total: int, counted: set[str] | None = None) -> Callable[[str, int], None]:
    done = 0

    def tell(what: str, count: int) -> None:
        nonlocal done
        if counted is None or what in counted:
            done = min(done + count, total)
        if count > 1 or done % 50 == 0:
            handle.check()
            handle.progress(done, total)

    return tell


@contextmanager
def _local(row: Restore) -> Iterator[Path]:
    """The upload as a file of this machine; from a bucket it is fetched first."""
    if not row.file or not default_storage.exists(row.file):
        raise ArchiveRefused("The uploaded file is gone. Upload the archive again.")
    storage: Any = default_storage
    if isinstance(getattr(storage, "_wrapped", storage), FileSystemStorage):
        yield Path(storage.path(row.file))
        return
    folder = Path(settings.VAR_DIR) / "restores"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{row.public_id}.zip"
    try:
        with storage.open(row.file) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield path
    finally:
        path.unlink(missing_ok=True)
