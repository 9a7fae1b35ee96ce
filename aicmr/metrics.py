"""`/metrics` for Prometheus: latency by route, cache hits, and what rooms measure of themselves.

Several web processes add up their numbers through files in `METRICS_DIR`. Only machines of the house may ask: every
address on the way must be in `METRICS_ALLOW`, or the request carries `METRICS_TOKEN`.
"""

import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from functools import cache
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aicmr.lib.measures import Measure, Reading, all_measures, measure
from aicmr.lib.networks import networks

logger = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds for all measures of rooms together
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="measures")


class _Meters:
    """Made at the first request: the library decides by the environment where its numbers live."""

    def __init__(self) -> None:
        if settings.METRICS_DIR:
            os.makedirs(settings.METRICS_DIR, exist_ok=True)
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", settings.METRICS_DIR)
        import prometheus_client

        self.library = prometheus_client
        self.registry = prometheus_client.CollectorRegistry()
        self.seconds = prometheus_client.Histogram(
            "aicmr_request_seconds", "Time in Django", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self.answers = prometheus_client.Counter(
            "aicmr_responses", "Answers", ["route", "status"], registry=self.registry
        )
        self.pages = prometheus_client.Counter(
            "aicmr_page_cache", "Readers' pages by where they came from", ["result"], registry=self.registry
        )


meters = cache(_Meters)


@cache
def _of_route(route: str, status: str) -> tuple[Any, Any]:
    """Labels are looked up once: routes are the program's, so there are not many."""
    found = meters()
    return found.seconds.labels(route), found.answers.labels(route, status)


@cache
def _of_cache(result: str) -> Any:
    return meters().pages.labels(result)


def observe(route: str, status: int, took: float, cache_result: str) -> None:
    seconds, answers = _of_route(route or "none", f"{status // 100}xx")
    seconds.observe(took)
    answers.inc()
    if cache_result:
        _of_cache(cache_result).inc()


def cache_counts() -> dict[str, float]:
    """Hits and misses of this process, or of all where they share a folder."""
    registry = _readable()
    found = {}
    for metric in registry.collect():
        if metric.name == "aicmr_page_cache":
            found = {s.labels["result"]: s.value for s in metric.samples if s.name.endswith("_total")}
    return found


@measure(
    "page_cache_hits_percent", "Readers' pages that came from memory, of those asked for since the start", unit="%"
)
def hits() -> float:
    counts = cache_counts()
    return round(100 * counts.get("hit", 0.0) / (sum(counts.values()) or 1.0), 1)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _is_of_the_house(request):
        raise Http404
    text = meters().library.generate_latest(_readable()) + "".join(_lines()).encode()
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def readings() -> list[tuple[Measure, Reading | None]]:
    """What each room says now; None from one that failed or took too long."""
    futures = [(found, _pool.submit(_read, found)) for found in all_measures()]
    return [(found, _result(found, future)) for found, future in futures]


def _readable() -> Any:
    found = meters()
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return found.registry
    registry = found.library.CollectorRegistry()
    from prometheus_client import multiprocess

    multiprocess.MultiProcessCollector(registry)
    return registry


def _read(found: Measure) -> Reading:
    try:
        return found.read()
    finally:
        connections.close_all()


def _result(found: Measure, future: Any) -> Reading | None:
    try:
        reading: Reading = future.result(timeout=PATIENCE)
        return reading
    except TooSlow:
        future.cancel()
    except Exception as error:
        logger.warning("measure %s: %s", found.name, type(error).__name__)
    return None


def _lines() -> Iterator[str]:
    for found, reading in readings():
        name = f"aicmr_{found.name}"
        yield f"# HELP {name} {found.doc}\n# TYPE {name} gauge\n"
        if isinstance(reading, dict):
            for value, number in sorted(reading.items()):
                yield f'{name}{{{found.label}="{_quoted(value)}"}} {float(number)}\n'
        elif reading is not None:
            yield f"{name} {float(reading)}\n"  # type: ignore[arg-type]


def _quoted(value: str) -> str:
    return str(value).replace("\\", r"\\").replace('"', r"\"").replace("\n", " ")


def _is_of_the_house(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and constant_time_compare(token, settings.METRICS_TOKEN):
        return True
    way = [request.META.get("REMOTE_ADDR") or "unix", *request.headers.get("X-Forwarded-For", "").split(",")]
    return all(_is_allowed(address.strip()) for address in way if address.strip())


def _is_allowed(address: str) -> bool:
    if address == "unix":
        return "unix" in settings.METRICS_ALLOW
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks(name for name in settings.METRICS_ALLOW if name != "unix"))
