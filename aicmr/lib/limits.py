"""Counting how often: exact over all processes that share a Redis, by a window that moves (library `limits`).

The clock is that of Redis; whether it jumps, or that of a process does, nobody waits longer than the rule says.
Without Redis each process counts in its memory. While a configured Redis is away every process goes on with a count
of its own, so that nobody is let through uncounted and nobody gets an error for it.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

AWAY = 5.0  # seconds without a try after Redis failed, so that a thousand requests do not wait a thousand times
_PREFIX = "limits"
_SAME = 1.0  # seconds; what is later than now by more was counted before the clock was set back
_NOW = "local time = redis.call('TIME'); local now = time[1] + time[2] / 1000000"
Result = TypeVar("Result")


class TooMany(Exception):
    """Asked for too often; `seconds` until the next try can succeed."""

    def __init__(self, seconds: float, limit: int = 0, *, template: str = "429.html") -> None:
        self.seconds = max(1, int(seconds + 0.999))
        self.limit = limit
        self.template = template
        super().__init__(f"That was too often. Try again in {self.seconds} seconds.")

    @property
    def headers(self) -> dict[str, str]:
        return Stand(self.limit, 0, self.seconds).headers | {"Retry-After": str(self.seconds)}


@dataclass(frozen=True)
class Stand:
    """Where a count stands: `remaining` tries now, all of `limit` again in `seconds`."""

    limit: int
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        values = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.seconds}
        return {f"X-RateLimit-{name}": str(value) for name, value in values.items()}


class _Memory(MemoryStorage):
    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self.locks[key]:
            events = self.events.get(key)
            if (
                events and events[0].atime > time.time() + _SAME
            ):  # the clock was set back: nobody waits until it is as late
                self.events[key] = []
        return super().acquire_entry(key, limit, expiry, amount)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        start, count = super().get_moving_window(key, limit, expiry)
        return (start, count) if start <= time.time() + _SAME else (time.time(), 0)

    def give_back(self, key: str) -> None:
        with self.locks[key]:
            if self.events.get(key):
                self.events[key].pop(0)


class _Redis(RedisStorage):
    """Counts by the clock of Redis, the one that all processes share: theirs may differ, and jump."""

    SCRIPT_ACQUIRE_MOVING_WINDOW = f"""
        {_NOW}
        local limit, expiry, amount = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local entry = amount <= limit and tonumber(redis.call('lindex', KEYS[1], limit - amount) or 0)
        if not entry or (entry >= now - expiry and entry <= now + {_SAME}) then return false end
        for _ = 1, amount do redis.call('lpush', KEYS[1], string.format('%.6f', now)) end
        redis.call('ltrim', KEYS[1], 0, limit - 1)
        redis.call('expire', KEYS[1], expiry)
        return true
    """.encode()
    # Seconds since the oldest of those that count, and how many they are.
    SCRIPT_MOVING_WINDOW = f"""
        {_NOW}
        local oldest, count = now, 0
        for _, entry in ipairs(redis.call('lrange', KEYS[1], 0, ARGV[1] - 1)) do
            entry = tonumber(entry)
            if entry >= now - ARGV[2] and entry <= now + {_SAME} then
                oldest, count = math.min(oldest, entry), count + 1
            end
        end
        return {{tostring(now - oldest), count}}
    """.encode()

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        age, count = self.lua_moving_window([self.prefixed_key(key)], [limit, expiry])
        return time.time() - float(age), int(count)

    def give_back(self, key: str) -> None:
        client: Any = self.get_connection()
        client.lpop(self.prefixed_key(key))


def take(rule: str, *keys: str) -> None:
    """Count one for `keys` (who, by whatever tells people apart). Raises TooMany where the rule's number is reached."""
    rate = _rate(rule)
    if rate is None or _ask(lambda limiter: limiter.hit(rate, rule, *keys)):
        return
    raise TooMany(stand(rule, *keys).seconds, rate.amount)


def give_back(rule: str, *keys: str) -> None:
    """Take back one count: it turned out to be nothing that is limited."""
    rate = _rate(rule)
    if rate is not None:
        storage_key = rate.key_for(rule, *keys)
        _ask(lambda limiter: limiter.storage.give_back(storage_key))


def stand(rule: str, *keys: str) -> Stand:
    rate = _rate(rule)
    if rate is None:
        return Stand(0, 0, 0)
    found = _ask(lambda limiter: limiter.get_window_stats(rate, rule, *keys))
    left = max(0, int(found.reset_time - time.time() + 0.999))
    return Stand(rate.amount, max(0, found.remaining), min(left, rate.get_expiry()))


def forget() -> None:
    """Begin anew in this process: settings have changed, or a test begins."""
    with _state.lock:
        _state.shared = None
        _state.own.storage.events.clear()
        _state.away_until = 0.0


def _rate(rule: str) -> RateLimitItem | None:
    rates: dict[str, RateLimitItem | None] = settings.RATE_LIMITS
    return rates[rule]


class _State:
    """`own` counts in this process; `shared` in Redis, made when it is first needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.own: Any = MovingWindowRateLimiter(_Memory())
        self.shared: Any = None
        self.away_until = 0.0


_state = _State()


def _ask(question: Callable[[Any], Result]) -> Result:
    if settings.REDIS_URL and time.monotonic() >= _state.away_until:
        try:
            return question(_shared())
        except (RedisError, OSError) as error:
            _state.away_until = time.monotonic() + AWAY
            logger.warning("limits: Redis is away (%s); this process counts for itself", type(error).__name__)
    return question(_state.own)


def _shared() -> Any:
    with _state.lock:
        if _state.shared is None:
            cache: Any = caches["limits"]  # the one alias that does not swallow errors
            pool = cache.client.get_client(write=True).connection_pool
            _state.shared = MovingWindowRateLimiter(_Redis("redis://", connection_pool=pool, key_prefix=_PREFIX))
        return _state.shared
