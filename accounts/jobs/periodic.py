"""Periodic work as the clock and the workers have noted it: who was rung for, what ran, what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.jobs import registry
from accounts.jobs.models import Turn

SILENT = timedelta(seconds=60)  # the sweeps are rung for every ten


@dataclass(frozen=True)
class Line:
    """One task on the schedule. `is_late`: its turn came more than a period and a minute ago."""

    task: str
    period: float  # seconds
    rung_at: datetime | None
    ran_at: datetime | None
    took_ms: int
    error: str
    next_at: datetime | None
    is_late: bool

    @property
    def every(self) -> str:
        """The period in words: 10 s, 5 min, 6 h."""
        units = ((3600, "h"), (60, "min"), (1, "s"))
        size, name = next((unit for unit in units if self.period >= unit[0] and self.period % unit[0] == 0), (1, "s"))
        return f"{self.period / size:g} {name}"


def note_rung(task: str) -> None:
    Turn.objects.update_or_create(task=task, defaults={"rung_at": timezone.now()})


def note_ran(task: str, took: float, error: str = "") -> None:
    """A worker has done the task in `took` seconds, or failed with `error` (the name of its class)."""
    known = {"ran_at": timezone.now(), "took_ms": int(took * 1000), "error": error[:300]}
    Turn.objects.update_or_create(task=task, defaults=known)


def schedule() -> list[Line]:
    """Every task that rooms have put on the clock, the most frequent first."""
    rows, now = {turn.task: turn for turn in Turn.objects.all()}, timezone.now()
    lines = [_line(task, period, rows.get(task) or Turn(task=task), now) for task, period in registry.periodic()]
    return sorted(lines, key=lambda line: (line.period, line.task))


def last_turns() -> dict[str, datetime]:
    """task → when the clock last rang for it."""
    rung = Turn.objects.exclude(rung_at=None).values_list("task", "rung_at")
    return {task: at for task, at in rung if at is not None}


def clock_rang_at() -> datetime | None:
    """When the clock last rang for anything."""
    return Turn.objects.exclude(rung_at=None).order_by("-rung_at").values_list("rung_at", flat=True).first()


def _line(task: str, period: float, turn: Turn, now: datetime) -> Line:
    due = turn.rung_at + timedelta(seconds=period) if turn.rung_at else None
    is_late = due is not None and now - due > SILENT
    return Line(task, period, turn.rung_at, turn.ran_at, turn.took_ms, turn.error, due, is_late)
