"""The clock that rings for periodic work, silent while there is no worker to hear it."""

import logging
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from celery.schedules import schedstate
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.jobs import watch

logger = logging.getLogger(__name__)

LOOK_AGAIN = 2.0  # seconds
SILENT_AFTER = timedelta(seconds=60)


class Scheduler(PersistentScheduler):
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
        if not connection.in_atomic_block:
            connection.close()
    return seen is not None and timezone.now() - seen < SILENT_AFTER
