"""Bells for streams: Redis rings when a run's row changes; without it nobody does, and streams look by themselves."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from django.conf import settings

from ai.engine.live import CHANNEL

logger = logging.getLogger(__name__)
PAUSE = 5.0  # seconds before Redis is tried again


class Bells:
    """Of one event loop: one connection to Redis for all its streams."""

    def __init__(self) -> None:
        self.are_rung = False
        self._bells: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    @contextmanager
    def of(self, public_id: str) -> Iterator[asyncio.Event]:
        if settings.REDIS_URL and (self._listening is None or self._listening.done()):
            self._listening = asyncio.get_running_loop().create_task(self._listen())
        bell = asyncio.Event()
        self._bells[public_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[public_id].discard(bell)
            if not self._bells[public_id]:
                del self._bells[public_id]

    async def _listen(self) -> None:
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        while True:
            client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, health_check_interval=10)
            try:
                async with client, client.pubsub() as listener:
                    await listener.psubscribe(CHANNEL + "*")
                    self.are_rung = True
                    async for message in listener.listen():
                        self._ring(message)
            except (RedisError, OSError) as error:
                logger.warning("streams are not woken by Redis (%s); they look by themselves", error)
            finally:
                self.are_rung = False
            await asyncio.sleep(PAUSE)

    def _ring(self, message: dict[str, object]) -> None:
        if message.get("type") == "pmessage":
            channel = message["channel"]
            name = channel.decode() if isinstance(channel, bytes) else str(channel)
            for bell in self._bells.get(name.removeprefix(CHANNEL), ()):
                bell.set()


_of_loops: "WeakKeyDictionary[asyncio.AbstractEventLoop, Bells]" = WeakKeyDictionary()


def bells() -> Bells:
    """The bells of the running event loop."""
    return _of_loops.setdefault(asyncio.get_running_loop(), Bells())
