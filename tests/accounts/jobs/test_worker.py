"""A real worker process on the filesystem transport, killed in the middle of its work."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.fixups.django import DjangoWorkerFixup
from django.conf import settings
from django.db import OperationalError, connection, transaction

from accounts.audit.models import Delivery
from accounts.audit.services import announce
from accounts.jobs import worker as module
from accounts.jobs.models import Job, Worker
from accounts.jobs.services import start_job, worker_seen_at
from accounts.sites.models import Site
from aicmr.celery import app
from aicmr.lib import queue
from tests.accounts.jobs.mending import KIND, net_torn

KEYS = ["mainsail", "jib", "drift net", "seine", "trawl"]


class RealWorker:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "aicmr", "worker", "--beat", "--concurrency", "1"]
        with (self.var / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(  # a group of its own, so that nothing can be left behind
                command, cwd=settings.BASE_DIR, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """As the kernel does it: the main process alone, without a chance to say goodbye."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def log(self) -> str:
        return (self.var / "worker.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.accounts.jobs.worker_settings",
            "DATABASE_URL": _database_url(),
            "CELERY_BROKER_URL": "filesystem://localhost/",
            "CELERY_SKIP_CHECKS": "1",
            "VAR_DIR": str(self.var),
        }


def _database_url() -> str:
    """The test's own database, as an address for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 3306
    return f"mysql://{database['USER']}:{database['PASSWORD']}@{host}:{port}/{database['NAME']}"


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[RealWorker]:
    real = RealWorker(tmp_path)
    yield real
    real.end()


@pytest.fixture
def _broken_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ring of this process ever arrives."""
    monkeypatch.setattr(queue, "send", lambda *args, **kwargs: False)


def _wait(worker: RealWorker, what: str, condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain until {what}; the worker said:\n{worker.log()}"
        time.sleep(0.05)


def _lines(trace: Path, prefix: str) -> list[str]:
    return [line for line in trace.read_text().splitlines() if line.startswith(prefix)] if trace.exists() else []


def _alive(group: int) -> bool:
    """Whether any process of the group is left, zombies aside."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == group and state != "Z":
            return True
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_broken_bell")
def test_a_killed_worker_loses_nothing_and_does_nothing_twice(site: Site, worker: RealWorker, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    job = start_job(KIND, site=site, by=None, payload={"keys": KEYS, "pause": 0.4, "trace": str(trace)})
    worker.start()
    _wait(worker, "two items are done", lambda: job.items.count() == 2)
    _wait(worker, "a third is under way", lambda: len(_lines(trace, "begin")) == 3)
    worker.kill()
    assert worker.process is not None
    group = worker.process.pid
    _wait(worker, "pool and clock have gone with it", lambda: not _alive(group), seconds=5)
    shutil.rmtree(tmp_path / "queue")
    with transaction.atomic():
        announce(net_torn, site=site, trace=str(trace))
    assert Job.objects.get(pk=job.pk).state == "running"

    began = time.monotonic()
    worker.start()
    _wait(worker, "the job is done", lambda: Job.objects.get(pk=job.pk).state == "done")
    assert time.monotonic() - began < 15  # sooner than the lease would have ended
    _wait(worker, "the event has arrived", lambda: Delivery.objects.get(entry__topic=net_torn.topic).state == "done")
    job.refresh_from_db()
    assert job.result == {"mended": 5} and job.done == 5 and job.attempts == 0
    ends = [line.removeprefix("end ") for line in _lines(trace, "end")]
    assert ends == KEYS
    assert len(_lines(trace, "begin")) == len(KEYS) + 1  # only the one that was under way began again
    assert len(_lines(trace, "received")) == 1
    assert worker_seen_at() is not None
    assert Worker.objects.count() == 2  # the killed one could not sign off


class Kept:
    """As Django's `connections`."""

    closed = 0

    def close_all(self) -> None:
        self.closed += 1


def test_a_connection_is_kept_until_a_task_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    monkeypatch.setattr(module, "connections", kept)
    task = SimpleNamespace(name="tests.task", request=SimpleNamespace(is_eager=False))
    module._on_task_postrun(task_id="1", task=task, state="SUCCESS")
    assert kept.closed == 0
    module._on_task_postrun(task_id="2", task=task, state="FAILURE", retval=TimeoutError())
    assert kept.closed == 1
    assert DjangoWorkerFixup(app).db_reuse_max == settings.CELERY_DB_REUSE_MAX > 1, "else each task opens one"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_tasks_is_opened_anew() -> None:
    """As when the server was started anew, or has closed what lay idle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor == "mysql":
        with contextlib.suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("KILL CONNECTION_ID()")
        connection.errors_occurred = False  # nobody has noticed
    task = SimpleNamespace(name="tests.task", request=SimpleNamespace(is_eager=False))
    module._on_task_prerun(task_id="3", task=task)
    assert Worker.objects.count() == 0
