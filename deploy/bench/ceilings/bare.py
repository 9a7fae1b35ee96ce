"""Gunicorn alone: `ceilings.bare:application` answers 20 kB without a framework."""

from collections.abc import Callable, Iterable
from typing import Any

BYTES = b"<p>tide</p>" * 1900
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BYTES)))]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [BYTES]
