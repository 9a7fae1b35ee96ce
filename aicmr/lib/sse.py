"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2."""

import json
from typing import Any

CONTENT_TYPE = "text/event-stream; charset=utf-8"
# No cache keeps a stream, nginx does not buffer it, nothing compresses (and so delays) it.
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


def event(name: str, data: Any, *, id: str = "") -> bytes:
    """One event with JSON data, which has no line breaks. `id` comes back as Last-Event-ID after a disconnect."""
    lines = [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}"]
    if id:
        lines.insert(0, f"id: {id}")
    return ("\n".join(lines) + "\n\n").encode()


def comment(text: str = "") -> bytes:
    """A line that clients ignore and that keeps a connection from being closed as idle."""
    return f": {' '.join(text.split())}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """How long a client waits before it connects again."""
    return f"retry: {milliseconds}\n\n".encode()
