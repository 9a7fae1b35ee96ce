"""The clock that rings for periodic work, silent while there is no worker to hear it."""

import logging
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.jobs import watch

logger = logging.getLogger(__name__)

SILENT_AFTER = timedelta(seconds=60)


class Scheduler(PersistentScheduler):
    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        if somebody_listens():
            super().apply_entry(entry, producer=producer)


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
