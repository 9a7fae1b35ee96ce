"""Whose job is next: sites take turns, so that one site's thousand jobs do not starve another's one.

A ring says that there is something to do in a queue, not what: the worker that hears it claims the job of the site
that has the fewest running there, of those the one that has waited longest. There are as many rings as jobs, so each
gets its turn. A long job of items stands back while another site waits that has fewer running, and goes on later.
"""

from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone

from accounts.jobs import registry
from accounts.jobs.models import Job


def next_job(job_id: int) -> Job | None:
    """The job to run at the ring for this one: it, or one in its queue whose site's turn it is. None: none waits."""
    rung = Job.objects.whole().filter(pk=job_id).first()
    if rung is None:
        return None
    kinds = _kinds_beside(rung.kind)
    running, now = _running(kinds), timezone.now()
    # Nobody can have fewer than none: no need to look at all that wait.
    if rung.site_id not in running and rung.is_claimable(now):
        return rung
    waiting = _waiting(kinds, now)
    if not waiting:
        return None
    chosen = min((running.get(site, 0), since, first) for site, since, first in waiting)[2]
    return Job.objects.whole().filter(pk=chosen).first()


def should_stand_back(job: Job) -> bool:
    """Whether another site waits in the job's queue that has fewer running than the job's own."""
    kinds = _kinds_beside(job.kind)
    running = _running(kinds)
    mine = running.get(job.site_id, 0)
    return any(running.get(site, 0) < mine for site, _, _ in _waiting(kinds, timezone.now()) if site != job.site_id)


def _kinds_beside(kind: str) -> list[str]:
    try:
        queue = registry.kind(kind).queue
    except LookupError:
        return [kind]
    return [other.name for other in registry.all_kinds() if other.queue == queue]


def _waiting(kinds: list[str], now: datetime) -> list[tuple[int, datetime, int]]:
    """(site, since when, its first job) of every site that has one waiting."""
    rows = Job.objects.claimable(now).filter(kind__in=kinds).order_by()
    return [
        (row["site"], row["since"], row["first"])
        for row in rows.values("site").annotate(since=Min("due_at"), first=Min("pk"))
    ]


def _running(kinds: list[str]) -> dict[int, int]:
    rows = Job.objects.running().filter(kind__in=kinds, lease_until__gt=timezone.now()).order_by()
    return dict(rows.values_list("site").annotate(count=Count("pk")))
