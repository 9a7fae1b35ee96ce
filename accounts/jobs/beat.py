"""The clock that rings for periodic work, silent while there is no worker to hear it, and set right when it jumps."""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery import beat
from celery.schedules import schedstate
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.jobs import periodic, watch

logger = logging.getLogger(__name__)

LOOK_AGAIN = 2.0  # seconds
SILENT_AFTER = timedelta(seconds=60)
JUMP = 2.0  # seconds


class Scheduler(beat.Scheduler):
    """Goes on where the rows say that it was; a file of its own could be left half written, and stop it for good."""

    _heap: Any
    _ahead = 0.0  # the machine's clock before its count of seconds since the start

    def setup_schedule(self) -> None:
        super().setup_schedule()
        rung = _last_turns()
        for entry in self.schedule.values():
            if entry.task in rung:
                entry.last_run_at = min(rung[entry.task], entry.default_now())

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Seconds to sleep. What a clock that ran ahead has rung for would else wait until it is as late again."""
        ahead = time.time() - time.monotonic()
        if not self._ahead or self._ahead - ahead > JUMP:
            if self._ahead:
                logger.warning("the clock went back by %.0f seconds: periodic work begins anew", self._ahead - ahead)
            for entry in self.schedule.values():
                entry.last_run_at = min(entry.last_run_at, entry.default_now())
            self._heap = None  # rebuilt by the next line
        self._ahead = ahead
        return float(super().tick(*args, **kwargs))

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        super().apply_entry(entry, producer=producer)
        try:
            periodic.note_rung(entry.task)
        except DatabaseError as error:
            logger.warning("cannot note that %s was rung for: %s", entry.task, error)
        finally:
            _close()

    def is_due(self, entry: Any) -> schedstate:
        """As the entry says; without a worker it stays due, and is rung for as soon as one reports."""
        state = super().is_due(entry)
        if state.is_due and not somebody_listens():
            return schedstate(is_due=False, next=LOOK_AGAIN)
        return schedstate(*state)


def somebody_listens() -> bool:
    """Whether a worker was seen in the last minute; if nobody can tell, ring."""
    try:
        seen = watch.worker_seen_at()
    except DatabaseError as error:
        logger.warning("cannot see whether a worker is alive: %s", error)
        return True
    finally:
        _close()
    return seen is not None and timezone.now() - seen < SILENT_AFTER


def _last_turns() -> dict[str, datetime]:
    """When each task was rung for; nothing, where nobody can tell: then their periods begin now."""
    try:
        return periodic.last_turns()
    except DatabaseError as error:
        logger.warning("cannot see when periodic work was last done: %s", error)
        return {}
    finally:
        _close()


def _close() -> None:
    if not connection.in_atomic_block:
        connection.close()
