"""Counting: exact, over threads and processes, and going on without Redis."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import RequestFactory, override_settings

from aicmr.lib import env, limits, rates
from aicmr.lib.limiting import limited, spoken, too_many
from aicmr.lib.limits import TooMany
from tests.architecture.tree import ROOT

PROCESS = """
import django
django.setup()
from aicmr.lib import limits
won = 0
for _ in range(12):
    try:
        limits.take("search", "address:192.0.2.9")
        won += 1
    except limits.TooMany:
        pass
print(won)
"""


@pytest.fixture(autouse=True)
def _ten_searches(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMITS", "search=10/minute")
    settings.RATE_LIMITS = rates.from_env("RATE_LIMITS")


def _won(key: str, tries: int) -> int:
    won = 0
    for _ in range(tries):
        try:
            limits.take("search", key)
            won += 1
        except TooMany:
            continue
    return won


def test_the_one_too_many_is_refused_and_says_when_to_come_back() -> None:
    assert _won("a", 10) == 10
    with pytest.raises(TooMany) as refused:
        limits.take("search", "a")
    headers = refused.value.headers
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert headers["X-RateLimit-Limit"] == "10" and headers["X-RateLimit-Remaining"] == "0"
    limits.take("search", "b")


def test_what_is_given_back_can_be_taken_again() -> None:
    _won("a", 10)
    limits.give_back("search", "a")
    assert limits.stand("search", "a").remaining == 1
    assert _won("a", 3) == 1


def test_giving_back_what_nobody_took_gives_nothing() -> None:
    limits.give_back("search", "a")
    assert _won("a", 20) == 10


def test_the_count_is_exact_however_many_ask_at_once() -> None:
    """Processes where there is a Redis that they share; else the threads of the one process."""
    if settings.REDIS_URL:
        environment = os.environ | {"REDIS_URL": settings.REDIS_URL, "DJANGO_SETTINGS_MODULE": "aicmr.settings.test"}
        environment.pop("PYTEST_XDIST_WORKER", None)
        command = [sys.executable, "-c", PROCESS]
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)
        ]
        won = sum(int(process.communicate(timeout=60)[0]) for process in running)
    else:
        with ThreadPoolExecutor(8) as pool:
            won = sum(pool.map(lambda _: _won("address:192.0.2.9", 12), range(8)))
    assert won == 10


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_keeps_nobody_out(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of this process; of Redis, whose clock is another, it changes nothing at all."""
    assert _won("a", 20) == 10
    now = time.time
    monkeypatch.setattr("time.time", lambda: now() + hours * 3600)
    assert _won("a", 20) == (0 if settings.REDIS_URL else 10)
    assert 0 < limits.stand("search", "a").seconds <= 60
    monkeypatch.setattr("time.time", now)
    assert _won("a", 20) in (0, 10)


def test_what_was_counted_before_the_clock_was_set_back_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock that counts: that of Redis where there is one."""
    late = time.time() + 3600
    if settings.REDIS_URL:
        client = caches["limits"].client.get_client(write=True)
        client.lpush(f"limits:{settings.RATE_LIMITS['search'].key_for('search', 'late')}", *[late] * 10)
    else:
        with monkeypatch.context() as ahead:
            ahead.setattr("time.time", lambda: late)
            assert _won("late", 20) == 10
    assert limits.stand("search", "late").remaining == 10
    assert _won("late", 20) == 10


@pytest.fixture
def redis_away(settings: Any) -> Iterator[None]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    address = f"redis://127.0.0.1:{port}/0"
    backend = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": address}
    with override_settings(REDIS_URL=address, CACHES={**settings.CACHES, "limits": backend}):
        limits.forget()
        yield
    limits.forget()


def test_without_its_redis_a_process_counts_for_itself(redis_away: None, caplog: pytest.LogCaptureFixture) -> None:
    assert _won("a", 30) == 10
    assert caplog.text.count("Redis is away") == 1, "asked once, then left alone for a while"
    assert limits.stand("search", "a").remaining == 0


def test_the_counting_alias_does_not_swallow_errors(redis_away: None) -> None:
    with pytest.raises(Exception, match="connect"):
        caches["limits"].get("x")


def test_a_rate_can_be_switched_off(settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"search": None}
    assert _won("a", 100) == 100


@pytest.mark.parametrize("value", ["search", "search=", "search=often", "search=0/minute", "walk=5/minute", "search=5"])
def test_a_wrong_rate_stops_the_start_with_a_line(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("RATE_LIMITS", value)
    with pytest.raises(env.EnvError, match="RATE_LIMITS"):
        rates.from_env("RATE_LIMITS")


def test_a_limited_view_answers_429_to_programs_pages_and_fragments(rf: RequestFactory) -> None:
    seen = limited("search", methods=("GET",))(lambda request: None)
    for _ in range(10):
        assert seen(rf.get("/search/")) is None
    page = seen(rf.get("/search/"))
    assert page.status_code == 429 and b"That was too often" in page.content
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Retry-After"]
    assert seen(rf.post("/search/")) is None, "only what it names is counted"
    refusal = TooMany(30, 10)
    assert b'"error"' in too_many(rf.get("/api/v1/me"), refusal).content
    assert b"<html" not in too_many(rf.get("/x/", headers={"HX-Request": "true"}), refusal).content


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (40, "40 seconds"), (60, "a minute"), (61, "2 minutes"), (3600, "60 minutes")],
)
def test_waits_are_spoken(seconds: int, words: str) -> None:
    assert spoken(seconds) == words
