"""A run's text as server-sent events, from any position, for as long as it is written.

`id:` is the number of characters that the client has (with `.generation` behind it once the text began anew), so that
Last-Event-ID resumes exactly there. `text`: {"text": what is new, "restart": true if what was shown before is void}.
`done` and `error` ({"message"}) end the stream. An idle stream holds neither a thread nor a database connection.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import close_old_connections, connections
from django.db.models.functions import Substr

from ai.engine.live import BEGINNING
from ai.engine.models import Run
from ai.engine.wakeups import bells
from aicmr.lib import sse

LOOK_EVERY = 0.25
LOOK_EVERY_FIRST = 0.08  # as long as people wait for the first words
LOOK_EVERY_WHEN_RUNG = 2.0
HEARTBEAT = 15.0
LONGEST = 900.0  # seconds; then the client connects again, by itself
_looking = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")


@dataclass(frozen=True)
class Position:
    offset: int = 0
    generation: int | None = None

    @classmethod
    def read(cls, last_event_id: str) -> "Position":
        """From Last-Event-ID; anything that is none of ours is the beginning."""
        offset, _, generation = last_event_id.partition(".")
        if not all(part.isdecimal() and len(part) < 10 for part in (offset, generation or "0")):
            return cls()
        return cls(int(offset), int(generation or 0))

    def __str__(self) -> str:
        return f"{self.offset}.{self.generation}" if self.generation else str(self.offset)


async def events(run: Run, last_event_id: str = "") -> AsyncIterator[bytes]:
    position = Position.read(last_event_id)
    await _let_go()
    with bells().of(run.public_id) as bell:
        ends, beat = time.monotonic() + LONGEST, time.monotonic() + HEARTBEAT
        yield sse.retry(1000)
        while time.monotonic() < ends:
            bell.clear()
            row = await _look(run.pk, position)
            if row is None:
                yield sse.event("error", {"message": "This was deleted."})
                return
            news, position = _news(row, position)
            if news:
                yield news
                beat = time.monotonic() + HEARTBEAT
            if end := _end(row):
                yield end
                return
            if time.monotonic() >= beat:
                yield sse.comment("waiting")
                beat = time.monotonic() + HEARTBEAT
            await _wait(bell, LOOK_EVERY if position.offset > BEGINNING else LOOK_EVERY_FIRST)


async def _wait(bell: asyncio.Event, pause: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(bell.wait(), LOOK_EVERY_WHEN_RUNG if bells().are_rung else pause)


async def _look(pk: int, position: Position) -> dict[str, Any] | None:
    return await sync_to_async(_row, thread_sensitive=False, executor=_looking)(pk, position)


def _row(pk: int, position: Position) -> dict[str, Any] | None:
    """The row with what the client does not have of its text."""
    close_old_connections()
    fields = ("state", "generation", "error", "cancel_requested", "news")
    rows = Run.objects.filter(pk=pk)
    row = rows.annotate(news=Substr("text", position.offset + 1)).values(*fields).first()
    if row and position.offset and row["generation"] != position.generation:
        row = rows.annotate(news=Substr("text", 1)).values(*fields).first()
    close_old_connections()
    return row


def _news(row: dict[str, Any], position: Position) -> tuple[bytes, Position]:
    restarts = bool(position.offset) and row["generation"] != position.generation
    offset = 0 if restarts else position.offset
    now = Position(offset + len(row["news"]), row["generation"])
    if not row["news"] and not restarts:
        return b"", now
    data = {"text": row["news"], "restart": True} if restarts else {"text": row["news"]}
    return sse.event("text", data, id=str(now)), now


def _end(row: dict[str, Any]) -> bytes:
    state = row["state"]
    if state == Run.State.DONE:
        return sse.event("done", {"state": state})
    if state in (Run.State.FAILED, Run.State.CANCELLED):
        return sse.event("error", {"state": state, "message": row["error"] or "This did not work. Try again."})
    if state == Run.State.QUEUED and row["cancel_requested"]:
        return sse.event("error", {"state": Run.State.CANCELLED, "message": "Cancelled."})
    return b""


async def _let_go() -> None:
    """Close the database connection of the thread that looked after this request, and end the thread.

    Django keeps both until the response is over, which for a stream may be minutes. asgiref makes a new thread if
    one is asked for later.
    """
    await sync_to_async(_close_connections)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    executor = SyncToAsync.context_to_thread_executor.pop(context, None) if context else None
    if executor is not None:
        executor.shutdown(wait=False)


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
