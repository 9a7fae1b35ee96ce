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
from pathlib import Path
from uuid import uuid4

from celery import current_app
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.jobs.services import worker_is_missing
from aicmr.lib.storage import BucketStorage

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
    failed = [name for name, state in parts.items() if state != "ok"]
    status = "failed" if HARD & set(failed) else "degraded" if failed else "ok"
    return JsonResponse({"status": status, "parts": parts}, status=503 if status == "failed" else 200)


class HealthMiddleware:
    """Answers before anything looks at the host, the scheme or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = ADDRESSES.get(request.path_info.rstrip("/"))
        return view(request) if view else self.get_response(request)


def check() -> dict[str, str]:
    """`ok`, `timeout` or the class of the error, for each part."""
    futures = {name: _pool.submit(part) for name, part in PARTS.items()}
    deadline = time.monotonic() + TIMEOUT
    return {name: _state(name, future, deadline) for name, future in futures.items()}


def _state(name: str, future: "Future[None]", deadline: float) -> str:
    try:
        future.result(timeout=max(0.0, deadline - time.monotonic()))
    except TooSlow:
        future.cancel()
        return "timeout"
    except Exception as error:
        logger.warning("readyz: %s: %s", name, error)
        return type(error).__name__
    return "ok"


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


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}
HARD = {"database", "storage"}
PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "storage": _storage,
    "cache": _cache,
    "broker": _broker,
    "worker": _worker,
}
