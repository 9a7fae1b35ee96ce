"""Running the probes."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from typing import Any

from django.db import connections

from accounts.operations import probes as _all  # noqa: F401 - they register themselves
from accounts.operations.findings import Finding, Probe, fail, probes, skip

PATIENCE = 10.0  # seconds for one probe


def examine(*, offline: bool, told: Callable[[str, Finding], Any]) -> list[tuple[str, Finding]]:
    """Ask every probe, each for `PATIENCE` seconds at most; with `offline` those that reach out are left out."""
    found = []
    for probe in probes():
        finding = skip("not asked: offline") if offline and probe.reaches_out else _ask(probe)
        told(probe.name, finding)
        found.append((probe.name, finding))
    return found


def _ask(probe: Probe) -> Finding:
    pool = ThreadPoolExecutor(1)
    began = time.monotonic()
    try:
        return pool.submit(_in_thread, probe).result(PATIENCE)
    except TooSlow:
        return fail(f"no answer in {PATIENCE:.0f} s", "Is the server there, and is a firewall in between?")
    except Exception as error:
        text = " ".join(str(error).split())[:200]
        return fail(f"{type(error).__name__}: {text} ({time.monotonic() - began:.1f} s)", _ADVICE.get(probe.name, ""))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_thread(probe: Probe) -> Finding:
    try:
        return probe.run()
    finally:
        connections.close_all()


_ADVICE = {
    "database": "Start it, or correct DATABASE_URL.",
    "cache": "Start Redis, or correct REDIS_URL. Pages work without it; limits count per process.",
    "broker": "Start it, or correct CELERY_BROKER_URL. Work waits in its rows meanwhile.",
    "storage": "See that the folder can be written to, or that the bucket answers.",
    "mail": "Correct EMAIL_URL, or see that the mail server answers.",
    "worker": "Is the database migrated?",
}
