"""A server that hangs must not hold every thread: who waits is let go, and nobody else begins to wait.

One `Breaker` a server and process. Each question to the server is asked within `asking`. When a question waits longer
than `SUSPECT` seconds, a probe asks the server something small; when neither the probe nor anybody else hears anything
for `PATIENCE` seconds, the breaker opens: the sockets of all who wait are shut, and `asking` raises `Hung` at once.
While it is open a probe goes out every `RETRY` seconds; the first one that is answered in time closes it, also one that
is refused: a server that is gone says so at once, and needs no breaker. Neither a slow question alone opens it nor a
probe that is late while nobody waits.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType

logger = logging.getLogger(__name__)

SUSPECT = 0.75  # seconds that a question may wait before the server is probed
PATIENCE = 1.25  # seconds without any sign of life until it counts as hung
RETRY = 0.5  # seconds between two probes while it does
TICK = 0.1  # seconds between two looks

_is_on = False
Probe = Callable[[], object]  # anything but silence is a sign of life


def turn_on() -> None:
    """For processes that serve people: from now on, and in those forked from this one. Elsewhere waiting is right."""
    global _is_on
    _is_on = True


class Hung(Exception):
    """The server does not react; asking it would only make one more wait."""


class Asking:
    """One question that waits for its answer, as a context."""

    __slots__ = ("breaker", "fileno", "since")
    since: float

    def __init__(self, breaker: "Breaker", fileno: int | None) -> None:
        self.breaker, self.fileno = breaker, fileno

    def __enter__(self) -> None:
        self.breaker.enter(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.breaker.leave(self, is_answered=kind is None)


class Breaker:
    """Safe for threads and forks. Where `turn_on` was not called it lets everything pass."""

    def __init__(self, name: str, make_probe: Callable[[], Probe]) -> None:
        self.name, self.make_probe = name, make_probe
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        """A forked process has neither the threads nor the questions of its parent."""
        self.is_open = False
        self.probe = self.make_probe()
        self._lock = threading.Lock()
        self._waiting: set[Asking] = set()
        self._thread: threading.Thread | None = None
        self._probing: float | None = None  # since when
        self._life = 0.0
        self._next = 0.0
        self._is_new = True

    def asking(self, fileno: int | None = None) -> Asking:
        """`fileno` is the socket on which the answer will come, if there is one already."""
        return Asking(self, fileno)

    def enter(self, asking: Asking) -> None:
        """Raises Hung."""
        if not _is_on:
            return
        if self.is_open:
            raise Hung(f"{self.name} does not answer")
        asking.since = time.monotonic()
        with self._lock:
            self._waiting.add(asking)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name=f"breaker-{self.name}", daemon=True)
                self._thread.start()

    def leave(self, asking: Asking, *, is_answered: bool) -> None:
        """Whoever leaves holds the lock: no socket is shut that its thread may have closed, and another opened."""
        with self._lock:
            self._waiting.discard(asking)
        if is_answered:
            self._life = time.monotonic()

    def look(self) -> None:
        """What the watching thread does, every `TICK` seconds."""
        now = time.monotonic()
        with self._lock:
            longest = max((now - asking.since for asking in self._waiting), default=0.0)
        # The first goes out at once: what it needs, such as a connection, is there when it is wanted.
        is_wanted = now >= self._next if self.is_open else longest > SUSPECT or self._is_new
        if self._probing is None and is_wanted:
            self._probing, self._is_new = now, False
            threading.Thread(target=self._probe, name=f"probe-{self.name}", daemon=True).start()
        # A probe that is late while nobody waits, on a machine that is merely busy, is no reason to refuse anybody.
        elif self._is_silent(now, longest):
            self._open()

    def _is_silent(self, now: float, longest: float) -> bool:
        if self._probing is None or self.is_open or longest <= SUSPECT:
            return False
        return now - max(self._probing, self._life) > PATIENCE

    def _watch(self) -> None:
        while True:
            time.sleep(TICK)
            self.look()

    def _probe(self) -> None:
        began = time.monotonic()
        try:
            self.probe()
        except Exception as error:  # whatever a driver raises: it was said in time, or it was not
            logger.debug("probe of %s: %s", self.name, type(error).__name__)
        now = time.monotonic()
        if self.is_open and now - began <= PATIENCE:
            self.is_open = False
            logger.warning("%s answers again", self.name)
        self._next = now + RETRY
        self._probing = None

    def _open(self) -> None:
        self.is_open = True
        with self._lock:
            cut = [asking.fileno for asking in self._waiting if asking.fileno is not None]
            for fileno in cut:
                _shut(fileno)
        logger.error("%s hangs: %s questions let go, all others refused until it answers", self.name, len(cut))


def _shut(fileno: int) -> None:
    """Wakes whoever reads from this socket; closing it stays with its owner."""
    try:
        copy = socket.socket(fileno=os.dup(fileno))
    except OSError:  # closed by its own thread: nobody waits there any more
        return
    try:
        copy.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        copy.close()
