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

from ai.providers.backends import Answer, Call, OnChunk, Tick, errors
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
            return [{"name": str(model.id), "context": _context(model)} for model in line.openai.models.list()]
        except Exception as error:
            raise errors.explained(error, target.base_url) from None


def _context(model: Any) -> int:
    """Servers of our own machines and brokers tell it, each by another name; OpenAI does not."""
    extra = getattr(model, "model_extra", None) or {}
    told = [extra.get(name) for name in ("context_length", "max_model_len", "context_window", "max_context_length")]
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
        raise errors.empty(reading.tool_calls, reading.finish_reason, reading.tokens_in, reading.tokens_out)
    return Answer(
        text="",
        finish_reason="stop" if reading.finish_reason in ("", "tool_calls", "function_call") else reading.finish_reason,
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
    raw = line.openai.chat.completions.with_raw_response.create(**_parameters(call))
    kind = raw.http_response.headers.get("content-type", "")
    if call.stream and "json" not in kind:
        for event in raw.parse():
            if not _take(event, reading):
                return
        if not reading.finish_reason and not line.saw_end():
            raise errors.cut(reading.tokens_in, reading.tokens_out)
        return
    body = raw.http_response.read().decode("utf-8", "replace")
    _take_whole(body, reading)


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


def _take(event: Any, reading: _Reading) -> bool:
    """One event of a stream; False when nobody waits for more."""
    if not hasattr(event, "choices") and not hasattr(event, "usage"):
        raise errors.broken()
    _count(getattr(event, "usage", None), reading)
    for choice in list(getattr(event, "choices", None) or [])[:1]:
        delta = getattr(choice, "delta", None)
        reading.finish_reason = str(getattr(choice, "finish_reason", None) or reading.finish_reason)
        reading.tool_calls += len(getattr(delta, "tool_calls", None) or [])
        content = getattr(delta, "content", None)
        if isinstance(content, str) and content and not reading.put(content):
            return False
    return not reading.stop.is_set()


def _take_whole(body: str, reading: _Reading) -> None:
    """A JSON body instead of a stream."""
    from openai.types.chat import ChatCompletion
    from pydantic import ValidationError

    try:
        completion = ChatCompletion.model_validate_json(body)
    except ValidationError as error:
        raise errors.broken(str(error)[:500]) from None
    _count(completion.usage, reading)
    for choice in completion.choices[:1]:
        reading.finish_reason = str(choice.finish_reason or "")
        reading.tool_calls = len(choice.message.tool_calls or [])
        if choice.message.content:
            reading.put(choice.message.content)


def _count(usage: Any, reading: _Reading) -> None:
    tokens_in, tokens_out = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    if isinstance(tokens_in, int) and isinstance(tokens_out, int) and tokens_in >= 0 and tokens_out >= 0:
        reading.tokens_in, reading.tokens_out = tokens_in, tokens_out
