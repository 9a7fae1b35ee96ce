"""Servers that are odd but legal, byte by byte over a socket: an answer, or a message that says what to do."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ai.providers.backends import Call, openai_compatible
from ai.providers.exceptions import CallFailed
from ai.providers.routing import Target

TEXT = "Größe, 東京 und 🎉: the pier opens."


def events(*deltas: dict[str, Any], end: str = "stop", **more: Any) -> bytes:
    rows = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}], **more} for delta in deltas]
    rows.append({"choices": [{"index": 0, "delta": {}, "finish_reason": end}]})
    return b"".join(b"data: " + json.dumps(row).encode() + b"\n\n" for row in rows)


def whole(**message: Any) -> bytes:
    return json.dumps({"choices": [{"message": message, "finish_reason": "eos"}]}).encode()


def closing(body: bytes, kind: str = "text/event-stream", version: str = "1.0") -> bytes:
    """Without a length: the end of the connection is the end."""
    return f"HTTP/{version} 200 OK\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n".encode() + body


def sized(body: bytes, kind: str = "application/json") -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def serving(answer: bytes, *, size: int = 0, pause: float = 0.0) -> Iterator[str]:
    """Any request gets these bytes, `size` at a time, and the connection is closed."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65_536)
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            body = head.partition(b"\r\n\r\n")[2]
            while len(body) < length:
                body += connection.recv(65_536)
            for start in range(0, len(answer), size or len(answer)):
                time.sleep(pause)
                connection.sendall(answer[start : start + (size or len(answer))])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        thread.join(5)


def ask(answer: bytes, *, stream: bool = True, size: int = 0, pause: float = 0.0) -> tuple[str, Any]:
    pieces: list[str] = []
    with serving(answer, size=size, pause=pause) as url:
        call = Call("tests.odd", {}, [{"role": "user", "content": "?"}], "m", 100, base_url=url, stream=stream,
                    allow_private=True)  # fmt: skip
        said = openai_compatible.answer(call, on_chunk=pieces.append, tick=lambda: None)
    return "".join(pieces), said


GOOD = events({"role": "assistant"}, {"content": None}, {"content": TEXT})
USAGE = {"prompt_tokens": 5, "completion_tokens": 6}
ANSWERS = {
    "a body without a length, HTTP/1.0": closing(GOOD + b"data: [DONE]\n\n"),
    "no [DONE]": closing(GOOD),
    "CRLF and pings": closing(b": hi\r\n\r\nevent: ping\r\ndata: {}\r\n\r\n" + GOOD.replace(b"\n", b"\r\n")),
    "characters as bytes": closing(GOOD.replace(json.dumps(TEXT).encode(), f'"{TEXT}"'.encode())),
    "no kind": b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + GOOD,
    "a kind of JSON": closing(GOOD, "application/json"),
    "usage with the last text": closing(events({"content": TEXT}, usage=USAGE)),
    "thinking first": closing(events({"reasoning_content": "hm"}, {"reasoning": "hm"}, {"content": TEXT})),
    "parts": closing(events({"content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": TEXT}]})),
    "fields of its own": closing(events({"content": TEXT, "x": 1}, x_groq={"id": 1}, prompt_filter_results=[])),
    "a whole body": sized(whole(role="assistant", content=TEXT)),
    "a whole body of parts": sized(whole(content=[{"type": "text", "text": TEXT}])),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_what_is_odd_but_legal_is_read(name: str, stream: bool) -> None:
    """Also a stream that nobody asked for, and a body instead of a stream."""
    text, said = ask(ANSWERS[name], stream=stream)
    assert (text, said.finish_reason) == (TEXT, "stop")
    assert said.tokens_in == (5 if name.startswith("usage") else None)


@pytest.mark.parametrize("name", ["CRLF and pings", "no [DONE]", "a whole body"])
def test_it_may_come_in_pieces_of_a_few_bytes(name: str) -> None:
    assert ask(ANSWERS[name], size=7)[0] == TEXT


def test_a_server_may_hang_up_behind_its_last_word() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    assert ask(head + f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n")[0] == TEXT


PROBLEMS = {
    "busy": (b'{"error": {"message": "slow", "code": 429}}', "takes no more requests", "busy"),
    "error": (b'{"error": "model not loaded"}', "reported an error instead of an answer", "down"),
    "key": (b'{"error": {"message": "no", "code": "invalid_api_key"}}', "does not accept the key", "refused"),
    "in a stream": (b'data: {"error": {"message": "x", "type": "overloaded_error"}}\n\n', "of its own (503)", "down"),
    "after text": (GOOD + b'data: {"message": "crashed"}\n\n', "reported an error instead", "down"),
    "a web page": (b"<!doctype html><title>Welcome</title>", "answered with a web page. Check the address", "refused"),
    "nothing": (b"", "empty answer", "empty"),
    "no choices": (b"{}", "empty answer", "empty"),
    "a refusal": (whole(content=None, refusal="I cannot help with that."), "The model declined to answer", "empty"),
    "all thought": (events({"reasoning_content": "hm"}, end="length"), "used up its longest answer", "empty"),
    "half a body": (b'{"choices": [{"mess', "cannot be read", "broken"),
    "cut off": (events({"content": "a"}).partition(b"\n\n")[0] + b"\n\n", "broke in the middle", "cut"),
}


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_what_is_no_answer_is_told_in_words(name: str, stream: bool) -> None:
    body, says, kind = PROBLEMS[name]
    with pytest.raises(CallFailed, match=says.replace("(", r"\(").replace(")", r"\)")) as raised:
        ask(sized(body), stream=stream)
    assert raised.value.kind == kind


def test_a_model_that_thinks_for_long_is_waited_for(settings: Any) -> None:
    settings.AI_FIRST_TOKEN_TIMEOUT, settings.AI_CHUNK_TIMEOUT = 1.2, 1.2
    thoughts = [{"reasoning_content": "hm " * 20} for _ in range(12)]
    answer = closing(events(*thoughts, {"content": TEXT}))
    assert ask(answer, size=len(answer) // 5, pause=0.3)[0] == TEXT


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'{"object": "list", "data": [{"id": "a"}, {"id": "b", "max_model_len": 8000}]}', {"a": 0, "b": 8000}),
        (b'[{"id": "a", "context_length": 9}]', {"a": 9}),
        (b'{"models": [{"name": "a"}, "b"]}', {"a": 0, "b": 0}),
        (b'{"data": null}', {}),
    ],
)
def test_models_are_listed_however_they_are_wrapped(body: bytes, names: dict[str, int]) -> None:
    with serving(sized(body)) as url:
        found = openai_compatible.offers(Target("t", "openai_compatible", "", base_url=url, allow_private=True))
    assert {row["name"]: row["context"] for row in found} == names


def test_an_address_of_people_has_no_models() -> None:
    with serving(sized(b"<html><body>Hello", "text/html")) as url, pytest.raises(CallFailed, match="with a web page"):
        openai_compatible.offers(Target("t", "openai_compatible", "", base_url=url, allow_private=True))
