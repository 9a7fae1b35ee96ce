"""The short way to a view is the same as Django's."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, re_path
from django.urls import resolve as long_way
from pytest_django import Settings

from accounts.sites.models import Site
from aicmr import resolving
from aicmr.resolving import resolve

ADDRESSES = [
    *("/", "/articles/x/", "/articles/x", "/a/b/c/", "/größe/", "/categories/x/", "/categories", "/tags/x/feed.xml"),
    *(
        "/feed.xml",
        "/feed.xmls",
        "/sitemap-3.xml",
        "/sitemap-x.xml",
        "/archive/2026/1/",
        "/archive/2026/x/",
        "/theme.css",
    ),
    *("/search/", "/searching/", "/healthz", "/robots.txt", "/media/x/y.webp", "/admin", "/2026/", "//x/", "/x//y/"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_short_way_ends_where_the_long_one_does(address: str) -> None:
    short, long = resolve(address), long_way(address)
    assert (short.func, short.args, short.kwargs) == (long.func, long.args, long.kwargs)
    assert (short.view_name, short.route, short.captured_kwargs) == (long.view_name, long.route, long.captured_kwargs)


def _view(request: HttpRequest, path: str = "") -> HttpResponse:
    if _BROKEN:
        raise OperationalError(2006, _BROKEN.pop())
    return HttpResponse("read")


_BROKEN: list[str] = []
urlpatterns = [re_path("^x", _view), path("<path:path>", _view)]


@pytest.fixture
def _odd(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    resolving._plan.cache_clear()
    yield
    _BROKEN.clear()
    resolving._plan.cache_clear()


def test_patterns_that_may_begin_with_anything_are_all_tried(_odd: None) -> None:
    assert resolve("/xyz/").route == "^x"
    assert resolve("/yz/").route == "<path:path>"


def test_nothing_is_nowhere(settings: Settings) -> None:
    settings.ROOT_URLCONF = "accounts.sites.urls"
    with pytest.raises(Http404):
        resolve("/nothing/")


@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_again_over_a_new_connection(_odd: None, site: Site) -> None:
    connection.ensure_connection()
    old = connection.connection
    _BROKEN.append("Server has gone away")
    assert Client().get("/yz/").text == "read"
    connection.ensure_connection()
    assert connection.connection is not old


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stays_away_is_a_503(_odd: None, site: Site) -> None:
    _BROKEN.extend(["gone", "gone"])
    response = Client(raise_request_exception=False).get("/yz/")
    assert response.status_code in (500, 503)
