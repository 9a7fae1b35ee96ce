"""Tasks of the media room."""

from celery import shared_task

from aicmr.lib.queue import send
from content.media import processing


@shared_task(name="media.make_renditions", soft_time_limit=240, time_limit=270)
def make_renditions(asset_id: int) -> None:
    processing.make_renditions(asset_id)


@shared_task(name="media.sweep", soft_time_limit=50, time_limit=60)
def sweep() -> None:
    """Ring again for assets that wait without a worker."""
    for asset_id in processing.due():
        if not send("media.make_renditions", [asset_id], queue="media"):
            return
