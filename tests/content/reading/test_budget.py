"""What a page costs the database, and that it costs the same however much there is."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.publishing.models import LivePage
from tests.conftest import ClientFor
from tests.content.reading.rows import Shelf

TERMS = [
    "/categories/harbour/",
    "/tags/boats/",
    "/authors/mara-lindqvist/",
    "/archive/2026/11/",
    "/archive/2026/",
    "/archive/",
]
LISTS = ["/", "/?before={cursor}", *TERMS]
MACHINES = ["/feed.xml", "/tags/boats/feed.xml", "/sitemap.xml", "/sitemap-lists.xml", "/robots.txt", "/llms.txt"]


def count(client: Client, address: str, **headers: str) -> int:
    client.get("/robots.txt")  # the site's own row is remembered by each process
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    assert response.status_code in (200, 304), address
    return len(queries)


@pytest.fixture
def grown(shelf: Shelf, client_for: ClientFor) -> Client:
    shelf.fill(100)
    return client_for()


def older(client: Client) -> str:
    found = re.search(r"before=([\w-]+)", client.get("/tags/boats/").text)
    assert found
    return found[1]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_at_most_four_queries(grown: Client, address: str) -> None:
    assert count(grown, address.format(cursor=older(grown))) <= 4


@pytest.mark.parametrize("address", MACHINES)
def test_what_machines_read_costs_at_most_four_queries(grown: Client, address: str) -> None:
    assert count(grown, address) <= 4


def test_a_file_of_the_sitemap_costs_two_queries(grown: Client) -> None:
    first = LivePage.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert count(grown, f"/sitemap-{first // 10_000}.xml") <= 2


def test_a_live_page_costs_at_most_three_queries(grown: Client) -> None:
    assert count(grown, "/articles/story-50/") <= 3


def test_a_missing_page_costs_at_most_five_queries(grown: Client) -> None:
    grown.get("/robots.txt")
    grown.get("/missed/")  # counted at once; the next ones wait a fifth of a second
    with CaptureQueriesContext(connection) as queries:
        assert grown.get("/nothing/").status_code == 404
    assert len(queries) <= 5


@pytest.mark.slow
def test_ten_thousand_articles_cost_no_query_more_than_a_hundred(grown: Client, shelf: Shelf) -> None:
    addresses = [*TERMS, "/", "/feed.xml", "/sitemap.xml", "/articles/story-50/"]
    before = {address: count(grown, address) for address in addresses}
    shelf.fill(9_900)
    assert {address: count(grown, address) for address in addresses} == before


@pytest.mark.parametrize("address", ["/", "/articles/story-50/", "/categories/harbour/", "/feed.xml", "/sitemap.xml"])
def test_an_unchanged_page_is_answered_without_rendering(grown: Client, address: str) -> None:
    etag = grown.get(address)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = grown.get(address, headers={"if-none-match": etag})
    assert response.status_code == 304
    assert not response.content
    assert len(queries) <= 2
