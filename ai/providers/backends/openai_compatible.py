"""Any server that speaks OpenAI's chat completions, by the `openai` library.

The library reads in a thread of its own; this one waits for its chunks with a clock in hand. So a server that sends a
byte now and then, or only comments, cannot hold a worker, and someone who cancels is heard while nothing comes.
"""

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings

from ai.providers.backends import Answer, Call, OnChunk, Tick, errors, frames
from ai.providers.backends.connection import Line, connect
from ai.providers.exceptions import CallFailed
from ai.providers.routing import Target

TICK = 0.25
TEXT_FACTOR, TEXT_LEAST = 24, 4_000  # characters an answer may have: a token is rarely more than 24
_unwanted: dict[tuple[str, str], dict[str, str | None]] = {}


@dataclass
class _Reading:
    """What the reading thread has found so far, and whether anybody still wants it."""

    chunks: "queue.Queue[str | None]" = field(default_factory=lambda: queue.Queue(maxsize=256))
    stop: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None
    finish_reason: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    tool_calls: int = 0
    refusal: str = ""
    line: Line | None = None

    def put(self, chunk: str | None) -> bool:
        while not self.stop.is_set():
            try:
                self.chunks.put(chunk, timeout=TICK)
                return True
            except queue.Full:
                continue
        return False


def answer(call: Call, *, on_chunk: OnChunk, tick: Tick) -> Answer:
    """Raises CallFailed; whatever `on_chunk` or `tick` raise passes through and ends the call."""
    _warm()
    reading = _Reading()
    thread = threading.Thread(target=_read, args=(call, reading), name="ai-call", daemon=True)
    thread.start()
    size, most = 0, max(TEXT_LEAST, call.max_tokens * TEXT_FACTOR)
    try:
        for chunk in _arriving(reading, tick):
            size += len(chunk)
            if size > most:
                raise errors.too_large(reading.tokens_in, reading.tokens_out)
            if chunk:
                on_chunk(chunk)
    finally:
        reading.stop.set()
        if reading.line is not None:
            reading.line.http.close()
    return _answer(call, reading, size)


@cache
def _warm() -> None:
    """Load the library before the clock of the first call runs."""
    import_module("openai.resources.chat.completions")
    import_module("openai.types.chat")


def first_model(target: Target) -> str:
    """The first model of GET /models that is not for embeddings or sound. Raises CallFailed."""
    names = models(target)
    other = ("embed", "whisper", "tts", "rerank", "moderation", "dall-e", "image")
    chat = [name for name in names if not any(word in name.lower() for word in other)]
    if not chat:
        raise CallFailed("refused", f"{target.host} offers no model. Name one in AI_MODEL or under Settings → Models.")
    return chat[0]


def models(target: Target) -> list[str]:
    """The names of the models that the server offers. Raises CallFailed."""
    return [offer["name"] for offer in offers(target)]


def offers(target: Target) -> list[dict[str, Any]]:
    """{"name", "context"} of each model; the context is 0 where the server does not tell. Raises CallFailed."""
    with connect(target.base_url, target.api_key, allow_private=target.allow_private, most_bytes=2_000_000) as line:
        try:
            raw = line.openai.models.with_raw_response.list()
            return _offered(next(frames.payloads(raw.http_response.iter_bytes()), {}))
        except Exception as error:
            raise errors.explained(error, target.base_url) from None


def _offered(told: Any) -> list[dict[str, Any]]:
    """Most servers list them under `data`, some under `models` or as nothing but the list."""
    if isinstance(told, dict):
        frames.piece(told)  # an error is told
        told = told.get("data") or told.get("models")
    rows = [row if isinstance(row, dict) else {"id": row} for row in told or []]
    named = [(str(row.get("id") or row.get("name") or ""), row) for row in rows]
    return [{"name": name, "context": _context(row)} for name, row in named if name]


def _context(row: dict[str, Any]) -> int:
    """Servers of our own machines and brokers tell it, each by another name; OpenAI does not."""
    told = [row.get(name) for name in ("context_length", "max_model_len", "context_window", "max_context_length")]
    return next((size for size in told if isinstance(size, int) and size > 0), 0)


def _arriving(reading: _Reading, tick: Tick) -> Iterator[str]:
    """The chunks as they come. Raises CallFailed when one, or all, take too long, and the reader's own error."""
    began = time.monotonic()
    patience_ends = began + settings.AI_FIRST_TOKEN_TIMEOUT
    while True:
        tick()
        try:
            chunk = reading.chunks.get(timeout=TICK)
        except queue.Empty:
            now = time.monotonic()
            if now > patience_ends or now - began > settings.AI_CALL_TIMEOUT:
                raise errors.too_slow(reading.tokens_in, reading.tokens_out) from None
            continue
        if chunk is None:
            break
        yield chunk
        if time.monotonic() - began > settings.AI_CALL_TIMEOUT:
            raise errors.too_slow(reading.tokens_in, reading.tokens_out)
        patience_ends = time.monotonic() + settings.AI_CHUNK_TIMEOUT
    if isinstance(reading.error, CallFailed):
        raise reading.error
    if reading.error is not None:
        raise reading.error


def _answer(call: Call, reading: _Reading, size: int) -> Answer:
    if not size:
        counted = reading.tokens_in, reading.tokens_out
        raise errors.empty(reading.tool_calls, reading.finish_reason, *counted, refusal=reading.refusal)
    return Answer(
        text="",
        finish_reason=reading.finish_reason or "stop",
        tokens_in=reading.tokens_in,
        tokens_out=reading.tokens_out,
    )


def _read(call: Call, reading: _Reading) -> None:
    """In the thread: everything that comes is put in the queue, and None when there is no more."""
    try:
        most_bytes = 500_000 + call.max_tokens * 4_000
        with connect(call.base_url, call.api_key, allow_private=call.allow_private, most_bytes=most_bytes) as line:
            reading.line = line
            _receive(line, call, reading)
    except Exception as error:
        if isinstance(error, CallFailed):
            reading.error = error
        else:
            reading.error = _adapted(error, call) or errors.explained(error, call.base_url, reading)
    finally:
        reading.put(None)


def _receive(line: Line, call: Call, reading: _Reading) -> None:
    """Whether it is a stream or one body, the bytes say: some servers do not send what they were asked for."""
    raw = line.openai.chat.completions.with_raw_response.create(**_parameters(call))
    joined, began = frames.Joined(), False
    for payload in _payloads(raw.http_response, reading):
        began = True
        if payload is frames.DONE:
            break
        if not _take(frames.piece(payload), joined, reading):
            return
    else:
        if began and not reading.finish_reason:
            raise errors.cut(reading.tokens_in, reading.tokens_out)
    if rest := joined.add("", final=True):
        reading.put(rest)


def _payloads(response: Any, reading: _Reading) -> Iterator[Any]:
    """Some servers hang up behind the last word instead of ending the answer."""
    import httpx2

    try:
        yield from frames.payloads(response.iter_bytes())
    except httpx2.TransportError:
        if not reading.finish_reason:
            raise


def _take(piece: frames.Piece, joined: frames.Joined, reading: _Reading) -> bool:
    """False when nobody waits for more. What a model thinks aloud is not shown, but it shows that it is at work."""
    if piece.tokens is not None:
        reading.tokens_in, reading.tokens_out = piece.tokens
    reading.finish_reason = piece.finish_reason or reading.finish_reason
    reading.tool_calls += piece.tool_calls
    reading.refusal += piece.refusal
    text = joined.add(piece.text)
    return reading.put(text) if text or piece.thinks else not reading.stop.is_set()


def _parameters(call: Call) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "model": call.model,
        "messages": _with_pictures(call) if call.pictures else call.messages,
        "max_tokens": call.max_tokens,
        "stream": call.stream,
        "extra_headers": {"X-AiCMR-Purpose": call.purpose},
    }
    if call.stream:
        wanted["stream_options"] = {"include_usage": True}
    if call.temperature is not None:
        wanted["temperature"] = call.temperature
    if call.schema is not None and call.json_schema:
        form = {"name": call.purpose.replace(".", "_"), "schema": call.schema}
        wanted["response_format"] = {"type": "json_schema", "json_schema": form}
    elif call.schema is not None and call.json_mode:
        wanted["response_format"] = {"type": "json_object"}
    for name, other in _unwanted.get((call.base_url, call.model), {}).items():
        value = wanted.pop(name, None)
        if other and value is not None:
            wanted[other] = value
    return wanted


def _with_pictures(call: Call) -> list[dict[str, Any]]:
    """The pictures go with the last message, in the parts that OpenAI's vision models take."""
    *before, last = call.messages
    parts: list[dict[str, Any]] = [{"type": "text", "text": last["content"]}]
    parts += [{"type": "image_url", "image_url": {"url": address}} for address in call.pictures]
    return [*before, {"role": last["role"], "content": parts}]


def _adapted(error: Exception, call: Call) -> CallFailed | None:
    """Servers differ in what they accept: what one names in a 400 is left out, or renamed, from then on."""
    names = errors.unwanted_parameters(error)
    known = _unwanted.setdefault((call.base_url, call.model), {})
    fresh = {name: other for name, other in names.items() if name not in known and name in _parameters(call)}
    if not fresh:
        return None
    known.update(fresh)
    message = f"The server does not accept {', '.join(fresh)}; it was asked again without."
    return CallFailed("parameter", message, detail=str(error))
