from datetime import timedelta

import pytest
from celery import Celery
from django.db import DatabaseError
from django.utils import timezone

from accounts.jobs import periodic, registry, watch
from accounts.jobs.beat import Scheduler, somebody_listens
from accounts.jobs.models import Turn

pytestmark = pytest.mark.django_db


def test_the_sweeps_are_on_the_schedule_and_void_by_the_next_turn() -> None:
    for task in ("audit.sweep", "jobs.sweep"):
        entry = registry.beat_schedule()[task]
        assert (entry["schedule"], entry["options"]) == (10.0, {"expires": 10.0, "queue": "default"})


def test_rooms_add_their_own_periodic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_periodic", {})
    registry.every(30, "room.publish_due")
    assert registry.beat_schedule()["room.publish_due"]["schedule"] == 30


def test_the_clock_is_silent_while_no_worker_listens() -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"tick": {"task": "room.tick", "schedule": 60.0}}
    scheduler = Scheduler(app)
    entry = scheduler.schedule["tick"]
    entry.last_run_at = timezone.now() - timedelta(days=1)
    assert not scheduler.is_due(entry).is_due
    watch.beat_heart("one", timezone.now())
    assert scheduler.is_due(entry).is_due  # still due, not skipped
    scheduler.close()


def test_a_clock_that_is_started_again_goes_on_where_it_was() -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {name: {"task": f"room.{name}", "schedule": 3600.0} for name in ("due", "done", "ahead")}
    now = timezone.now()
    for name, ago in (("due", 2), ("done", 0.5), ("ahead", -5)):
        Turn.objects.create(task=f"room.{name}", rung_at=now - timedelta(hours=ago))
    watch.beat_heart("one", now)
    scheduler = Scheduler(app)
    entries = scheduler.schedule
    assert [name for name in entries if scheduler.is_due(entries[name]).is_due] == ["due"]
    assert 1700 < scheduler.is_due(entries["done"]).next < 1900
    assert scheduler.is_due(entries["ahead"]).next <= 3600  # of a clock that ran ahead


def test_a_clock_without_a_database_begins_its_periods_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(periodic, "last_turns", fail)
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"tick": {"task": "room.tick", "schedule": 60.0}}
    watch.beat_heart("one", timezone.now())
    scheduler = Scheduler(app)
    assert 50 < scheduler.is_due(scheduler.schedule["tick"]).next <= 60


def test_a_clock_that_goes_back_does_not_stop_periodic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {name: {"task": f"room.{name}", "schedule": 10.0} for name in ("one", "two")}
    watch.beat_heart("one", timezone.now())
    scheduler = Scheduler(app)
    rung: list[str] = []
    monkeypatch.setattr(scheduler, "apply_entry", lambda entry, producer=None: rung.append(entry.name))
    scheduler.tick()
    for entry in scheduler.schedule.values():  # as a clock leaves them that ran an hour ahead
        entry.last_run_at = timezone.now() + timedelta(hours=1)
    scheduler.populate_heap()
    scheduler._ahead += 3600
    assert scheduler.tick() <= 10
    for entry in scheduler.schedule.values():
        assert entry.last_run_at <= timezone.now()
        entry.last_run_at -= timedelta(seconds=11)
    scheduler.populate_heap()
    for _ in range(4):
        scheduler.tick()
    assert sorted(rung) == ["one", "two"]
    scheduler.close()


def test_a_worker_that_was_not_seen_for_long_does_not_listen() -> None:
    assert not somebody_listens()
    watch.beat_heart("one", timezone.now())
    assert somebody_listens()
    watch.Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert not somebody_listens()
    watch.Worker.objects.update(seen_at=timezone.now() - timedelta(days=2))
    watch.forget_old_workers()
    assert not watch.Worker.objects.exists()


def test_without_a_database_the_clock_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(watch, "worker_seen_at", fail)
    assert somebody_listens()
