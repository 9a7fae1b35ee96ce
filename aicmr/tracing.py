"""What a request started can be followed into the worker: its id travels in the message's headers."""

from contextvars import Token
from typing import Any

from celery import signals

from aicmr.lib.logs import facts, whereabouts

HEADER = "aicmr_request"
_JOB_TASK = "jobs.run"
_tokens: dict[str, Token[Any]] = {}


def follow() -> None:
    signals.before_task_publish.connect(_on_publish)
    signals.task_prerun.connect(_on_start)
    signals.task_postrun.connect(_on_end)


def _on_publish(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    number = facts().get("request_id")
    if headers is not None and number:
        headers[HEADER] = number


def _on_start(task_id: str = "", task: Any = None, args: Any = (), **kwargs: Any) -> None:
    about = {"task": task.name, "task_id": task_id, "request_id": getattr(task.request, HEADER, None)}
    about["job"] = args[0] if task.name == _JOB_TASK and args else None
    _tokens[task_id] = whereabouts.set({name: value for name, value in about.items() if value is not None})


def _on_end(task_id: str = "", **kwargs: Any) -> None:
    token = _tokens.pop(task_id, None)
    if token is not None:
        whereabouts.reset(token)
