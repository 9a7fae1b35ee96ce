"""Tasks of this room."""

from celery import shared_task

from ai.proposals import places


@shared_task(name="proposals.look_for_marks", soft_time_limit=280, time_limit=290)
def look_for_marks() -> int:
    return places.refresh_all()
