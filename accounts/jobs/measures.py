"""What jobs and workers say to the status page and to `/metrics`."""

from django.db.models import Min
from django.utils import timezone

from accounts.jobs import registry, watch
from accounts.jobs.models import Job, Worker
from accounts.jobs.tasks import queue_of
from aicmr.lib.measures import measure


@measure("queue_lag_seconds", "How long the oldest due job of each queue has waited", label="queue", unit="s", limit=60)
def lag() -> dict[str, float]:
    found = dict.fromkeys(registry.QUEUES, 0.0)
    now = timezone.now()
    for kind, due_at in Job.objects.claimable(now).order_by().values_list("kind").annotate(due=Min("due_at")):
        queue = queue_of(kind)
        found[queue] = max(found[queue], (now - due_at).total_seconds())
    return found


@measure("jobs_open", "Jobs that wait or run", label="state")
def waiting() -> dict[str, float]:
    return {state: Job.objects.filter(state=state).count() for state in ("queued", "running")}


@measure("workers_alive", "Worker processes that reported in the last half minute")
def workers() -> float:
    return Worker.objects.filter(seen_at__gt=timezone.now() - watch.WORKER_SILENT).count()
