"""Feeds, sitemaps and the other files that machines read."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from content.publishing.models import LivePage
from content.reading import sitemap
from tests.conftest import ClientFor
from tests.content.reading.rows import NOON, Shelf

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "i": "http://www.google.com/schemas/sitemap-image/1.1"}


@pytest.fixture
def browser(client_for: ClientFor) -> Client:
    return client_for()


def tree(browser: Client, address: str) -> ElementTree.Element:
    response = browser.get(address)
    assert response.status_code == 200, address
    assert "xml" in response["Content-Type"]
    return ElementTree.fromstring(response.content)


def texts(root: ElementTree.Element, path: str, names: dict[str, str]) -> list[str]:
    return [node.text or "" for node in root.findall(path, names)]


def addresses(browser: Client, site_file: str) -> list[str]:
    return texts(tree(browser, site_file), "s:url/s:loc", MAP)


@pytest.mark.parametrize(
    "address", ["/feed.xml", "/categories/harbour/feed.xml", "/tags/boats/feed.xml", "/authors/mara-lindqvist/feed.xml"]
)
def test_a_feed_carries_the_newest_articles(browser: Client, shelf: Shelf, noise_shelf: Shelf, address: str) -> None:
    noise_shelf.page("/articles/theirs/", title="Theirs")
    shelf.fill(25)
    root = tree(browser, address)
    titles = texts(root, "a:entry/a:title", ATOM)
    assert (len(titles), titles[0]) == (20, "Story 25")
    assert "Theirs" not in titles
    assert root.findtext("a:id", namespaces=ATOM) == f"http://testserver{address}"


def test_an_entry_holds_the_whole_text_with_absolute_addresses(browser: Client, shelf: Shelf) -> None:
    body = (
        '<p>A &amp; <a href="/about/">B</a> <a href="//cdn.test/x">C</a></p>'
        '<img src="/media/a/1.webp" srcset="/media/a/1.webp 400w, /media/a/2.webp 800w" alt="">'
    )
    shelf.page("/articles/first/", title="Salt & <tide>\x0b", body=body)
    entry = tree(browser, "/feed.xml").find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == "Salt & <tide>"
    content = entry.findtext("a:content", namespaces=ATOM) or ""
    assert '<a href="http://testserver/about/">B</a> <a href="//cdn.test/x">C</a>' in content
    assert 'srcset="http://testserver/media/a/1.webp 400w, http://testserver/media/a/2.webp 800w"' in content
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Mara Lindqvist"


def test_a_feed_says_when_it_last_changed(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/", modified_at=NOON + timedelta(hours=2))
    shelf.page("/articles/second/", modified_at=NOON + timedelta(hours=1))
    assert tree(browser, "/feed.xml").findtext("a:updated", namespaces=ATOM) == "2026-11-01T14:00:00+00:00"


def test_an_empty_feed_is_a_feed(browser: Client, shelf: Shelf) -> None:
    root = tree(browser, "/tags/rare/feed.xml")
    assert root.findall("a:entry", ATOM) == []
    assert root.findtext("a:updated", namespaces=ATOM)


def test_the_index_leads_to_every_page_of_the_site_and_no_other(
    browser: Client, shelf: Shelf, noise_shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PER_FILE", 10)
    noise_shelf.fill(25)
    shelf.fill(25)
    files = texts(tree(browser, "/sitemap.xml"), "s:sitemap/s:loc", MAP)
    found = [addresses(browser, file.removeprefix("http://testserver")) for file in files]
    assert all(0 < len(rows) <= 10 for rows in found)
    pages = [row for rows in found for row in rows if "/articles/" in row]
    assert sorted(pages) == sorted(f"http://testserver{p.path}" for p in LivePage.objects.filter(site=shelf.site))


def test_a_sitemap_says_when_a_page_changed_and_what_picture_it_shows(browser: Client, shelf: Shelf) -> None:
    page = shelf.page("/articles/größe/")
    url = tree(browser, f"/sitemap-{page.pk // sitemap.PER_FILE}.xml").find("s:url", MAP)
    assert url is not None
    assert url.findtext("s:loc", namespaces=MAP) == "http://testserver/articles/gr%C3%B6%C3%9Fe/"
    assert url.findtext("s:lastmod", namespaces=MAP) == "2026-11-01T12:00:00+00:00"
    assert url.findtext("i:image/i:loc", namespaces=MAP) == "http://testserver/media/a/2-800.webp"


def test_what_search_engines_shall_not_list_is_in_no_sitemap(browser: Client, shelf: Shelf) -> None:
    page = shelf.page("/articles/shown/")
    shelf.page("/articles/hidden/", head={"robots": "noindex"})
    shelf.page("/articles/copied/", head={"canonical": "https://elsewhere.test/original/"})
    shown = addresses(browser, f"/sitemap-{page.pk // sitemap.PER_FILE}.xml")
    assert shown == ["http://testserver/articles/shown/"]


def test_a_sitemap_without_pages_is_not_found(browser: Client, shelf: Shelf) -> None:
    for number in (7777, 10**30):
        assert browser.get(f"/sitemap-{number}.xml").status_code == 404


def test_lists_have_a_sitemap_of_their_own(browser: Client, shelf: Shelf) -> None:
    paths = [row.removeprefix("http://testserver") for row in addresses(browser, "/sitemap-lists.xml")]
    assert paths == ["/", "/categories/harbour/", "/authors/mara-lindqvist/"]


def test_robots_lead_to_the_sitemap(browser: Client, shelf: Shelf) -> None:
    text = browser.get("/robots.txt").text
    assert "Disallow: /admin/\n" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_the_icon_is_found_where_browsers_guess(browser: Client, shelf: Shelf) -> None:
    assert browser.get("/favicon.ico")["Location"] == "/static/reader/favicon.ico"


def test_the_index_for_language_models_lists_the_articles(browser: Client, shelf: Shelf, noise_shelf: Shelf) -> None:
    noise_shelf.page("/articles/theirs/")
    shelf.page("/articles/first/", title="First & last", summary="Two\nlines.")
    text = browser.get("/llms.txt").text
    assert text.startswith("# Harbour Post\n")
    assert "- [First & last](http://testserver/articles/first/): Two lines.\n" in text
    assert not re.search("theirs", text)


def test_addresses_within_an_entry_are_those_of_its_page(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/", body='<p><a href="second/">on</a></p>')
    content = tree(browser, "/feed.xml").find("a:entry/a:content", ATOM)
    assert content is not None
    assert content.get("{http://www.w3.org/XML/1998/namespace}base") == "http://testserver/articles/first/"


def test_brackets_in_a_title_end_no_link_of_the_index_for_models(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/first/", title="Tides [update] of May")
    assert r"- [Tides \[update\] of May](http://testserver/articles/first/)" in browser.get("/llms.txt").text
