"""T13: tasks that only say when they began. Loaded by the worker under measurement, and by who sends."""

import os
import time

from celery import shared_task
from redis import Redis

KEY = "bench-started"


@shared_task(name="bench.noop")
def noop(sent: float) -> None:
    Redis.from_url(os.environ["REDIS_URL"]).rpush(KEY, time.time() - sent)
