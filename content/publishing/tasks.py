"""Periodic work of publishing."""

from celery import shared_task

from content.publishing import causes, cdn, changes, schedules


@shared_task(name="publishing.publish_due")
def publish_due() -> int:
    return schedules.publish_due()


@shared_task(name="publishing.heal")
def heal() -> int:
    return causes.heal()


@shared_task(name="publishing.prune_changes")
def prune_changes() -> int:
    return changes.prune()


@shared_task(name="publishing.purge_cdn")
def purge_cdn() -> int:
    return cdn.purge_all()
