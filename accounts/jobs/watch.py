"""Watch over jobs and workers: which jobs are due, whose worker is dead, which workers live."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.jobs import registry
from accounts.jobs.models import Job, Worker
from accounts.jobs.running import LEASE
from aicmr.lib import process

SWEEP_LIMIT = 200
WORKER_KEPT = timedelta(days=1)
WORKER_SILENT = timedelta(seconds=30)  # workers report every 3 seconds


def sweep(*, everything: bool = False) -> list[tuple[int, str]]:
    """(id, kind) of the jobs to ring for, marked as rung; two sweeps at once share them between them.

    `everything` also takes those that were rung lately: a worker that has just started knows that
    earlier rings may be lost.
    """
    now = timezone.now()
    _free_the_dead(now)
    _set_right(now)
    due = Job.objects.claimable(now)
    if not everything:
        due = due.unrung(now)
    found = list(due.order_by("due_at").values_list("pk", "kind", "rung_at")[:SWEEP_LIMIT])
    return [(pk, kind) for pk, kind, rung in found if Job.objects.filter(pk=pk, rung_at=rung).update(rung_at=now)]


def beat_heart(name: str, started_at: datetime, queues: str = "") -> None:
    """Note that the worker process of this name is alive, and which queues it takes work from."""
    known = {"started_at": started_at, "seen_at": timezone.now(), "queues": queues[:200]}
    Worker.objects.update_or_create(name=name, defaults=known)


def forget_worker(name: str) -> None:
    Worker.objects.filter(name=name).delete()


def forget_old_workers() -> None:
    Worker.objects.filter(seen_at__lt=timezone.now() - WORKER_KEPT).delete()


def worker_seen_at() -> datetime | None:
    """When any worker was last known to be alive."""
    return Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def worker_is_missing() -> bool:
    """Whether no worker has reported lately, so that whatever waits will go on waiting."""
    seen = worker_seen_at()
    return seen is None or timezone.now() - seen > WORKER_SILENT


@dataclass
class Crew:
    """Who takes work from one queue: how many processes live, and when one of them was last seen."""

    count: int = 0
    seen_at: datetime | None = None


def crews() -> dict[str, Crew]:
    """By queue. A worker of an earlier release does not say its queues and counts for all."""
    found = {queue: Crew() for queue in registry.QUEUES}
    since = timezone.now() - WORKER_SILENT
    for queues, seen_at in Worker.objects.order_by("seen_at").values_list("queues", "seen_at"):
        for crew in (found[name] for name in (queues.split(",") if queues else found) if name in found):
            crew.seen_at = seen_at
            crew.count += seen_at > since
    return found


def _set_right(now: datetime) -> None:
    """What a clock that ran ahead and was set right has written would else wait until it is as late again."""
    Job.objects.from_ahead(now).update(due_at=now, rung_at=None)
    Job.objects.running().filter(lease_until__gt=now + 2 * LEASE).update(lease_until=now + LEASE)


def _free_the_dead(now: datetime) -> None:
    """End the leases of processes that are known to be dead, so that nobody waits for them."""
    for pk, claim, holder in Job.objects.running().values_list("pk", "claim", "holder")[:SWEEP_LIMIT]:
        if process.is_dead(holder):
            Job.objects.filter(pk=pk, claim=claim).running().update(lease_until=now, rung_at=None)
