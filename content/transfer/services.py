"""What people ask for with imports: take a file, start, try pictures again, throw away."""

from typing import TYPE_CHECKING

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.jobs.models import Job
from accounts.jobs.services import start_job
from aicmr.lib.ids import public_id
from content.transfer.exceptions import ImportRefused
from content.transfer.models import Import
from content.transfer.registry import Importer, all_importers
from content.transfer.reporting import waiting_pictures

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

State = Import.State


def importers_of_files() -> list[Importer]:
    """Those whose source is one file that can be uploaded."""
    return [row for row in all_importers() if row.endings]


@transaction.atomic
def receive(file: "File[bytes]", *, importer: str, site: "Site", by: "User | None") -> Import:
    """Keep an uploaded file and have it checked; nothing of it is imported yet."""
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "txt"
    stored = default_storage.save(f"imports/{public_id()}.{ending[:8]}", file)
    run = Import.objects.create(
        site=site, importer=importer, file=stored, file_name=name[-200:], size=file.size or 0, created_by=by
    )
    return _begin(run, "transfer.check", by=by, label=f"Check {name}")


@transaction.atomic
def start(run: Import, *, by: "User | None", fetch: bool = True, partial: bool = False) -> Import:
    """Import what was checked, or go on with what was stopped. Raises ImportRefused."""
    _refuse_while_at_work(run)
    if run.state == State.NEW:
        raise ImportRefused("The file has not been checked yet. Wait until it is.")
    if run.state == State.REFUSED and not partial:
        raise ImportRefused("The file is broken: take what comes before that place, or upload a sound one.")
    run.options = {"fetch": fetch, "partial": partial}
    run.state = State.LOADING
    run.save(update_fields=["options", "state"])
    return _begin(run, "transfer.load", by=by, label=f"Import {run.file_name}")


@transaction.atomic
def fetch_again(run: Import, *, by: "User | None") -> Import:
    """Try again to fetch the pictures that wait. Raises ImportRefused."""
    _refuse_while_at_work(run)
    if not waiting_pictures(run):
        raise ImportRefused("No picture of this import waits.")
    return _begin(run, "transfer.media", by=by, label=f"Pictures of {run.file_name or run.source}")


@transaction.atomic
def discard(run: Import, *, by: "User | None") -> None:
    """Forget a run and its file; what it brought stays, and so does the ledger. Raises ImportRefused."""
    _refuse_while_at_work(run)
    name = run.file.name
    run.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


def _begin(run: Import, kind: str, *, by: "User | None", label: str) -> Import:
    run.job = start_job(kind, site=run.site, by=by, payload={"import": run.pk}, label=label)
    run.save(update_fields=["job"])
    return run


def _refuse_while_at_work(run: Import) -> None:
    job = Job.objects.filter(pk=run.job_id or 0).first()
    if job and job.is_open:
        raise ImportRefused("A worker is at it already. Wait until it has finished, or cancel it first.")
