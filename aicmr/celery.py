"""The Celery application; tasks are found in each room's `tasks` module. Which queue, and what goes first."""

import os
from typing import Any

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from aicmr import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
TRANSPORT_ALIASES["filesystem"] = "aicmr.lib.filequeue:Transport"

app = Celery("aicmr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
tracing.follow()

# Redis hands out the smallest number first; files come as they lie.
AT_ONCE, USUAL, BY_AND_BY = 0, 3, 9
QUEUES = {"media.make_renditions": "media"}
PRIORITIES = {
    **dict.fromkeys(("audit.sweep", "jobs.sweep", "media.sweep", "engine.sweep", "publishing.publish_due"), AT_ONCE),
    **dict.fromkeys(("publishing.heal", "publishing.prune_changes", "engine.forget"), BY_AND_BY),
}


def route(name: str, args: Any, kwargs: Any, options: dict[str, Any], task: Any = None, **more: Any) -> dict[str, Any]:
    """Where a task goes that is sent without saying where: the clock's turns first, what has time last."""
    return {"queue": QUEUES.get(name, "default"), "priority": PRIORITIES.get(name, USUAL)}
