"""What the server does with one request."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """fault: see `FAULTS`; '' answers. text: what to answer; None leaves it to the server's `answer` function."""

    fault: str = ""
    text: str | None = None
    finish_reason: str = "stop"
    status: int = 200
    retry_after: str = ""
    tokens: tuple[int, int] | None = None
    send_usage: bool = True
    pause: float = 0.0  # seconds between chunks
    delay: float = 0.0  # seconds before the first byte
    message: str = "scripted"


FAULTS = {
    "429": Step("status", status=429),
    "429-after": Step("status", status=429, retry_after="1"),
    "429-later": Step("status", status=429, retry_after="3600"),
    "500": Step("status", status=500),
    "503": Step("status", status=503),
    "401": Step("status", status=401, message="Incorrect API key provided: {key}"),
    "404": Step("status", status=404),
    "quota": Step("status", status=429, message="insufficient_quota"),
    "hang": Step("hang"),
    "hang-mid": Step("hang-mid"),
    "drip": Step("drip"),
    "cut": Step("cut"),
    "cut-clean": Step("cut-clean"),
    "reset": Step("reset"),
    "length": Step(finish_reason="length"),
    "filter": Step(text="", finish_reason="content_filter"),
    "empty": Step("empty"),
    "no-text": Step(text=""),
    "broken": Step("broken"),
    "tool": Step("tool"),
    "huge": Step("huge"),
    "huge-line": Step("huge-line"),
}


def pieces(text: str) -> list[str]:
    """As tokens come: a word with the space before it."""
    return re.findall(r"\s*\S+\s*?(?=\s|\Z)|\s+", text) or ([text] if text else [])


def count(text: str) -> int:
    return len(pieces(text))


def prompt_count(body: dict[str, Any]) -> int:
    return sum(count(str(message.get("content", ""))) + 4 for message in body.get("messages", []))


def events(step: Step, text: str, body: dict[str, Any], tokens: tuple[int, int]) -> Iterator[bytes]:
    """The server-sent events of a good answer."""
    yield _event(body, {"role": "assistant", "content": ""}, None)
    for piece in pieces(text):
        yield _event(body, {"content": piece}, None)
    if step.fault == "tool":
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "fetch", "arguments": "{}"}}
        yield _event(body, {"tool_calls": [call]}, None)
    yield _event(body, {}, "tool_calls" if step.fault == "tool" else step.finish_reason)
    if (body.get("stream_options") or {}).get("include_usage") and step.send_usage:
        yield line({**_frame(body), "choices": [], "usage": usage(tokens)})
    yield b"data: [DONE]\n\n"


def whole(step: Step, text: str, body: dict[str, Any], tokens: tuple[int, int]) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": step.finish_reason}
    frame = {**_frame(body), "object": "chat.completion", "choices": [] if step.fault == "empty" else [choice]}
    return {**frame, "usage": usage(tokens)} if step.send_usage else frame


def usage(tokens: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}


def line(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _frame(body: dict[str, Any]) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body.get("model", "")}


def _event(body: dict[str, Any], delta: dict[str, Any], finish_reason: str | None) -> bytes:
    return line({**_frame(body), "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})
