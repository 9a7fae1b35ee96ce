"""What can go wrong with a server, in words for people; and which parameters it does not want."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from ai.providers.backends.frames import ServerSaid, WebPage
from ai.providers.exceptions import CallFailed
from aicmr.lib.http import FetchError

_RENAMES: dict[str, str | None] = {
    "max_tokens": "max_completion_tokens",
    "stream_options": None,
    "temperature": None,
    "response_format": None,
}

UNREADABLE = "The AI service sent an answer that cannot be read. Try again."
NO_SERVICE = "{host} answered with a web page. Check the address of the AI service; most end in /v1."


class TooManyBytes(Exception):
    """Raised by the connection when the server sends more than an answer can be."""


def too_large(tokens_in: int | None, tokens_out: int | None) -> CallFailed:
    message = "The AI service sent far more text than was asked for. It was stopped and nothing was stored."
    return CallFailed("too_large", message, tokens_in=tokens_in, tokens_out=tokens_out)


def too_slow(tokens_in: int | None, tokens_out: int | None) -> CallFailed:
    message = "The AI service took too long to answer. Try again; an administrator can choose a faster model."
    return CallFailed("timeout", message, tokens_in=tokens_in, tokens_out=tokens_out)


def cut(tokens_in: int | None, tokens_out: int | None) -> CallFailed:
    message = "The connection to the AI service broke in the middle of its answer. Nothing of it was stored. Try again."
    return CallFailed("cut", message, tokens_in=tokens_in, tokens_out=tokens_out)


def broken(detail: str = "") -> CallFailed:
    return CallFailed("broken", UNREADABLE, detail=detail)


def empty(
    tool_calls: int, finish_reason: str, tokens_in: int | None, tokens_out: int | None, *, refusal: str = ""
) -> CallFailed:
    if refusal:
        message = "The model declined to answer. Change what is asked for, or choose another model."
    elif tool_calls:
        message = "The model wanted to use a tool, which it was not offered, instead of answering. Try again."
    elif finish_reason == "length":
        message = "The model used up its longest answer before it wrote any text. Allow it a longer answer."
    elif finish_reason == "content_filter":
        message = "The AI service's filter stopped this answer. Change what is asked for."
    else:
        message = "The AI service sent an empty answer. Try again."
    return CallFailed("empty", message, detail=refusal[:2000], tokens_in=tokens_in, tokens_out=tokens_out)


def explained(error: BaseException, base_url: str, reading: Any = None) -> CallFailed:
    """The library's error as CallFailed; `reading` tells whether text had come and what was counted."""
    import httpx2
    import openai

    host = urlsplit(base_url).hostname or base_url
    counted: dict[str, Any] = {name: getattr(reading, name, None) for name in ("tokens_in", "tokens_out")}
    cause = _cause(error)
    if isinstance(cause, FetchError):
        return CallFailed("refused", f"The address of the AI service is not allowed: {cause}", **counted)
    if isinstance(cause, TooManyBytes):
        return too_large(**counted)
    if isinstance(error, WebPage):
        return CallFailed("refused", NO_SERVICE.format(host=host))
    if isinstance(error, ServerSaid):
        return _said(error, host, counted)
    if isinstance(error, openai.APIStatusError):
        status, wait = int(error.status_code), _retry_after(error)
        return _of_status(status, host, _words(error), is_quota=error.code == "insufficient_quota", wait=wait)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return too_slow(**counted)
    if isinstance(error, httpx2.TransportError):  # in the middle: the library tells those before the answer
        return cut(**counted)
    if isinstance(error, openai.APIConnectionError):
        if reading is not None and not reading.chunks.empty():
            return cut(**counted)
        text = str(cause)
        if "incomplete" in text or "peer closed" in text:
            return cut(**counted)
        message = f"The AI service at {host} cannot be reached. Try again in a moment."
        return CallFailed("down", message, detail=text, **counted)
    if isinstance(error, openai.APIError):
        return CallFailed("down", f"The AI service at {host} reported an error.", detail=str(error), **counted)
    return CallFailed("broken", UNREADABLE, detail=_named(error), **counted)


def unwanted_parameters(error: BaseException) -> dict[str, str | None]:
    """Parameters that a 400 or 422 names as unknown or unsupported, and what to call them instead (None: leave out)."""
    import openai

    if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
        return {}
    text = f"{error.param or ''} {error} {error.body}"
    return {name: other for name, other in _RENAMES.items() if re.search(rf"\b{name}\b", text)}


def _said(error: ServerSaid, host: str, counted: dict[str, Any]) -> CallFailed:
    """An error that came with status 200."""
    if error.status:
        failed = _of_status(error.status, host, str(error))
        failed.tokens_in, failed.tokens_out = counted["tokens_in"], counted["tokens_out"]
        return failed
    message = f"The AI service at {host} reported an error instead of an answer. Try again; details are in the run log."
    return CallFailed("down", message, detail=str(error), **counted)


def _of_status(status: int, host: str, detail: str, *, is_quota: bool = False, wait: float | None = None) -> CallFailed:
    if status in (401, 403):
        return CallFailed("refused", f"{host} does not accept the key. An administrator can change it.", detail=detail)
    if status == 404:
        return CallFailed("refused", f"{host} knows no such model or address. Check both.", detail=detail)
    if status == 402 or is_quota:
        return CallFailed("refused", f"The account at {host} has no credit left. Top it up there.", detail=detail)
    if status == 429:
        when = f" It asks to wait {wait:.0f} seconds." if wait else ""
        message = f"{host} takes no more requests at the moment (429).{when}"
        return CallFailed("busy", message, detail=detail, retry_after=wait)
    if status in (408, 409, 425) or status >= 500:
        message = f"{host} has a fault of its own ({status}). Try again in a moment."
        return CallFailed("down", message, detail=detail, retry_after=wait)
    if status == 413 or "context" in detail.lower():
        return CallFailed("refused", f"The text is too long for this model at {host}. Use less of it.", detail=detail)
    return CallFailed("refused", f"{host} refused the request ({status}). Details are in the run log.", detail=detail)


def _retry_after(error: Any) -> float | None:
    """Seconds, from `retry-after-ms`, or `Retry-After` as seconds or as a date (RFC 9110, 10.2.3)."""
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * scale)
        except (KeyError, ValueError):
            continue
    try:
        moment = parsedate_to_datetime(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _words(error: Any) -> str:
    return f"{error} {error.body if isinstance(error.body, str) else ''}".strip()[:2000]


def _cause(error: BaseException) -> BaseException:
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
        if isinstance(error, FetchError | TooManyBytes):
            break
    return error


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
