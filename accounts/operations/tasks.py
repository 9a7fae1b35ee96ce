"""What beat asks of operations."""

from celery import shared_task
from django.utils import timezone

from accounts.operations import nightly, pruning

HOURS = 3600


@shared_task(name="operations.back_up", soft_time_limit=6 * HOURS, time_limit=6 * HOURS + 60)
def back_up() -> None:
    nightly.back_up_if_due()


@shared_task(name="operations.prune", soft_time_limit=HOURS, time_limit=HOURS + 60)
def prune() -> None:
    pruning.prune(timezone.now(), dry_run=False)
