"""Health for machines: `/healthz` says that the process answers, `/readyz` whether it can do its work.

`/readyz` asks database, storage, cache, broker and worker at the same time and waits `TIMEOUT` seconds at
most. Without a hard part the answer is 503; without a soft one the site still reads, and the status is
"degraded". Errors are named by their class alone, since their texts may hold addresses and passwords.
"""

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from celery import current_app
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.jobs.services import worker_is_missing
from aicmr.lib.storage import BucketStorage
from aicmr.metrics import metrics

logger = logging.getLogger(__name__)

TIMEOUT = 0.8  # seconds for all parts together
# Threads that hang in a dead server are not joined by more: further probes find no free thread and time out.
_pool = ThreadPoolExecutor(max_workers=10, thread_name_prefix="readyz")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    parts = check()
    status = status_of(parts)
    shown = {name: {"state": part.state, "ms": part.ms} for name, part in parts.items()}
    return JsonResponse({"status": status, "parts": shown}, status=503 if status == "failed" else 200)


class HealthMiddleware:
    """Answers before anything looks at the host, the scheme or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = ADDRESSES.get(request.path_info.rstrip("/"))
        try:
            return view(request) if view else self.get_response(request)
        except Http404:
            return HttpResponse("There is no page here.\n", status=404, content_type="text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Part:
    """`ok`, `timeout` or the class of the error; milliseconds until that was known."""

    state: str
    ms: float

    @property
    def is_ok(self) -> bool:
        return self.state == "ok"


def check() -> dict[str, Part]:
    """All parts at the same time, within `TIMEOUT` seconds whatever hangs."""
    began = time.monotonic()
    futures = {name: _pool.submit(_timed, part) for name, part in PARTS.items()}
    return {name: _state(name, future, began) for name, future in futures.items()}


def status_of(parts: dict[str, Part]) -> str:
    failed = {name for name, part in parts.items() if not part.is_ok}
    return "failed" if HARD & failed else "degraded" if failed else "ok"


def _timed(part: Callable[[], None]) -> float:
    began = time.monotonic()
    part()
    return round((time.monotonic() - began) * 1000, 1)


def _state(name: str, future: "Future[float]", began: float) -> Part:
    try:
        return Part("ok", future.result(timeout=max(0.0, began + TIMEOUT - time.monotonic())))
    except TooSlow:
        future.cancel()
        state = "timeout"
    except Exception as error:
        logger.warning("readyz: %s: %s", name, error)
        state = type(error).__name__
    return Part(state, round((time.monotonic() - began) * 1000, 1))


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    finally:
        connection.close()


def _storage() -> None:
    if isinstance(default_storage, BucketStorage):
        default_storage.answers()
        return
    default_storage.exists("readyz")
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)


def _cache() -> None:
    token = uuid4().hex
    cache.set("readyz", token, 10)
    if cache.get("readyz") is None:
        raise ConnectionError("what was stored is not there")


def _broker() -> None:
    with current_app.connection_for_write(connect_timeout=TIMEOUT) as broker:
        broker.connect()


def _worker() -> None:
    try:
        if worker_is_missing():
            raise WorkerSilent("no worker has reported lately")
    finally:
        connection.close()


class WorkerSilent(Exception):
    """No worker process has written its heartbeat."""


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}
HARD = {"database", "storage"}
PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "storage": _storage,
    "cache": _cache,
    "broker": _broker,
    "worker": _worker,
}
