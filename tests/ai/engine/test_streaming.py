"""The live text of a run, through the whole stack on a real server."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from django.core.asgi import get_asgi_application
from django.db import connections
from django.test import Client

from accounts.models import User
from accounts.sites.models import Site
from ai.engine import streaming
from ai.engine.models import Run
from ai.engine.streaming import Position
from ai.engine.wakeups import bells
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Größe 🎉 matters: "


@pytest.fixture
def address(db: None) -> Iterator[str]:
    """Django on uvicorn in a thread of this process, and so on the test's database."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(get_asgi_application(), lifespan="off", log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "uvicorn did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    connections.close_all()


def make_run(site: Site, user: User | None, **fields: Any) -> Run:
    return Run.objects.create(site=site, user=user, purpose="tests.text", state=Run.State.STREAMING, **fields)


def cookies(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def listen(address: str, run: Run, client: Client, *, last: str = "") -> Iterator[dict[str, Any]]:
    """The stream's events as they come."""
    headers = {"Last-Event-ID": last} if last else {}
    url = f"{address}/stream/{run.public_id}/"
    with httpx.stream("GET", url, cookies=cookies(client), headers=headers, timeout=10) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-accel-buffering"] == "no"
        event: dict[str, Any] = {}
        for line in response.iter_lines():
            if not line:
                if "data" in event:
                    yield event
                event = {}
            name, _, value = line.partition(": ")
            if name in ("id", "event"):
                event[name] = value
            if name == "data":
                event["data"] = json.loads(value)


def read(address: str, run: Run, client: Client, *, last: str = "") -> list[dict[str, Any]]:
    return list(listen(address, run, client, last=last))


def grow(run: Run, text: str, state: str = Run.State.STREAMING, **fields: Any) -> None:
    Run.objects.filter(pk=run.pk).update(text=text, state=state, **fields)


def test_text_comes_as_it_is_written_and_ends_with_done(
    address: str, site: Site, people: People, client_for: ClientFor
) -> None:
    run = make_run(site, people.creator, text=TEXT)
    texts: list[dict[str, Any]] = []
    for event in listen(address, run, client_for(people.creator)):
        if event["event"] == "text":
            texts.append(event)
            grow(run, TEXT * (len(texts) + 1), Run.State.DONE if len(texts) == 3 else Run.State.STREAMING)
    assert [event["data"] for event in texts] == [{"text": TEXT}] * 4
    assert [event["id"] for event in texts] == [str(len(TEXT) * size) for size in range(1, 5)], "characters, not bytes"
    assert event["event"] == "done"


def test_a_client_resumes_where_it_was(address: str, site: Site, people: People, client_for: ClientFor) -> None:
    run = make_run(site, people.creator, text=TEXT * 2)
    client = client_for(people.creator)
    first = next(listen(address, run, client))
    grow(run, TEXT * 2 + "the end.", Run.State.DONE)
    events = read(address, run, client, last=first["id"])
    assert [event.get("data") for event in events] == [{"text": "the end."}, {"state": "done"}]


def test_text_that_began_anew_is_sent_from_the_start(
    address: str, site: Site, people: People, client_for: ClientFor
) -> None:
    run = make_run(site, people.creator, text="A new begin", generation=1)
    client = client_for(people.creator)
    event = next(listen(address, run, client, last="300"))
    assert event["data"] == {"text": "A new begin", "restart": True}
    assert event["id"] == "11.1"
    grow(run, "A new beginning", Run.State.DONE)
    assert read(address, run, client, last="11.1")[0]["data"] == {"text": "ning"}


@pytest.mark.parametrize(
    ("state", "fields", "says"),
    [
        ("failed", {"error": "The service is busy."}, "The service is busy."),
        ("cancelled", {"error": "Cancelled."}, "Cancelled."),
        ("queued", {"cancel_requested": True}, "Cancelled."),
    ],
)
def test_a_stream_of_what_failed_ends_with_the_reason(
    address: str, site: Site, people: People, client_for: ClientFor, state: str, fields: dict[str, Any], says: str
) -> None:
    run = make_run(site, people.creator)
    Run.objects.filter(pk=run.pk).update(state=state, **fields)
    events = read(address, run, client_for(people.creator))
    assert [(event["event"], event["data"]["message"]) for event in events] == [("error", says)]


def test_only_the_owner_and_editors_may_listen(address: str, site: Site, people: People, client_for: ClientFor) -> None:
    run = make_run(site, people.creator, text=TEXT)
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)
    for user in (people.creator, people.editor, people.admin, people.superuser):
        assert read(address, run, client_for(user))[-1]["event"] == "done"
    for stranger in (people.viewer, people.other_creator, people.stranger, None):
        answer = httpx.get(f"{address}/stream/{run.public_id}/", cookies=cookies(client_for(stranger)))
        assert answer.status_code == 404


def test_an_idle_stream_says_that_it_lives(
    address: str, site: Site, people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.1)
    run = make_run(site, people.creator)
    url = f"{address}/stream/{run.public_id}/"
    with httpx.stream("GET", url, cookies=cookies(client_for(people.creator)), timeout=10) as response:
        lines = response.iter_lines()
        while next(lines) != ": waiting":
            pass


def test_idle_streams_hold_no_threads_and_no_connections(
    address: str, site: Site, people: People, client_for: ClientFor
) -> None:
    run = make_run(site, people.creator)
    jar = cookies(client_for(people.creator))
    url = f"{address}/stream/{run.public_id}/"
    limits = httpx.Limits(max_connections=None)
    before = threading.active_count()

    async def listen(client: httpx.AsyncClient, open_: list[int]) -> None:
        async with client.stream("GET", url, cookies=jar) as response:
            async for _ in response.aiter_bytes():
                open_.append(1)

    async def many() -> int:
        async with httpx.AsyncClient(timeout=30, limits=limits) as client:
            open_: list[int] = []
            tasks = [asyncio.create_task(listen(client, open_)) for _ in range(30)]
            deadline = time.monotonic() + 20
            while len(open_) < 30:
                assert time.monotonic() < deadline, f"{len(open_)} streams opened"
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
            threads = threading.active_count()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return threads

    with contextlib.closing(asyncio.new_event_loop()) as loop:
        threads = loop.run_until_complete(many())
    assert threads - before < 15, "fewer threads than streams"


@pytest.mark.django_db(transaction=False)
def test_a_position_that_is_not_ours_is_the_beginning() -> None:
    for text in ("", "x", "-1", "1e9", "12.x", "9" * 20, "٣x", "12.3.4", "1." + "9" * 5_000):
        assert Position.read(text) == Position()
    assert Position.read("12") == Position(12, 0)
    assert str(Position(12, 3)) == "12.3"


def test_a_bell_rings_for_its_run_alone_and_is_taken_down() -> None:
    async def listen() -> tuple[bool, bool, int]:
        all_bells = bells()
        with all_bells.of("one") as one, all_bells.of("other") as other:
            all_bells._ring({"type": "pmessage", "channel": b"aicmr.run.one", "data": b""})
            all_bells._ring({"type": "psubscribe", "channel": b"aicmr.run.*", "data": 1})
            rung = one.is_set(), other.is_set()
        return *rung, len(all_bells._bells)

    assert asyncio.run(listen()) == (True, False, 0)
