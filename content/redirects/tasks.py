"""Periodic work of redirects."""

from celery import shared_task

from content.redirects import suggesting


@shared_task(name="redirects.suggest")
def suggest() -> int:
    return suggesting.look()


@shared_task(name="redirects.suggest_again")
def suggest_again() -> int:
    return suggesting.look_again()
