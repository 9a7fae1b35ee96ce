"""Readers at a fixed rate: requests leave when they are due, whether or not the answers before have come.

Each connection is a reader of its own (an address of 127.0.0.0/8), kept open as browsers do. What an answer took is
counted from the moment when its request was due, so that a server that stalls cannot hide it. What is due while all
readers wait is not sent, and counted apart.
"""

import asyncio
import contextlib
import random
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TIME_OUT = 12.0
ALL_WAIT = "not sent: all readers wait for an answer"
Choose = Callable[[random.Random], tuple[str, dict[str, str]]]


@dataclass(frozen=True)
class Answer:
    at: float  # time.time() when the request was due
    path: str
    status: int  # 0: none came
    seconds: float
    has_retry_after: bool = False
    error: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 400

    @property
    def is_designed(self) -> bool:
        """A refusal that says when to come back."""
        return self.status in (429, 503) and self.has_retry_after

    @property
    def was_sent(self) -> bool:
        return self.error != ALL_WAIT

    @property
    def has_failed(self) -> bool:
        return self.was_sent and not self.is_good and not self.is_designed


@dataclass
class Reader:
    """One connection of one reader; opened again when the server closes it."""

    host: str
    port: int
    source: str
    context: ssl.SSLContext | None
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, headers: dict[str, str]) -> tuple[int, bool]:
        fresh = self.streams is None
        try:
            return await self._ask(path, headers)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            await self.close()
            if fresh:
                raise
        # A connection that lay idle may have been closed by the server just then: browsers ask again, once.
        return await self._ask(path, headers)

    async def _ask(self, path: str, headers: dict[str, str]) -> tuple[int, bool]:
        if self.streams is None:
            self.streams = await asyncio.open_connection(
                self.host, self.port, ssl=self.context, local_addr=(self.source, 0), limit=1 << 20
            )
        reader, writer = self.streams
        lines = [f"GET {path} HTTP/1.1", f"Host: {self.host}:{self.port}", *(f"{k}: {v}" for k, v in headers.items())]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            while size := int((await reader.readline()).split(b";")[0], 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        elif "content-length: " in head and status not in (204, 304):
            await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
        if "connection: close" in head:
            await self.close()
        return status, "\r\nretry-after:" in head

    async def close(self) -> None:
        if self.streams is not None:
            streams, self.streams = self.streams, None
            streams[1].close()
            with contextlib.suppress(OSError, ssl.SSLError, asyncio.TimeoutError):
                await asyncio.wait_for(streams[1].wait_closed(), 1)


@dataclass
class Crowd:
    host: str
    port: int
    choose: Choose
    is_tls: bool = True
    most: int = 400  # readers at the same time
    seed: int = 1
    answers: list[Answer] = field(default_factory=list)
    on_answer: Callable[[Answer], None] | None = None

    async def ask(self, rate: float, seconds: float, stop: Callable[[], bool] = lambda: False) -> None:
        """`rate` requests a second for `seconds`, evenly spread."""
        context: Any = None
        if self.is_tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        draw = random.Random(self.seed)  # noqa: S311 - which page, not a secret
        idle: deque[Reader] = deque()
        running: set[asyncio.Task[None]] = set()
        made, began, number = 0, time.monotonic(), 0
        while time.monotonic() - began < seconds and not stop():
            due = began + number / rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            number += 1
            path, headers = self.choose(draw)
            if idle:
                reader = idle.popleft()
            elif made < self.most:
                reader = Reader(self.host, self.port, f"127.0.{2 + made // 200}.{1 + made % 200}", context)
                made += 1
            else:
                self._add(Answer(_wall(due), path, 0, 0.0, error=ALL_WAIT))
                continue
            task = asyncio.create_task(self._one(reader, idle, path, headers, due))
            running.add(task)
            task.add_done_callback(running.discard)
        if running:
            await asyncio.wait(running, timeout=TIME_OUT + 1)
        for reader in idle:
            await reader.close()

    async def _one(self, reader: Reader, idle: deque[Reader], path: str, headers: dict[str, str], due: float) -> None:
        status, retry, error = 0, False, ""
        try:
            status, retry = await asyncio.wait_for(reader.ask(path, headers), TIME_OUT)
        except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError) as problem:
            error = f"{type(problem).__name__}: {problem}"[:120]
            await reader.close()
        self._add(Answer(_wall(due), path, status, time.monotonic() - due, retry, error))
        idle.append(reader)

    def _add(self, answer: Answer) -> None:
        self.answers.append(answer)
        if self.on_answer:
            self.on_answer(answer)


def _wall(monotonic: float) -> float:
    return time.time() - (time.monotonic() - monotonic)
