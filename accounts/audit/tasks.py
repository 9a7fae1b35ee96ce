"""Tasks of the audit room, and the ring that is sent when an announcement commits."""

from celery import shared_task
from django.db import connection, transaction

from accounts.audit import delivering
from aicmr.lib import queue

BATCH = 25  # ids in one message when a transaction announces a lot; few deliveries get a message each


@shared_task(name="audit.deliver", soft_time_limit=110, time_limit=130)
def deliver(*delivery_ids: int) -> None:
    for delivery_id in delivery_ids:
        delivering.deliver(delivery_id)


@shared_task(name="audit.sweep", soft_time_limit=50, time_limit=60)
def sweep() -> None:
    ring(delivering.sweep())


def ring(delivery_ids: list[int]) -> None:
    """Send the worker after these deliveries; stops at the first ring that the broker does not take."""
    size = 1 if len(delivery_ids) <= BATCH else BATCH
    for start in range(0, len(delivery_ids), size):
        if not queue.send("audit.deliver", delivery_ids[start : start + size]):
            return


class _Ring:
    """A commit hook that collects the deliveries of one transaction, so that they ring together."""

    def __init__(self, savepoints: list[str]) -> None:
        self.savepoints = savepoints
        self.delivery_ids: list[int] = []

    def __call__(self) -> None:
        ring(self.delivery_ids)


def ring_on_commit(delivery_ids: list[int]) -> None:
    """Ring after the commit; announcements with the same savepoints share their fate, hence one hook."""
    savepoints = list(connection.savepoint_ids)
    last = connection.run_on_commit[-1][1] if connection.run_on_commit else None
    if not (isinstance(last, _Ring) and last.savepoints == savepoints):
        last = _Ring(savepoints)
        transaction.on_commit(last, robust=True)
    last.delivery_ids.extend(delivery_ids)
