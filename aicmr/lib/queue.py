"""The doorbell: one way to send a task to the broker, after the commit, never in anybody's way.

Rows are the truth. A message that gets lost costs a delay until the sweep rings again, so a broker
that is away is logged, left alone for `PAUSE` seconds, and never an error for the caller.
"""

import logging
import threading
import time
from collections.abc import Iterable
from functools import partial

from celery import Task, current_app
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = logging.getLogger(__name__)

EXPIRES = 3600  # seconds; by then the sweep has long rung again
PAUSE = 5.0  # seconds without a try after the broker failed, so that a thousand rings do not wait a thousand times
_BROKER_ERRORS = (OperationalError, KombuError, OSError)


class _Breaker(threading.local):
    closed_until = 0.0


_breaker = _Breaker()


def enqueue(task: str | Task, *ids: int | str, queue: str = "default") -> None:
    """Send the task (or the task of this name) with these ids once the current transaction has committed.

    Outside a transaction it is sent at once. Nothing is raised, whatever the broker does.
    """
    transaction.on_commit(partial(send, task, ids, queue), robust=True)


def send(task: str | Task, ids: Iterable[int | str] = (), queue: str = "default") -> bool:
    """Send now; False if the broker did not take it."""
    if time.monotonic() < _breaker.closed_until:
        return False
    try:
        _apply(task, list(ids), queue)
    except _BROKER_ERRORS as error:
        _breaker.closed_until = time.monotonic() + PAUSE
        logger.warning("the broker did not take %s%r (%s); the sweep will ring again", task, tuple(ids), error)
        return False
    return True


def _apply(task: str | Task, args: list[int | str], queue: str) -> None:
    known = current_app.tasks.get(task) if isinstance(task, str) else task
    if known is None:  # a room whose tasks this process has not loaded
        current_app.send_task(str(task), args=args, queue=queue, expires=EXPIRES, retry=False)
    else:
        known.apply_async(args=args, queue=queue, expires=EXPIRES, retry=False)
