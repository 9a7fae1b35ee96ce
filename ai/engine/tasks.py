"""Tasks of the engine."""

from celery import shared_task

from ai.engine import upkeep


@shared_task(name="engine.sweep", soft_time_limit=50, time_limit=60)
def sweep() -> None:
    upkeep.sweep()


@shared_task(name="engine.forget", soft_time_limit=50, time_limit=60)
def forget() -> None:
    upkeep.forget()
