"""Periodic work of publishing."""

from celery import shared_task

from content.publishing import causes, changes, schedules


@shared_task(name="publishing.publish_due")
def publish_due() -> int:
    return schedules.publish_due()


@shared_task(name="publishing.heal")
def heal() -> int:
    return causes.heal()


@shared_task(name="publishing.prune_changes")
def prune_changes() -> int:
    return changes.prune()
