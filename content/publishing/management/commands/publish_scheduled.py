from typing import Any

from django.core.management.base import BaseCommand

from content.publishing.models import Schedule
from content.publishing.schedules import publish_due


class Command(BaseCommand):
    help = "Carry out what is due now, on all sites; the worker does the same every ten seconds. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(Schedule.objects.failed().values_list("pk", flat=True))
        done = publish_due()
        self.stdout.write(f"Carried out: {done}.")
        for schedule in Schedule.objects.failed().exclude(pk__in=known):
            self.stderr.write(f"Failed: {schedule}: {schedule.error}")
