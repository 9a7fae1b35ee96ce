"""Wiring of the AiCMR publishing system."""

from aicmr.celery import app as celery_app

__all__ = ["celery_app"]
