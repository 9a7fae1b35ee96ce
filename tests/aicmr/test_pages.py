"""The door in front of Django: what it answers from memory, and what it lets through."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from aicmr import pages as memory
from aicmr.lib import freshness
from aicmr.lib.freshness import Answer
from aicmr.lib.pagecache import Kept
from aicmr.pages import Front

ETAG = '"one"'
DATE = "Sun, 01 Nov 2026 12:00:00 GMT"
HEADERS = [("Content-Type", "text/html"), ("Content-Length", "4"), ("ETag", ETAG), ("Last-Modified", DATE)]


@pytest.fixture(autouse=True)
def _page(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.PAGE_CACHE = 1
    memory.pages.cache_clear()
    freshness.forget()
    monkeypatch.setattr(freshness, "_source", lambda site_id, known: Answer(7))
    kept = Kept(1, b"text", HEADERS, ("x",), ETAG, DATE, "reading:home")
    assert memory.pages().put(("http", "testserver", "/", ""), kept, freshness.look(1).sequence)
    yield
    freshness.forget()


def behind(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b"from Django"]


REQUEST = "0123456789abcdef"


def ask(address: str = "/", method: str = "get", **headers: str) -> tuple[str, dict[str, str], bytes]:
    environ = getattr(RequestFactory(), method)(
        address, headers={"host": "testserver", "x-request-id": REQUEST} | headers
    ).environ | {"wsgi.input": BytesIO()}
    seen: list[Any] = []
    body = b"".join(Front(behind)(environ, lambda status, fields: seen.append((status, dict(fields)))))
    return (*seen[0], body)


def test_a_kept_page_is_answered_in_front_of_django() -> None:
    assert ask() == ("200 OK", dict(HEADERS), b"text")


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        ("/other/", "get", {}),
        ("/?before=x", "get", {}),
        ("/", "post", {}),
        ("/", "options", {}),
        ("/", "get", {"cookie": "sessionid=1"}),
        ("/", "get", {"host": "other"}),
    ],
)
def test_everything_else_goes_to_django(address: str, method: str, headers: dict[str, str]) -> None:
    assert ask(address, method, **headers)[2] == b"from Django"


def test_a_scheme_is_the_proxys_word_only_where_it_is_trusted(settings: Settings) -> None:
    assert ask(**{"x-forwarded-proto": "https"})[2] == b"text"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask(**{"x-forwarded-proto": "https"})[2] == b"from Django"
    assert ask(**{"x-forwarded-proto": "http"})[2] == b"text"


def test_other_cookies_and_campaigns_change_nothing() -> None:
    assert ask("/?utm_source=x", cookie="theme=dark")[2] == b"text"


def test_head_has_no_body() -> None:
    assert ask(method="head") == ("200 OK", dict(HEADERS), b"")


@pytest.mark.parametrize(
    ("headers", "is_known"),
    [
        ({"if-none-match": ETAG}, True),
        ({"if-none-match": f'W/{ETAG}, "two"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"two"'}, False),
        ({"if-none-match": '"two"', "if-modified-since": DATE}, False),
        ({"if-modified-since": DATE}, True),
        ({"if-modified-since": "Sun, 01 Nov 2026 11:59:59 GMT"}, False),
        ({"if-modified-since": "yesterday"}, False),
    ],
)
def test_conditions(headers: dict[str, str], is_known: bool) -> None:
    status, fields, body = ask(**headers)
    assert (status, body) == (("304 Not Modified", b"") if is_known else ("200 OK", b"text"))
    assert ("Content-Length" in fields) is not is_known
    assert fields["ETag"] == ETAG


def test_no_memory_no_answer_from_it(settings: Settings) -> None:
    settings.PAGE_CACHE = 0
    assert ask()[2] == b"from Django"


def test_a_request_that_no_proxy_has_named_gets_an_id() -> None:
    assert len(ask(**{"x-request-id": "no good; id"})[1]["X-Request-ID"]) == 16
    assert "X-Request-ID" not in ask()[1]
