"""Tasks of the jobs room, and the rings for jobs."""

from celery import shared_task

from accounts.jobs import execution, registry, watch
from accounts.jobs.models import Job
from aicmr.lib import queue


@shared_task(name="jobs.run", soft_time_limit=3 * 3600, time_limit=3 * 3600 + 300)
def run(job_id: int) -> None:
    execution.run_turn(job_id)


@shared_task(name="jobs.sweep", soft_time_limit=50, time_limit=60)
def sweep() -> None:
    ring_due()
    watch.forget_old_workers()


def ring_due(*, everything: bool = False) -> None:
    """Ring for every job that is due; stops at the first ring that the broker does not take."""
    for job_id, kind in watch.sweep(everything=everything):
        if not queue.send("jobs.run", [job_id], queue_of(kind)):
            return


def ring(job: Job) -> None:
    queue.enqueue("jobs.run", job.pk, queue=queue_of(job.kind))


def queue_of(kind: str) -> str:
    """The queue of a kind; a kind that this version does not know fails on the default queue."""
    try:
        return registry.kind(kind).queue
    except LookupError:
        return "default"
