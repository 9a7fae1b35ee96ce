"""Logs: one line for each fact, with where it belongs (request, site, user, task, job), and without secrets.

Three streams in one: `access` (logger aicmr.access), `audit` (aicmr.audit), `error` (level ERROR and above); all
else is `app`. JSON in production, text for people. All of it goes to stderr, so that output of commands stays clean.
"""

import json
import logging
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from aicmr.lib.scrubbing import scrub, scrubbed

ACCESS, AUDIT = "aicmr.access", "aicmr.audit"
# A request, or what is known of a task: request_id, site, user, task, job.
whereabouts: ContextVar[Any] = ContextVar("aicmr_whereabouts", default=None)


def configuration(level: str, *, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING."""
    own = {"handlers": ["stderr"], "propagate": False}
    streams = "INFO" if as_json and not _is_watched() else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "aicmr.lib.logs.formatter", "as_json": as_json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Its lines of DEBUG hold all that a template was given.
            "django.template": {**own, "level": "INFO" if level == "DEBUG" else level},
            "django.server": {**own, "level": level},
            "django.request": {**own, "level": "ERROR"},  # a 404 is a line of the access stream
            "httpx": {**own, "level": "WARNING"},
            ACCESS: {**own, "level": streams},
            AUDIT: {**own, "level": streams},
        },
    }


def _is_watched() -> bool:
    """Somebody runs a command in a terminal: lines for collectors would tear its progress bar, and reach no collector.

    The facts of the audit stream are rows in any case.
    """
    return Path(sys.argv[0]).name == "manage.py" and sys.stderr is not None and sys.stderr.isatty()


def formatter(as_json: bool) -> logging.Formatter:
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
    ]
    chain: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _add_whereabouts,
        _add_stream,
        _as_json if as_json else _as_text,
    ]
    return structlog.stdlib.ProcessorFormatter(processors=chain, foreign_pre_chain=before)


def facts() -> dict[str, Any]:
    """What is known of the running request or task."""
    about = whereabouts.get()
    if about is None or isinstance(about, dict):
        return about or {}
    site, user = getattr(about, "site", None), about.__dict__.get("_cached_user")
    found = {"request_id": getattr(about, "request_id", None), "site": getattr(site, "pk", None)}
    found["user"] = getattr(user, "pk", None)
    return {name: value for name, value in found.items() if value is not None}


def _add_whereabouts(logger: Any, name: str, event: EventDict) -> EventDict:
    for key, value in facts().items():
        event.setdefault(key, value)
    return event


def _add_stream(logger: Any, name: str, event: EventDict) -> EventDict:
    streams = {ACCESS: "access", AUDIT: "audit"}
    is_error = event.get("level") in ("error", "critical")
    event["stream"] = streams.get(str(event.get("logger")), "error" if is_error else "app")
    return event


def _as_json(logger: Any, name: str, event: EventDict) -> str:
    if event["stream"] != "access":  # whose few fields are made without secrets
        event = scrubbed(event)
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=str)


def _as_text(logger: Any, name: str, event: EventDict) -> str:
    trouble = event.pop("exception", "")
    line = f"{event['time'][:19].replace('T', ' ')} {event['level'].upper()} {event.get('logger')}: {event['event']}"
    return scrub(f"{line}\n{trouble}" if trouble else line)
