"""Start, cancel and retry jobs; know whether a worker is alive."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.jobs import registry, watch
from accounts.jobs.events import job_finished
from accounts.jobs.exceptions import SentBefore
from accounts.jobs.models import Job, JobItem
from accounts.jobs.tasks import ring
from aicmr.lib.ids import public_id

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


@transaction.atomic
def start_job(
    kind: str,
    *,
    site: "Site",
    by: "User | None",
    payload: dict[str, Any],
    label: str = "",
    total: int = 0,
    once: str = "",
) -> Job:
    """Write the job's row and ring the worker on commit. `once` names a form that was sent (`aicmr.lib.once`).

    Raises LookupError for a kind that no room has registered, and SentBefore for a form that has started its job
    already: what the caller has written in this transaction is then to be taken back.
    """
    label = label or registry.kind(kind).label
    refuse_twice(once, site=site, by=by)
    name = _name(once, site, by=by) if once else public_id()
    try:
        job = Job.objects.create(
            public_id=name, kind=kind, site=site, created_by=by, payload=payload, label=label[:200], total=total,
            due_at=timezone.now(),
        )  # fmt: skip
    except IntegrityError:
        if once:
            raise SentBefore(name) from None
        raise
    ring(job)
    return job


def refuse_twice(once: str, *, site: "Site", by: "User | None") -> None:
    """Raises SentBefore where this form has started its job; for callers that would store files before."""
    name = _name(once, site, by=by)
    if once and Job.objects.filter(public_id=name).exists():
        raise SentBefore(name)


def _name(once: str, site: "Site", *, by: "User | None") -> str:
    """The public id that the job of this form has, so that the database lets there be only one."""
    told = f"{site.public_id}:{by.pk if by else ''}:{once}"
    return hashlib.blake2b(told.encode(), digest_size=10).hexdigest()


@transaction.atomic
def cancel_job(job: Job, *, by: "User | None") -> bool:
    """Cancel at once what waits; ask what runs to stop within one item. False if it had ended already."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, cancel_requested=True, finished_at=now
    )
    if waiting:
        announce(job_finished, site=job.site, by=by, job_id=job.pk, state=Job.State.CANCELLED.value)
        return True
    return bool(Job.objects.filter(pk=job.pk).running().update(cancel_requested=True))


@transaction.atomic
def retry_failed(job: Job, *, by: "User | None") -> bool:
    """Queue an ended job again: failed and missing items are run, done ones are not. False if it is still open."""
    queued = (
        Job.objects.filter(pk=job.pk)
        .exclude(state__in=[Job.State.QUEUED, Job.State.RUNNING])
        .update(
            state=Job.State.QUEUED,
            attempts=0,
            failed_items=0,
            cancel_requested=False,
            error="",
            due_at=timezone.now(),
            rung_at=None,
            finished_at=None,
        )
    )
    if queued:
        JobItem.objects.filter(job=job).failed().delete()
        ring(job)
    return bool(queued)


def worker_seen_at() -> datetime | None:
    """When any worker was last known to be alive; workers report every 3 seconds."""
    return watch.worker_seen_at()


def worker_is_missing() -> bool:
    """Whether no worker has reported in the last half minute."""
    return watch.worker_is_missing()
