"""T13: a job that only says when it began, for the worker under measurement; brings `bench.noop` along."""

import os
import time
from typing import Any

import tasks  # noqa: F401 - the task
from redis import Redis

from accounts.jobs.registry import register


def begin(handle: Any) -> None:
    Redis.from_url(os.environ["REDIS_URL"]).rpush(tasks.KEY, time.time() - handle.payload["sent"])


register("bench.noop", run="noop_job.begin", label="No work", queue="default")
