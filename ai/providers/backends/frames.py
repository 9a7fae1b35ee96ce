"""What a server sends, read with patience: the events of a stream or one body of JSON, told apart by how they begin.

Servers that call themselves compatible differ in what stands around the text: comments and pings, fields of their own,
parts instead of a string, an error with status 200, a body where a stream was asked for and the other way round. What
can be understood is read; what an error says is told. Events: https://html.spec.whatwg.org/#parsing-an-event-stream
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

DONE = object()  # the server said that it is over
_BOM = b"\xef\xbb\xbf"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udbff\udc00-\udc7f\udd00-\udfff]")
_TEXT_PARTS = (None, "text", "output_text")
_ENDS = {
    **dict.fromkeys(("eos", "eos_token", "end_turn", "stop_sequence", "complete", "completed", "end"), "stop"),
    **dict.fromkeys(("tool_calls", "function_call", "tool_use"), "stop"),
    **dict.fromkeys(("max_tokens", "model_length", "max_output_tokens"), "length"),
    **dict.fromkeys(("safety", "recitation", "content_filtered", "refusal"), "content_filter"),
}
_STATUS_WORDS = {
    "insufficient_quota": 402, "rate_limit": 429, "overloaded": 503, "invalid_api_key": 401, "authentication": 401,
    "permission": 403, "not_found": 404, "invalid_model": 404, "context_length": 413, "server_error": 500,
    "internal": 500, "invalid_request": 400,
}  # fmt: skip


class WebPage(Exception):
    """A page for people came instead of an answer: the address is not that of an AI service."""


class ServerSaid(Exception):
    """An error object where an answer should be; `status` is the HTTP status that it means, 0 where it does not say."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Piece:
    """What one event adds. `thinks`: the model is at work on what is not shown. tokens: (in, out) so far."""

    text: str = ""
    finish_reason: str = ""
    tool_calls: int = 0
    tokens: tuple[int, int] | None = None
    refusal: str = ""
    thinks: bool = False


class Joined:
    """Puts characters together that a server has torn: halves of UTF-16, or bytes of UTF-8, in two events."""

    def __init__(self) -> None:
        self._half = ""
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, piece: str, *, final: bool = False) -> str:
        text = self._half + piece
        self._half = text[-1:] if not final and "\ud800" <= text[-1:] <= "\udbff" else ""
        text = _PAIR.sub(_one, text[:-1] if self._half else text)
        return self._bytes.decode(_LONE.sub("\ufffd", text).encode("utf-8", "surrogateescape"), final)


def _one(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")


def payloads(chunks: Iterable[bytes]) -> Iterator[Any]:
    """The JSON of each event, then DONE if the server says so; or the one body and DONE.

    Raises ValueError for what cannot be read, WebPage for HTML. Events that end in the middle are left out.
    """
    lines = _lines(chunks)
    first = next((line for line in lines if line.strip()), b"").removeprefix(_BOM)
    start = first.lstrip()[:1]
    if start == b"<":
        raise WebPage
    if start in (b"{", b"["):
        yield json.loads(b"\n".join([first, *lines]).decode("utf-8", "surrogateescape"))
        yield DONE
        return
    for data in _events(first, lines):
        if data.startswith(b"[DONE]"):
            yield DONE
            return
        yield json.loads(data.decode("utf-8", "surrogateescape"))


def _events(first: bytes, lines: Iterator[bytes]) -> Iterator[bytes]:
    """The data of each event; some servers leave out the empty line between them, or after the last."""
    data: list[bytes] = []
    for line in chain([first], lines):
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        begins_anew = bool(data) and value.startswith((b"{", b"[DONE]")) and data[-1].endswith(b"}")
        if data and (not line or (name == b"data" and begins_anew)):
            yield b"\n".join(data)
            data = []
        if name == b"data" and value.strip():
            data.append(value)
    rest = b"\n".join(data)
    if rest.startswith(b"[DONE]") or _is_whole(rest):
        yield rest


def _is_whole(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8", "surrogateescape"))
    except ValueError:
        return False
    return True


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Without their ends, which are CR, LF or both, also where a chunk ends between the two."""
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        if b"\n" not in chunk and b"\r" not in chunk:
            continue
        lines = bytes(rest).splitlines(keepends=True)
        rest.clear()
        if not lines[-1].endswith(b"\n"):
            rest += lines.pop()
        yield from (line.rstrip(b"\r\n") for line in lines)
    yield from bytes(rest).splitlines()


def piece(payload: Any) -> Piece:
    """Raises ServerSaid for an error, ValueError for what is no object."""
    if not isinstance(payload, dict):
        raise ValueError(f"no object: {str(payload)[:200]}")
    _complain(payload)
    choices = payload.get("choices")
    choice = next((row for row in choices if isinstance(row, dict)), {}) if isinstance(choices, list) else {}
    said = choice.get("delta" if "delta" in choice else "message")
    told = said if isinstance(said, dict) else {}
    reason = str(choice.get("finish_reason") or "")
    if reason == "error":
        raise ServerSaid("finish_reason: error", 0)
    return Piece(
        text=_text(told.get("content")),
        finish_reason=_ENDS.get(reason.lower(), reason.lower()),
        tool_calls=len(told.get("tool_calls") or []) + bool(told.get("function_call")),
        tokens=_tokens(payload.get("usage")),
        refusal=_text(told.get("refusal")),
        thinks=bool(told.get("reasoning_content") or told.get("reasoning") or told.get("thinking"))
        or isinstance(told.get("content"), list),
    )


def _text(content: Any) -> str:
    """A string, or the text of its parts: those of a model's thinking aloud are left out."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    told = (part.get("text") if isinstance(part, dict) and part.get("type") in _TEXT_PARTS else part for part in parts)
    return "".join(text for text in told if isinstance(text, str))


def _tokens(usage: Any) -> tuple[int, int] | None:
    if not isinstance(usage, dict):
        return None
    counts: list[Any] = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    return (counts[0], counts[1]) if all(_is_count(count) for count in counts) else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _complain(payload: dict[str, Any]) -> None:
    """An error may be an object, a sentence, or the event itself."""
    error = payload.get("error")
    is_bare = "choices" not in payload and any(isinstance(payload.get(name), str) for name in ("message", "detail"))
    if not error and not is_bare and payload.get("object") != "error" and payload.get("type") != "error":
        return
    told = error if isinstance(error, dict) else payload
    words = error if isinstance(error, str) else told.get("message") or told.get("detail") or json.dumps(payload)
    raise ServerSaid(str(words)[:2000], _status(told))


def _status(told: dict[str, Any]) -> int:
    named = [str(told.get(name) or "") for name in ("code", "status", "status_code", "type")]
    for name in named:
        if name.isascii() and name.isdigit() and 400 <= int(name[:4]) <= 599:
            return int(name[:4])
    text = " ".join(named).lower()
    return next((status for word, status in _STATUS_WORDS.items() if word in text), 0)
