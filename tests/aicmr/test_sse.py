"""The form of server-sent events."""

import json

from aicmr.lib import sse


def test_an_event_is_one_line_of_json_whatever_the_text() -> None:
    written = sse.event("text", {"text": "one\ntwo\r\nthree é"}, id="12").decode()
    assert written.endswith("\n\n")
    name, data = "event: text", written.split("data: ")[1].strip()
    assert written.split("\n")[:2] == ["id: 12", name]
    assert "\n" not in data
    assert json.loads(data) == {"text": "one\ntwo\r\nthree é"}


def test_an_event_without_id_leaves_the_position_where_it_is() -> None:
    assert b"id:" not in sse.event("done", {})


def test_a_comment_stays_one_line() -> None:
    assert sse.comment("a\n\ndata: b") == b": a data: b\n\n"


def test_retry_is_in_milliseconds() -> None:
    assert sse.retry(1000) == b"retry: 1000\n\n"
