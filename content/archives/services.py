"""What people ask for: a file with everything, an archive brought back."""

from typing import TYPE_CHECKING

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.audit.services import announce
from accounts.jobs.models import Job
from accounts.jobs.services import start_job
from content.archives import events
from content.archives.exceptions import ArchiveRefused, ExportRefused
from content.archives.models import Export, Restore
from content.archives.selecting import Selection

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

__all__ = ["ArchiveRefused", "ExportRefused"]


@transaction.atomic
def start_export(
    *, site: "Site", by: "User | None", format: str, query: str = "", with_revisions: bool = False
) -> Export:
    """Have a worker write the file. Raises ExportRefused for a query that means nothing."""
    Selection(site, query=query)
    row = Export.objects.create(
        site=site, created_by=by, format=format, query=query, with_revisions=with_revisions and format == "zip"
    )
    row.job = start_job("archives.export", site=site, by=by, payload={"export": row.pk}, label=f"Export {site.name}")
    row.save(update_fields=["job"])
    announce(events.site_exported, site=site, by=by, export_id=row.pk)
    return row


@transaction.atomic
def discard_export(export: Export, *, by: "User | None") -> None:
    """Delete an export with its file. Raises ExportRefused while a worker is at it."""
    if _is_at_work(export.job_id):
        raise ExportRefused("A worker is at it. Wait until it has finished, or cancel it first.")
    name = export.file
    export.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


@transaction.atomic
def receive_archive(
    file: "File[bytes]", *, at: "Site", by: "User | None", domain: str = "", into: "Site | None" = None
) -> Restore:
    """Keep an uploaded archive and have it checked; nothing of it is restored yet. `at` is where the job is shown."""
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    row = Restore(created_by=by, file_name=name[-200:], size=file.size or 0, domain=domain)
    row.is_own_site, row.target = into is None, into
    row.file = default_storage.save(f"restores/{row.public_id}.zip", file)
    row.save()
    return _begin(row, "archives.check", at=at, by=by, label=f"Check {name}")


@transaction.atomic
def start_restore(restore: Restore, *, at: "Site", by: "User | None") -> Restore:
    """Bring back what was checked, or go on with what was stopped. Raises ArchiveRefused."""
    if _is_at_work(restore.job_id):
        raise ArchiveRefused("A worker is at it already. Wait until it has finished, or cancel it first.")
    if restore.state not in (Restore.State.CHECKED, Restore.State.RUNNING):
        raise ArchiveRefused("Only an archive that was checked and found whole can be restored.")
    return _begin(restore, "archives.restore", at=at, by=by, label=f"Restore {restore.file_name}")


@transaction.atomic
def discard_restore(restore: Restore, *, by: "User | None") -> None:
    """Forget a restore and its upload; what it brought stays. Raises ArchiveRefused while a worker is at it."""
    if _is_at_work(restore.job_id):
        raise ArchiveRefused("A worker is at it. Wait until it has finished, or cancel it first.")
    name = restore.file
    restore.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


def _begin(row: Restore, kind: str, *, at: "Site", by: "User | None", label: str) -> Restore:
    row.job = start_job(kind, site=at, by=by, payload={"restore": row.pk}, label=label)
    row.save(update_fields=["job"])
    return row


def _is_at_work(job_id: int | None) -> bool:
    job = Job.objects.filter(pk=job_id or 0).first()
    return bool(job and job.is_open)
