"""What a worker process does beside its tasks: report that it lives, catch up after its start, die whole.

Celery imports this module in workers and in the clock (setting CELERY_IMPORTS), nobody else does.
"""

import logging
import os
import threading
from typing import Any

from billiard.util import set_pdeathsig
from celery import signals
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.audit import delivering
from accounts.audit.tasks import ring as ring_deliveries
from accounts.jobs import watch
from accounts.jobs.tasks import ring_due
from aicmr.lib import process

logger = logging.getLogger(__name__)

INTERVAL = 3.0  # seconds between two reports
LEAVE_WITHIN = 5.0  # seconds from the end of the last task to the end of the process
_SIGKILL = 9
_stop = threading.Event()


@signals.worker_ready.connect
def _on_worker_ready(**kwargs: Any) -> None:
    _stop.clear()
    threading.Thread(target=_report, args=(process.identity(),), name="heartbeat", daemon=True).start()


@signals.worker_shutdown.connect
def _on_worker_shutdown(**kwargs: Any) -> None:
    """Sent when the running tasks have ended. The rest takes moments, or for ever.

    A pool process that got the same SIGTERM may have died with the pool's lock in its hand, on which
    the exit then waits.
    """
    _stop.set()
    leave = threading.Timer(LEAVE_WITHIN, os._exit, [0])
    leave.daemon = True
    leave.start()
    _with_database(lambda: watch.forget_worker(process.identity()))


@signals.beat_embedded_init.connect
def _on_beat_embedded_init(**kwargs: Any) -> None:
    """The embedded clock must not outlive a worker that was killed; pool processes do this by themselves."""
    try:
        set_pdeathsig(_SIGKILL)
    except OSError as error:
        logger.info("the clock may outlive its worker here: %s", error)


def _report(name: str) -> None:
    started_at = timezone.now()
    _with_database(lambda: watch.beat_heart(name, started_at))
    _with_database(_catch_up)
    while not _stop.wait(INTERVAL):
        _with_database(lambda: watch.beat_heart(name, started_at))


def _catch_up() -> None:
    """Rings sent before this worker's start may be lost: ring for all that is due, whenever it was rung last."""
    ring_due(everything=True)
    ring_deliveries(delivering.sweep(everything=True))


def _with_database(work: Any) -> None:
    """Run `work` and close the connection, so that no fork of the pool inherits it open."""
    try:
        work()
    except DatabaseError as error:
        logger.warning("the worker could not write to the database: %s", error)
    finally:
        connection.close()
