"""Queues, order, limits: what holds for every task of the program."""

from typing import Any

import pytest
from django.conf import settings

from accounts.jobs import registry
from aicmr import celery
from aicmr.celery import AT_ONCE, BY_AND_BY, USUAL, app


def _tasks() -> dict[str, Any]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def _sent(name: str, **options: Any) -> dict[str, Any]:
    routed: dict[str, Any] = app.amqp.router.route(options, name, (), {})
    return routed


@pytest.mark.parametrize("name", sorted(_tasks()))
def test_every_task_has_a_queue_that_workers_hear_and_ends(name: str) -> None:
    assert _sent(name)["queue"].name in settings.CELERY_TASK_QUEUES
    task = _tasks()[name]
    soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
    hard = task.time_limit or settings.CELERY_TASK_TIME_LIMIT
    assert 0 < soft < hard


def test_tables_name_tasks_that_exist() -> None:
    assert set(celery.QUEUES) | set(celery.PRIORITIES) <= set(_tasks())


def test_the_clock_goes_first_and_what_has_time_last() -> None:
    assert AT_ONCE < USUAL < BY_AND_BY
    assert _sent("publishing.publish_due")["priority"] == AT_ONCE
    assert _sent("audit.deliver")["priority"] == USUAL
    assert _sent("publishing.heal")["priority"] == BY_AND_BY


def test_whoever_names_a_queue_is_heard() -> None:
    assert _sent("jobs.run", queue="ai")["queue"].name == "ai"
    assert _sent("media.make_renditions")["queue"].name == "media"


def test_the_clocks_messages_carry_their_priority() -> None:
    for name, entry in registry.beat_schedule().items():
        assert _sent(name, **entry["options"])["priority"] == celery.PRIORITIES.get(name, USUAL)  # type: ignore[dict-item]


def test_children_are_renewed_and_their_memory_has_an_end() -> None:
    assert app.conf.worker_max_tasks_per_child and app.conf.worker_max_memory_per_child
    assert app.conf.worker_prefetch_multiplier == 1, "a long task must not hold others that a free worker could take"
