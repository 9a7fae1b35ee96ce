import json
import time

import pytest
from django.core.cache.backends.dummy import DummyCache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.jobs import watch
from aicmr import health


def fail() -> None:
    raise DatabaseError("mysql://user:secret@db.internal/aicmr is away")


def hang() -> None:
    time.sleep(1.5)


@pytest.fixture(autouse=True)
def _parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PARTS", dict.fromkeys(health.PARTS, lambda: None))


def test_a_live_process_says_so_to_any_host_without_the_database() -> None:
    # No database mark: any query would fail this test.
    response = Client(headers={"host": "10.1.2.3:8000"}).get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_probes_are_not_redirected_to_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").status_code == 200


def test_only_reading_is_allowed() -> None:
    assert Client().post("/readyz").status_code == 405


def test_a_hard_part_that_fails_makes_the_process_unready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.PARTS, "database", fail)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "failed"
    assert response.json()["parts"]["database"]["state"] == "DatabaseError"
    assert "secret" not in response.text and "internal" not in response.text


def test_a_soft_part_that_fails_only_degrades(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.PARTS, "broker", fail)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


def test_a_part_that_hangs_is_given_up_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.PARTS, "cache", hang)
    monkeypatch.setitem(health.PARTS, "storage", hang)
    began = time.monotonic()
    response = Client().get("/readyz")
    assert time.monotonic() - began < 1
    assert response.status_code == 503
    assert [name for name, part in response.json()["parts"].items() if part["state"] == "timeout"] == [
        "storage",
        "cache",
    ]


def test_a_cache_that_forgets_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    health._cache()
    monkeypatch.setattr(health, "cache", DummyCache("", {}))
    with pytest.raises(ConnectionError):
        health._cache()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_reports_is_seen() -> None:
    with pytest.raises(health.WorkerSilent):
        health._worker()
    watch.beat_heart("one", timezone.now())
    health._worker()
    health._database()


def test_the_answer_is_json() -> None:
    response = Client().get("/readyz")
    told = json.loads(response.content)
    assert (told["status"], list(told["parts"])) == ("ok", list(health.PARTS))
    assert all(part["state"] == "ok" and 0 <= part["ms"] < 1000 for part in told["parts"].values())
