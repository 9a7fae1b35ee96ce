"""`manage.py schedule`: periodic work, when it last ran and when it runs next; which queues have workers."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from accounts.jobs import periodic, watch


class Command(BaseCommand):
    help = "Show the clock's schedule with last and next turns, and the workers of each queue."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{'task':32} {'every':>8} {'rung':>19} {'ran':>19} {'took':>8} {'next':>19}")
        for line in periodic.schedule():
            took = f"{line.took_ms} ms" if line.ran_at else "-"
            times = f"{_time(line.rung_at):>19} {_time(line.ran_at):>19} {took:>8} {_time(line.next_at):>19}"
            note = "  LATE" if line.is_late else ""
            note += f"  {line.error}" if line.error else ""
            self.stdout.write(f"{line.task:32} {line.every:>8} {times}{note}")
        self.stdout.write(f"\n{'queue':32} {'workers':>8} {'last seen':>19}")
        for queue, crew in watch.crews().items():
            self.stdout.write(f"{queue:32} {crew.count:>8} {_time(crew.seen_at):>19}")


def _time(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S") if value else "-"
