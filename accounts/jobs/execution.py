"""Run one job: claim it, beat its heart, call its kind's function, store how it ended."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.audit.services import announce
from accounts.jobs import registry, turns
from accounts.jobs.events import job_finished
from accounts.jobs.exceptions import Cancelled, LeaseLost, StandBack
from accounts.jobs.models import Job
from accounts.jobs.running import LEASE, Heartbeat, JobHandle, as_current
from aicmr.lib import process, queue
from aicmr.lib.ids import public_id

logger = logging.getLogger(__name__)

MOST_TRIES = 50  # of workers that hear rings at once, each takes one
MAX_ATTEMPTS = 5  # without any progress in between
_DIED = (
    "The worker stopped {count} times while it was at this job. "
    "Ask the operator to look at the worker's log, then retry the job."
)
_BROKE = (
    "Something unexpected happened ({error}). Retry the job; if it fails again, give its number {id} to the operator."
)
State = Job.State


def run(job_id: int) -> bool:
    """Run the job if it is due and free; True if this call brought it to an end."""
    job = claim(job_id)
    return _go(job) if job else False


def run_turn(job_id: int) -> bool:
    """At the ring for this job: run that one in its queue whose site's turn it is."""
    for _ in range(MOST_TRIES):
        chosen = turns.next_job(job_id)
        if chosen is None:
            return False
        if _take(chosen):
            return _go(chosen)
    return False


def _go(job: Job) -> bool:
    if job.cancel_requested:
        return end(job, State.CANCELLED)
    if job.attempts > MAX_ATTEMPTS:
        return end(job, State.FAILED, error=_DIED.format(count=MAX_ATTEMPTS))
    try:
        kind = registry.kind(job.kind)
    except LookupError as error:
        return end(job, State.FAILED, error=str(error))
    return _run_kind(JobHandle(job, expected=kind.expected), kind)


def claim(job_id: int) -> Job | None:
    """Claim a due job by conditional UPDATE; None if it is not due or somebody else was first."""
    job = Job.objects.whole().filter(pk=job_id).first()
    return job if job is not None and _take(job) else None


def _take(job: Job) -> bool:
    """Claim what was read, if it is due and still as it was; the row in hand is then the one in the database."""
    now = timezone.now()
    held: dict[str, Any] = {
        "state": State.RUNNING,
        "claim": public_id(),
        "holder": process.identity(),
        "lease_until": now + LEASE,
        "heartbeat_at": now,
        "attempts": job.attempts + 1,
        "started_at": job.started_at or now,
    }
    if not (job.is_claimable(now) and Job.objects.as_read(job).claimable(now).update(**held)):
        return False
    for name, value in held.items():
        setattr(job, name, value)
    return True


@transaction.atomic
def end(job: Job, state: Job.State, *, error: str = "", result: dict[str, Any] | None = None) -> bool:
    """Close the job if the claim is still ours, and announce it."""
    changes: dict[str, Any] = {"state": state, "error": error[:4000], "finished_at": timezone.now()}
    if result is not None:
        changes["result"] = result
    ours = Job.objects.filter(pk=job.pk, claim=job.claim).running().update(claim="", lease_until=None, **changes)
    if ours:
        announce(job_finished, site=job.site, by=job.created_by, job_id=job.pk, state=str(state))
    return bool(ours)


def _run_kind(handle: JobHandle, kind: registry.Kind) -> bool:
    job = handle.job
    try:
        with Heartbeat(handle), as_current(job):
            result = import_string(kind.run)(handle)
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", job.public_id)
        return False
    except Cancelled:
        return end(job, State.CANCELLED)
    except StandBack:
        return _wait_again(job, kind)
    except handle.expected as error:
        return end(job, State.FAILED, error=str(error))
    except Exception as error:
        logger.exception("job %s (%s) failed", job.public_id, job.kind)
        return _again_or_fail(job, error)
    return end(job, State.DONE, result=result if isinstance(result, dict) else handle.result)


def _wait_again(job: Job, kind: registry.Kind) -> bool:
    """At the end of the queue: the next ring is for whose turn it is."""
    held = Job.objects.filter(pk=job.pk, claim=job.claim).running()
    if held.update(state=State.QUEUED, claim="", lease_until=None, due_at=timezone.now(), rung_at=None, attempts=0):
        queue.send("jobs.run", [job.pk], kind.queue)
    return False


def _again_or_fail(job: Job, error: Exception) -> bool:
    """Back to the queue with a growing delay, or failed when there was no progress for too long."""
    held = Job.objects.filter(pk=job.pk, claim=job.claim).running()
    attempts = held.values_list("attempts", flat=True).first() or 0
    text = f"{type(error).__name__}: {error}"
    if attempts >= MAX_ATTEMPTS:
        return end(job, State.FAILED, error=_BROKE.format(error=text, id=job.public_id))
    due = timezone.now() + timedelta(seconds=2.0 * 3**attempts)
    held.update(state=State.QUEUED, claim="", lease_until=None, due_at=due, rung_at=None, error=text[:4000])
    return False
