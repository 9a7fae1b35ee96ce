import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from django.conf import settings
from django.db import transaction
from django.test import TestCase
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from kombu.simple import SimpleQueue

from aicmr.lib import queue
from aicmr.lib.filequeue import Transport

SEND = """
import time
import aicmr.celery
from aicmr.lib import queue
began = time.monotonic()
taken = [queue.send("audit.deliver", [number]) for number in range(1000)]
print(any(taken), time.monotonic() - began)
"""


def _send_to(broker: str, var: Path) -> tuple[str, float]:
    environment = os.environ | {"CELERY_BROKER_URL": broker, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": BASE}
    done = subprocess.run(
        [sys.executable, "-c", SEND], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    taken, seconds = done.stdout.split()
    return taken, float(seconds)


BASE = "aicmr.settings.base"


def test_a_broker_that_refuses_holds_nobody_up(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    taken, seconds = _send_to(f"redis://127.0.0.1:{port}/0", tmp_path)
    assert taken == "False" and seconds < 1.5


def test_a_broker_that_stays_silent_holds_nobody_up(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        taken, seconds = _send_to(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", tmp_path)
    assert taken == "False" and seconds < 2.5


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int | str], str]]:
    calls: list[tuple[str, list[int | str], str]] = []
    monkeypatch.setattr(queue, "_apply", lambda task, args, name: calls.append((task, args, name)))
    monkeypatch.setattr(queue, "_breaker", queue._Breaker())
    return calls


@pytest.mark.django_db
def test_a_task_is_sent_after_the_commit_with_ids_only(sent: list[object]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        queue.enqueue("room.work", 7, "site", queue="media")
        assert sent == []
    assert sent == [("room.work", [7, "site"], "media")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_for_what_was_rolled_back(sent: list[object]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue("room.work", 7)
        raise ZeroDivisionError
    assert sent == []


def test_a_broker_that_failed_is_left_alone_for_a_moment(sent: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def refuse(task: str, args: list[int | str], name: str) -> None:
        tries.append(task)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(queue, "_apply", refuse)
    assert not queue.send("room.work") and not queue.send("room.work")
    assert len(tries) == 1
    monkeypatch.setattr(queue, "PAUSE", 0)
    monkeypatch.setattr(queue, "_breaker", queue._Breaker())
    queue.send("room.work")
    queue.send("room.work")
    assert len(tries) == 3


@pytest.fixture
def broker(tmp_path: Path) -> Connection:
    folder = tmp_path / "queue"
    return Connection(
        transport=Transport,
        transport_options={
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "processed_folder": str(folder / "taken"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.01,
        },
    )


def test_messages_come_out_whole_and_once_with_many_readers(broker: Connection, tmp_path: Path) -> None:
    got: list[int] = []

    def write(start: int) -> None:
        with broker.clone() as own, SimpleQueue(own, "work") as work:
            for number in range(start, start + 100):
                work.put({"number": number, "padding": "x" * 5000})

    def read() -> None:
        with broker.clone() as own, SimpleQueue(own, "work") as work:
            deadline = time.monotonic() + 60
            while len(got) < 300 and time.monotonic() < deadline:
                try:
                    message = work.get_nowait()
                except Empty:
                    continue
                got.append(message.payload["number"])
                message.ack()

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200)]
    threads += [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(300))
    assert not list((tmp_path / "queue").glob("*.msg")) and not list((tmp_path / "queue" / "taken").iterdir())


def test_the_table_of_who_listens_is_whole_at_every_moment(broker: Connection, tmp_path: Path) -> None:
    """Ten bind queues of their own while another reads; the stock transport shows it an empty file."""
    done, seen = threading.Event(), [0]

    def look() -> None:
        with broker.clone() as own:
            channel = own.default_channel
            while not done.is_set():
                found = len(channel.get_table("news"))
                seen.append(found if found >= seen[-1] else -1)

    def bind(number: int) -> None:
        with broker.clone() as own:
            own.default_channel._queue_bind("news", "", "", f"own-{number}")

    reader = threading.Thread(target=look)
    binders = [threading.Thread(target=bind, args=(number,)) for number in range(10)]
    for thread in (reader, *binders):
        thread.start()
    for thread in binders:
        thread.join()
    done.set()
    reader.join()
    with broker as own:
        assert {row.queue for row in own.default_channel.get_table("news")} == {f"own-{number}" for number in range(10)}
    assert -1 not in seen


def test_a_folder_that_was_removed_is_made_again(broker: Connection, tmp_path: Path) -> None:
    with broker as own, SimpleQueue(own, "work") as work:
        work.put("one")
        shutil.rmtree(tmp_path / "queue")
        with pytest.raises(Empty):
            work.get_nowait()
        work.put("two")
        assert work.get_nowait().payload == "two"


def test_a_workers_heartbeats_leave_no_files_where_nobody_watches(broker: Connection, tmp_path: Path) -> None:
    from_worker = Connection(transport=Transport, transport_options=broker.transport_options)
    with from_worker as own, Celery(broker=own.as_uri()).events.Dispatcher(own, hostname="here") as dispatcher:
        dispatcher.send("worker-heartbeat")
    assert list((tmp_path / "queue").glob("*.msg")) == []
