"""The schedule as people see it: what the clock rang for, what ran, who takes work from which queue."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from celery import Celery
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from accounts.jobs import periodic, registry, watch, worker
from accounts.jobs.beat import Scheduler
from accounts.jobs.models import Turn

pytestmark = pytest.mark.django_db


def line(task: str) -> periodic.Line:
    [found] = [line for line in periodic.schedule() if line.task == task]
    return found


def test_every_task_on_the_clock_has_a_line_before_its_first_turn() -> None:
    assert {line.task for line in periodic.schedule()} == {task for task, _ in registry.periodic()}
    assert line("jobs.sweep") == periodic.Line("jobs.sweep", 10.0, None, None, 0, "", None, False)


def test_the_clock_notes_for_what_it_rang(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"jobs.sweep": {"task": "jobs.sweep", "schedule": 10.0}}
    scheduler = Scheduler(app)
    scheduler.apply_entry(scheduler.schedule["jobs.sweep"])
    rung = line("jobs.sweep").rung_at
    assert rung is not None and line("jobs.sweep").next_at == rung + timedelta(seconds=10)
    assert periodic.clock_rang_at() == rung
    scheduler.close()


def test_a_clock_that_cannot_note_rings_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"jobs.sweep": {"task": "jobs.sweep", "schedule": 10.0}}
    scheduler = Scheduler(app)
    sent: list[str] = []
    monkeypatch.setattr(
        scheduler, "apply_async", lambda entry, **more: sent.append(entry.task) or SimpleNamespace(id=1)
    )

    def broken(task: str) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(periodic, "note_rung", broken)
    scheduler.apply_entry(scheduler.schedule["jobs.sweep"])
    assert sent == ["jobs.sweep"]
    scheduler.close()


def test_a_worker_notes_how_periodic_work_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_with_database", lambda work: work())
    eager = SimpleNamespace(is_eager=True)
    sweep, other = (SimpleNamespace(name=name, request=eager) for name in ("jobs.sweep", "jobs.run"))
    for task in (sweep, other):
        worker._on_task_prerun(task_id=task.name, task=task)
        worker._on_task_postrun(task_id=task.name, task=task, retval=ValueError("mysql://user:secret@host"))
    assert line("jobs.sweep").error == "ValueError"  # never its text
    assert not Turn.objects.filter(task="jobs.run").exists()
    worker._on_task_prerun(task_id="again", task=sweep)
    worker._on_task_postrun(task_id="again", task=sweep, retval=None)
    assert line("jobs.sweep").error == "" and line("jobs.sweep").ran_at is not None


def test_a_turn_that_does_not_come_is_late() -> None:
    periodic.note_rung("jobs.sweep")
    Turn.objects.update(rung_at=timezone.now() - timedelta(seconds=65))
    assert not line("jobs.sweep").is_late
    Turn.objects.update(rung_at=timezone.now() - timedelta(seconds=75))
    assert line("jobs.sweep").is_late


def test_crews_are_counted_by_queue() -> None:
    now = timezone.now()
    watch.beat_heart("one", now, "ai,default")
    watch.beat_heart("two", now, "default")
    watch.beat_heart("gone", now, "books")
    watch.Worker.objects.filter(name="gone").update(seen_at=now - timedelta(minutes=1))
    found = watch.crews()
    assert {queue: crew.count for queue, crew in found.items()} == {
        "default": 2,
        "ai": 1,
        "media": 0,
        "books": 0,
        "mail": 0,
    }
    assert found["books"].seen_at == now - timedelta(minutes=1) and found["mail"].seen_at is None


def test_a_worker_of_an_earlier_release_counts_for_all_queues() -> None:
    watch.beat_heart("old", timezone.now())
    assert all(crew.count == 1 for crew in watch.crews().values())


def test_the_command_prints_schedule_and_queues() -> None:
    periodic.note_rung("jobs.sweep")
    periodic.note_ran("jobs.sweep", 0.25, "OSError")
    watch.beat_heart("one", timezone.now(), "mail")
    out = StringIO()
    call_command("schedule", stdout=out)
    [sweep] = [line for line in out.getvalue().splitlines() if line.startswith("jobs.sweep")]
    assert "10 s" in sweep and "250 ms" in sweep and sweep.endswith("OSError")
    [mail] = [line for line in out.getvalue().splitlines() if line.startswith("mail ")]
    assert mail.split()[1] == "1"


@pytest.mark.parametrize(
    ("period", "words"), [(0.5, "0.5 s"), (10, "10 s"), (90, "90 s"), (300, "5 min"), (21600, "6 h")]
)
def test_periods_are_said_in_the_unit_that_fits(period: float, words: str) -> None:
    assert periodic.Line("x", period, None, None, 0, "", None, False).every == words
