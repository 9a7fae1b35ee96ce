"""What servers send around the text, and text that they tear: nothing is lost, nothing is made up."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.providers.backends import frames


def read(*chunks: bytes) -> tuple[str, bool]:
    """(text, whether the end was told)."""
    joined, text, ended = frames.Joined(), "", False
    for payload in frames.payloads(chunks):
        if payload is frames.DONE:
            ended = True
            break
        text += joined.add(frames.piece(payload).text)
    return text + joined.add("", final=True), ended


def event(text: Any, **more: Any) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": text}}], **more}).encode()


def chunked(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in zip(places, places[1:], strict=False)]


LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
TEXTS = st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20), max_size=8)


@given(TEXTS, LINE_ENDS, st.lists(st.integers(0, 5_000), max_size=12), st.booleans())
def test_however_the_bytes_are_cut_the_text_is_whole(
    texts: list[str], end: bytes, cuts: list[int], is_ascii: bool
) -> None:
    frame = [{"choices": [{"delta": {"content": text}}]} for text in texts]
    lines = [b": a comment", b"", b"event: message", b"id: 7", b"retry: 10"]
    for row in frame:
        lines += [b"data:" + json.dumps(row, ensure_ascii=is_ascii).encode(), b"", b": ping", b""]
    data = end.join([*lines, b"data: [DONE]", b"", b""])
    assert read(*chunked(data, cuts)) == ("".join(texts), True)


@given(st.text(alphabet="aé日😀💀\U0010ffff", max_size=12), st.lists(st.integers(0, 50), max_size=6))
def test_halves_of_characters_in_two_events_are_put_together(text: str, cuts: list[int]) -> None:
    """As JavaScript cuts strings (UTF-16), and as models of bytes do (UTF-8)."""
    units = text.encode("utf-16-le")
    halves = [units[i : i + 2].decode("utf-16-le", "surrogatepass") for i in range(0, len(units), 2)]
    told = [frames.piece({"choices": [{"delta": {"content": half}}]}).text for half in halves]
    joined = frames.Joined()
    assert "".join([*(joined.add(piece) for piece in told), joined.add("", final=True)]) == text
    torn = [
        b'data: {"choices": [{"delta": {"content": "' + part + b'"}}]}\n\n' for part in chunked(text.encode(), cuts)
    ]
    assert read(*torn)[0] == text


@given(st.lists(st.characters(categories=["Cs"]), max_size=6))
def test_halves_that_stay_alone_can_be_stored(halves: list[str]) -> None:
    joined = frames.Joined()
    "".join([*(joined.add(half) for half in halves), joined.add("", final=True)]).encode()


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (event("a") + b"\n" + event("b") + b"\ndata: [DONE]", ("ab", True)),
        (event("a") + b"\n\n" + event("b"), ("ab", False)),
        (event("a") + b'\n\ndata: {"choices": [{"del', ("a", False)),
        (b"\xef\xbb\xbf" + event("a") + b"\n\ndata:[DONE]\n\n", ("a", True)),
        (b'event: ping\ndata: {"type": "ping"}\n\n' + event("a") + b"\n\ndata: [DONE]\n\n", ("a", True)),
        (b"data:\n\n" + event("a") + b"\n\ndata: \n\ndata: [DONE]\n\n", ("a", True)),
        (b'data: {"choices":\ndata: [{"delta": {"content": "a"}}]}\n\ndata: [DONE]\n\n', ("a", True)),
        (event("a", error=None) + b"\n\n" + event(None) + b"\n\ndata: [DONE]\n\n", ("a", True)),
        (b'\n {"choices": [{"message": {"content": "a"}}]}', ("a", True)),
        (b'{\r\n"choices": [{"message":\r\n{"content": "a\\n"}}]}\r\n', ("a\n", True)),
        (b"", ("", False)),
    ],
)
def test_odd_but_readable(stream: bytes, expected: tuple[str, bool]) -> None:
    assert read(stream) == expected
    assert read(*(stream[i : i + 1] for i in range(len(stream)))) == expected


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab"),
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "a"}], "a"),
        ([{"text": "a"}, "b", 3, None], "ab"),
        (None, ""),
        (7, ""),
    ],
)
def test_content_may_be_parts(content: Any, text: str) -> None:
    assert frames.piece({"choices": [{"message": {"content": content}}]}).text == text


def test_a_last_event_that_repeats_the_whole_message_adds_nothing() -> None:
    last = {"choices": [{"delta": {}, "message": {"content": "all of it"}, "finish_reason": "stop"}]}
    assert frames.piece(last) == frames.Piece(finish_reason="stop")


@pytest.mark.parametrize(
    ("reason", "means"),
    [("eos", "stop"), ("end_turn", "stop"), ("STOP", "stop"), ("MAX_TOKENS", "length"), ("SAFETY", "content_filter"),
     ("tool_calls", "stop"), ("length", "length"), (None, ""), ("other", "other")],
)  # fmt: skip
def test_other_names_of_an_end_are_known(reason: str | None, means: str) -> None:
    assert frames.piece({"choices": [{"delta": {}, "finish_reason": reason}]}).finish_reason == means


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [({"prompt_tokens": 3, "completion_tokens": 0}, (3, 0)), ({"prompt_tokens": None, "completion_tokens": 4}, None),
     ({"prompt_tokens": "3", "completion_tokens": 4}, None), (None, None), ([], None),
     ({"prompt_tokens": -1, "completion_tokens": 4}, None)],
)  # fmt: skip
def test_tokens_count_where_both_are_told(usage: Any, tokens: tuple[int, int] | None) -> None:
    assert frames.piece({"choices": [], "usage": usage}).tokens == tokens


@pytest.mark.parametrize(
    ("payload", "words", "status"),
    [
        ({"error": {"message": "slow down", "code": 429}}, "slow down", 429),
        ({"error": {"message": "slow down", "code": "429"}}, "slow down", 429),
        ({"error": {"message": "m", "code": "rate_limit_exceeded"}}, "m", 429),
        ({"error": {"message": "m", "type": "insufficient_quota"}}, "m", 402),
        ({"error": {"message": "m", "type": "invalid_request_error", "code": "invalid_model"}}, "m", 404),
        ({"error": {"message": "m", "type": "invalid_request_error", "code": None}}, "m", 400),
        ({"error": "model not loaded"}, "model not loaded", 0),
        ({"object": "error", "message": "too long", "code": 400}, "too long", 400),
        ({"detail": "Not authenticated"}, "Not authenticated", 0),
        ({"error": {"code": 99}}, "{", 0),
        ({"choices": [{"delta": {}, "finish_reason": "error"}]}, "finish_reason: error", 0),
    ],
)
def test_an_error_with_status_200_is_told(payload: dict[str, Any], words: str, status: int) -> None:
    with pytest.raises(frames.ServerSaid, match=words) as raised:
        frames.piece(payload)
    assert raised.value.status == status


def test_what_is_no_answer_is_refused() -> None:
    for body in (b"<!doctype html><p>Hello</p>", b"\n  <html>"):
        with pytest.raises(frames.WebPage):
            read(body)
    for body in (b'{"choices": [', b"data: {broken\n\ndata: [DONE]\n\n", b"data: 7\n\n", b"[1]"):
        with pytest.raises(ValueError, match=r".*"):
            read(body)
