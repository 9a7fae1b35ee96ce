from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.db import DatabaseError
from django.utils import timezone

from accounts.jobs import registry, watch
from accounts.jobs.beat import Scheduler, somebody_listens

pytestmark = pytest.mark.django_db


def test_the_sweeps_are_on_the_schedule_and_void_by_the_next_turn() -> None:
    for task in ("audit.sweep", "jobs.sweep"):
        entry = registry.beat_schedule()[task]
        assert (entry["schedule"], entry["options"]) == (10.0, {"expires": 10.0, "queue": "default"})


def test_rooms_add_their_own_periodic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_periodic", {})
    registry.every(30, "room.publish_due")
    assert registry.beat_schedule()["room.publish_due"]["schedule"] == 30


def test_the_clock_is_silent_while_no_worker_listens(tmp_path: Path) -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"tick": {"task": "room.tick", "schedule": 60.0}}
    scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"))
    entry = scheduler.schedule["tick"]
    entry.last_run_at = timezone.now() - timedelta(days=1)
    assert not scheduler.is_due(entry).is_due
    watch.beat_heart("one", timezone.now())
    assert scheduler.is_due(entry).is_due  # still due, not skipped
    scheduler.close()


def test_a_clock_that_goes_back_does_not_stop_periodic_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {name: {"task": f"room.{name}", "schedule": 10.0} for name in ("one", "two")}
    watch.beat_heart("one", timezone.now())
    scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"))
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
