"""`/metrics`: who may ask, and what it says."""

import threading

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.sites.models import Site
from aicmr import metrics
from aicmr.lib import measures
from tests.people import SiteClient

pytestmark = pytest.mark.django_db(transaction=True)


def ask(**extra: str) -> int:
    return Client(headers={"host": "10.0.0.9"}).get("/metrics", **extra).status_code


@pytest.mark.parametrize(
    ("address", "forwarded", "status"),
    [
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("", "", 200),
        ("203.0.113.7", "", 404),
        ("127.0.0.1", "203.0.113.7", 404),
        ("127.0.0.1", "127.0.0.1, 203.0.113.7", 404),
        ("127.0.0.1", "127.0.0.1", 200),
        ("127.0.0.1", "nonsense", 404),
    ],
)
def test_only_the_house_may_ask(address: str, forwarded: str, status: int) -> None:
    assert ask(REMOTE_ADDR=address, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})) == status


def test_a_token_lets_in_from_anywhere(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token-of-the-house"
    far = {"REMOTE_ADDR": "203.0.113.7"}
    assert ask(**far, HTTP_AUTHORIZATION="Bearer a-token-of-the-house") == 200
    assert ask(**far, HTTP_AUTHORIZATION="Bearer another") == 404
    assert ask(**far, HTTP_AUTHORIZATION="Bearer ") == 404
    settings.METRICS_TOKEN = ""
    assert ask(**far, HTTP_AUTHORIZATION="Bearer ") == 404


def test_it_counts_requests_by_route_and_tells_what_rooms_measure(site: Site) -> None:
    SiteClient(site).get("/robots.txt")
    text = SiteClient(site).get("/metrics").text
    assert 'aicmr_responses_total{route="reading:robots",status="2xx"}' in text
    assert 'aicmr_request_seconds_bucket{le="0.001",route="reading:robots"}' in text
    for name in ("deliveries_due", "deliveries_dead", "workers_alive", 'queue_lag_seconds{queue="ai"}'):
        assert f"aicmr_{name} " in text
    for name in ("ai_breakers_open", "ai_runs_today"):
        assert f"# TYPE aicmr_{name} gauge" in text


def test_a_measure_that_fails_or_hangs_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "PATIENCE", 0.1)
    measures.measure("broken", "x")(lambda: 1 / 0)
    over = threading.Event()
    measures.measure("slow", "x")(lambda: float(over.wait(30)))
    measures.measure("well", "x", label="of")(lambda: {'a"b': 2.0})
    try:
        found = {one.name: reading for one, reading in metrics.readings()}
        text = "".join(metrics._lines())
    finally:
        over.set()
        for name in ("broken", "slow", "well"):
            measures.forget(name)
    assert (found["broken"], found["slow"], found["well"]) == (None, None, {'a"b': 2.0})
    assert 'aicmr_well{of="a\\"b"} 2.0' in text
