"""How the whole installation is, for a page that asks every few seconds: parts, numbers, workers, schedule, dead ends.

What asks a server that may hang is asked aside and has `PATIENCE` seconds; the rest are short queries.
"""

import logging
import platform
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.audit.models import Delivery
from accounts.jobs import periodic, watch
from accounts.operations import probes as _all  # noqa: F401 - they register themselves
from accounts.operations.findings import Finding, Glance, State, all_glances, fail
from aicmr.lib.measures import Measure, Reading, all_measures

logger = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds for all that is asked aside
SHOWN = 10
_LAG = "queue_lag_seconds"  # drawn beside the queues
_LIBRARIES = ("Django", "celery", "django-redis", "django-unfold", "mysqlclient", "gunicorn")
# Threads that hang in a dead server are not joined by more: further questions find none free and time out.
_pool = ThreadPoolExecutor(max_workers=6, thread_name_prefix="status")


@dataclass(frozen=True)
class Part:
    """One part of the installation; `ms` until it was known how it is."""

    name: str
    finding: Finding
    ms: float


@dataclass(frozen=True)
class Number:
    """A measure as people read it. `is_high`: above the limit that its room has set."""

    name: str
    doc: str
    label: str
    value: float | None
    unit: str
    is_high: bool


@dataclass(frozen=True)
class Queue:
    """`lag`: seconds that its oldest due job has waited; `percent` of the lag at which to worry."""

    name: str
    workers: int
    seen_at: datetime | None
    lag: float
    percent: float


@dataclass(frozen=True)
class Status:
    parts: list[Part]
    numbers: list[Number]
    queues: list[Queue]
    schedule: list[periodic.Line]
    dead: list[Delivery]
    dead_count: int
    versions: dict[str, str]
    at: datetime = field(default_factory=timezone.now)

    @property
    def worst(self) -> str:
        """The state of the part that is worst."""
        states = {part.finding.state for part in self.parts}
        return str(next((state for state in (State.FAIL, State.WARN) if state in states), State.OK))

    @property
    def troubled(self) -> list[Part]:
        return [part for part in self.parts if part.finding.todo]


def look() -> Status:
    """Ask everything. Never raises for a part that fails: that is what the page is for."""
    readings = [(measure, _read(measure)) for measure in all_measures()]
    lags = next((reading for measure, reading in readings if measure.name == _LAG), None)
    dead = Delivery.objects.dead()
    return Status(
        parts=_parts(),
        numbers=[
            number for measure, reading in readings if measure.name != _LAG for number in _numbers(measure, reading)
        ],
        queues=_queues(lags if isinstance(lags, dict) else {}),
        schedule=periodic.schedule(),
        dead=list(dead.select_related("entry__site").order_by("-id")[:SHOWN]),
        dead_count=dead.count(),
        versions=versions(),
    )


@cache
def versions() -> dict[str, str]:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {"AiCMR": project["version"], "Python": platform.python_version()}
    return found | {name: known for name in _LIBRARIES if (known := _version(name))}


def _parts() -> list[Part]:
    began = time.monotonic()
    aside = {glance.name: _pool.submit(_aside, glance) for glance in all_glances() if glance.waits}
    found = []
    for glance in all_glances():
        future = aside.get(glance.name)
        found.append(_result(glance, future, began) if future else _timed(glance.name, glance.run))
    return found


def _aside(glance: Glance) -> Part:
    try:
        return _timed(glance.name, glance.run)
    finally:
        connections.close_all()


def _timed(name: str, run: Callable[[], Finding]) -> Part:
    began = time.monotonic()
    try:
        finding = run()
    except Exception as error:  # its text may hold addresses and passwords
        logger.warning("status of %s: %s", name, error)
        finding = fail(f"does not answer ({type(error).__name__})", "manage.py doctor says more, and what to do.")
    return Part(name, finding, round((time.monotonic() - began) * 1000, 1))


def _result(glance: Glance, future: "Future[Part]", began: float) -> Part:
    left = max(0.0, began + PATIENCE - time.monotonic())
    try:
        return future.result(timeout=left)
    except TooSlow:
        future.cancel()
        todo = "Is the server there, and is a firewall in between? manage.py doctor says more."
        return Part(glance.name, fail(f"no answer in {PATIENCE:.0f} s", todo), round(PATIENCE * 1000, 1))


def _read(measure: Measure) -> Reading | None:
    try:
        return measure.read()
    except Exception as error:
        logger.warning("measure %s: %s", measure.name, type(error).__name__)
        return None


def _numbers(measure: Measure, reading: Reading | None) -> list[Number]:
    readings: dict[str, Any] = dict(reading) if isinstance(reading, dict) else {"": reading}
    return [
        Number(
            name=measure.name,
            doc=measure.doc,
            label=label,
            value=value,
            unit=measure.unit,
            is_high=measure.limit is not None and value is not None and value > measure.limit,
        )
        for label, value in sorted(readings.items())
    ]


def _queues(lags: dict[str, float]) -> list[Queue]:
    worry = next((m.limit for m in all_measures() if m.name == _LAG and m.limit), 60.0)
    return [
        Queue(name, crew.count, crew.seen_at, lags.get(name, 0.0), min(100.0, 100 * lags.get(name, 0.0) / worry))
        for name, crew in watch.crews().items()
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
