"""T13: `sending.py bare|aicmr|job TIMES` sends to a worker that runs: milliseconds to the start, tasks a second.

First one at a time for the way to the start; then all at once, for how many a second end.
"""

import os
import time
from typing import Any

from starting import begin, tell

SINGLE = 30


def main() -> None:
    kind, times = begin()
    from redis import Redis
    from tasks import KEY

    redis = Redis.from_url(os.environ["REDIS_URL"])
    send = SENDERS[kind]()
    redis.delete(KEY)
    latency = []
    for _ in range(SINGLE):
        send()
        latency.append(_next(redis, KEY) * 1000)
        time.sleep(0.02)
    began = time.perf_counter()
    for _ in range(int(times)):
        send()
    sent = time.perf_counter() - began
    for _ in range(int(times)):
        _next(redis, KEY)
    tell(latency=latency, rate=int(times) / (time.perf_counter() - began), enqueue=sent / int(times) * 1000)


def _next(redis: Any, key: str) -> float:
    found = redis.blpop(key, timeout=60)
    if found is None:
        raise SystemExit("sending.py: a task did not start within a minute")
    return float(found[1])


def bare() -> Any:
    from bare_queue import app

    return lambda: app.send_task("bench.noop", args=[time.time()])


def aicmr() -> Any:
    from aicmr.lib import queue

    return lambda: queue.send("bench.noop", [time.time()])


def job() -> Any:
    import noop_job  # noqa: F401 - registers the kind

    from accounts.jobs.services import start_job
    from accounts.sites.models import Site

    site = Site.objects.get(domains__host="127.0.0.1")
    return lambda: start_job("bench.noop", site=site, by=None, payload={"sent": time.time()}, total=1)


SENDERS = {"bare": bare, "aicmr": aicmr, "job": job}

if __name__ == "__main__":
    main()
