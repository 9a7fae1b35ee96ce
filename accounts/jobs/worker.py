"""What a worker process does beside its tasks: report that it lives, catch up after its start, die whole.

Celery imports this module in workers and in the clock (setting CELERY_IMPORTS), nobody else does.
"""

import logging
import os
import threading
import time
from typing import Any

from billiard.util import set_pdeathsig
from celery import signals, states
from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils import timezone

from accounts.audit import delivering
from accounts.audit.tasks import ring as ring_deliveries
from accounts.jobs import periodic, registry, watch
from accounts.jobs.tasks import ring_due
from aicmr.lib import process

logger = logging.getLogger(__name__)

INTERVAL = 3.0  # seconds between two reports
LEAVE_WITHIN = 5.0  # seconds from the end of the last task to the end of the process
_SIGKILL = 9
_stop = threading.Event()
_began: dict[str, float] = {}


@signals.worker_ready.connect
def _on_worker_ready(sender: Any, **kwargs: Any) -> None:
    _stop.clear()
    queues = ",".join(sorted(sender.app.amqp.queues.consume_from))
    threading.Thread(target=_report, args=(process.identity(), queues), name="heartbeat", daemon=True).start()


@signals.task_prerun.connect
def _on_task_prerun(task_id: str = "", task: Any = None, **kwargs: Any) -> None:
    """Connections are kept from task to task (CELERY_DB_REUSE_MAX); a task's first question asks whether it lives."""
    if not task.request.is_eager:
        close_old_connections()
    if registry.is_periodic(task.name):
        _began[task_id] = time.monotonic()


@signals.task_postrun.connect
def _on_task_postrun(task_id: str = "", task: Any = None, retval: Any = None, state: str = "", **kwargs: Any) -> None:
    """For the page that shows the schedule; of an error its class alone, since its text may hold anything."""
    if state != states.SUCCESS and not task.request.is_eager:  # it may have been torn from the middle of a question
        connections.close_all()
    began = _began.pop(task_id, None)
    if began is not None:
        error = type(retval).__name__ if isinstance(retval, Exception) else ""
        _with_database(lambda: periodic.note_ran(task.name, time.monotonic() - began, error))


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


def _report(name: str, queues: str) -> None:
    started_at = timezone.now()
    _with_database(lambda: watch.beat_heart(name, started_at, queues))
    _with_database(_catch_up)
    while not _stop.wait(INTERVAL):
        _with_database(lambda: watch.beat_heart(name, started_at, queues))


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
