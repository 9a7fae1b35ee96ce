import re
from datetime import timedelta

import pytest
from django.test import Client

from content.publishing.models import LivePage, LiveTerm
from content.taxonomy.models import Author, Category, Tag
from tests.conftest import ClientFor
from tests.content.reading.rows import NOON, Shelf

BY_TERM = ["/categories/harbour/", "/tags/boats/", "/authors/mara-lindqvist/", "/archive/2026/11/"]


@pytest.fixture
def browser(client_for: ClientFor) -> Client:
    return client_for()


def stories(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"<h2><a href=\"/articles/story-(\d+)/\">", text)]


def link(text: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', text)
    return found[1] if found else ""


@pytest.mark.parametrize("address", BY_TERM)
def test_a_list_shows_the_newest_first(browser: Client, shelf: Shelf, noise_shelf: Shelf, address: str) -> None:
    noise_shelf.fill(3)
    shelf.fill(3)
    shelf.page("/articles/elsewhere/", terms=["all"])
    shown = stories(browser.get(address).text)
    assert len(shown) == 3
    assert shown == sorted(shown, reverse=True)


def test_pages_of_a_list_hold_every_article_once_in_both_directions(browser: Client, shelf: Shelf) -> None:
    shelf.fill(45)
    for model in (LivePage, LiveTerm):  # ties are told apart by id
        model.objects.update(published_at=NOON)
    text = browser.get("/tags/boats/").text
    assert not link(text, "prev")
    down = [stories(text)]
    while address := link(text, "next"):
        text = browser.get(f"/tags/boats/{address}").text
        down.append(stories(text))
    assert [len(page) for page in down] == [20, 20, 5]
    assert sum(down, []) == sorted(sum(down, []), reverse=True)
    assert len(set(sum(down, []))) == 45
    back = browser.get(f"/tags/boats/{link(text, 'prev')}")
    assert stories(back.text) == down[1]
    first = browser.get(f"/tags/boats/{link(back.text, 'prev')}")
    assert (first.status_code, first["Location"]) == (302, "/tags/boats/")


def test_an_article_that_came_meanwhile_moves_no_later_page(browser: Client, shelf: Shelf) -> None:
    shelf.fill(25)
    address = f"/tags/boats/{link(browser.get('/tags/boats/').text, 'next')}"
    before = stories(browser.get(address).text)
    shelf.page("/articles/fresh/", published_at=NOON + timedelta(days=1))
    assert stories(browser.get(address).text) == before


@pytest.mark.parametrize("cursor", ["x", "%00", "MTIz", "a" * 500, "OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE"])
def test_a_cursor_that_is_none_is_not_found(browser: Client, shelf: Shelf, cursor: str) -> None:
    for name in ("before", "after"):
        assert browser.get(f"/tags/boats/?{name}={cursor}").status_code == 404


def test_later_pages_stay_out_of_search_engines(browser: Client, shelf: Shelf) -> None:
    shelf.fill(25)
    text = browser.get("/tags/boats/").text
    assert "noindex" not in text
    assert 'content="noindex,follow"' in browser.get(f"/tags/boats/{link(text, 'next')}").text


@pytest.mark.parametrize("address", ["/categories/", "/tags/", "/authors/"])
def test_what_has_no_articles_says_so(browser: Client, shelf: Shelf, address: str) -> None:
    Category.objects.create(site=shelf.site, name="Empty", slug="empty")
    Tag.objects.create(site=shelf.site, name="Empty", slug="empty")
    Author.objects.create(site=shelf.site, name="Empty", slug="empty")
    response = browser.get(f"{address}empty/")
    assert response.status_code == 200
    assert "Nothing has been published here yet" in response.text


@pytest.mark.parametrize("kind", ["categories", "tags", "authors"])
def test_the_terms_of_another_site_are_not_found(browser: Client, noise_shelf: Shelf, kind: str) -> None:
    for model in (Category, Tag, Author):
        model.objects.create(site=noise_shelf.site, name="Theirs", slug="theirs")
    for address in (f"/{kind}/theirs/", f"/{kind}/theirs/feed.xml"):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/categories/HARBOUR/", "/tags/böats/"])
def test_only_the_stored_spelling_is_an_address(browser: Client, shelf: Shelf, address: str) -> None:
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/archive/2026/13/", "/archive/2026/0/", "/archive/1999/1/", "/archive/99999/1/", "/archive/0/1/"]
)
def test_a_month_without_articles_is_not_found(browser: Client, shelf: Shelf, address: str) -> None:
    shelf.fill(1)
    assert browser.get(address).status_code == 404


def test_a_category_shows_its_place_in_the_tree(browser: Client, shelf: Shelf) -> None:
    below = Category.objects.create(site=shelf.site, name="Ferries", slug="ferries", parent=shelf.category)
    below.trail = [shelf.category.pk, below.pk]
    below.save()
    assert '<a href="/categories/ferries/">Ferries</a>' in browser.get("/categories/harbour/").text
    crumbs = browser.get("/categories/ferries/").text.partition('class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["/", "/categories/harbour/"]


def test_the_archive_names_every_month_newest_first(browser: Client, shelf: Shelf, noise_shelf: Shelf) -> None:
    noise_shelf.page("/articles/theirs/", terms=["month:2020-01"])
    for month in ("2025-03", "2026-11", "2026-02"):
        for copy in range(2):
            shelf.page(f"/articles/{month}-{copy}/", terms=[f"month:{month}"])
    found = re.findall(r'href="/archive/(\d+/\d+)/"', browser.get("/archive/").text)
    assert found == ["2026/11", "2026/2", "2025/3"]


def test_a_year_names_its_own_months_newest_first(browser: Client, shelf: Shelf, noise_shelf: Shelf) -> None:
    noise_shelf.page("/articles/theirs/", terms=["month:2026-01"])
    for month in ("2025-12", "2026-11", "2026-02", "2027-01"):
        shelf.page(f"/articles/{month}/", terms=[f"month:{month}"])
    text = browser.get("/archive/2026/").text
    assert re.findall(r'href="/archive/(\d+/\d+)/"', text) == ["2026/11", "2026/2"]
    assert '<a href="/archive/">Archive</a>' in text


@pytest.mark.parametrize("address", ["/archive/1999/", "/archive/0/", "/archive/99999/"])
def test_a_year_without_articles_is_not_found(browser: Client, shelf: Shelf, address: str) -> None:
    shelf.fill(1)
    assert browser.get(address).status_code == 404


def test_the_front_leads_with_the_featured_story(browser: Client, shelf: Shelf) -> None:
    shelf.page("/articles/lead/", title="The lead", terms=[*shelf.terms, "featured"])
    shelf.fill(20)
    text = browser.get("/").text
    lead, rest = text.partition('class="rail"')[::2]
    assert "The lead" in lead
    assert "The lead" not in rest
    assert re.findall(r"Story \d+", rest.partition("</section>")[0]) == [f"Story {n}" for n in range(21, 15, -1)]
    assert '<a href="/categories/harbour/">Harbour</a>' in rest


@pytest.mark.parametrize(("has_sections", "first"), [(True, 23), (False, 16)])
def test_the_front_leads_to_everything_older(browser: Client, shelf: Shelf, has_sections: bool, first: int) -> None:
    shelf.fill(30)
    Category.objects.filter(pk=shelf.category.pk).update(in_menu=has_sections)
    front = browser.get("/").text
    assert all(f"/articles/story-{number}/" in front for number in range(30, first, -1))
    older = browser.get(link(front, "next"))
    assert stories(older.text) == list(range(first, max(first - 20, 0), -1))


@pytest.mark.parametrize(("has_sections", "size"), [(True, 7), (False, 14)])
def test_a_front_that_shows_everything_leads_to_nothing_older(
    browser: Client, shelf: Shelf, has_sections: bool, size: int
) -> None:
    shelf.fill(size)
    Category.objects.filter(pk=shelf.category.pk).update(in_menu=has_sections)
    assert link(browser.get("/").text, "next") == ""


def test_an_empty_site_has_a_front(browser: Client, shelf: Shelf) -> None:
    response = browser.get("/")
    assert response.status_code == 200
    assert "Nothing has been published here yet" in response.text


def test_the_front_shows_only_its_own_site(browser: Client, shelf: Shelf, noise_shelf: Shelf) -> None:
    noise_shelf.page("/articles/theirs/", title="Their lead", terms=["all", "featured", f"cat:{shelf.category.pk}"])
    assert "Their lead" not in browser.get("/").text


def test_only_the_first_card_of_a_grid_asks_for_a_picture_as_wide_as_a_phone(browser: Client, shelf: Shelf) -> None:
    shelf.fill(6)
    related = browser.get("/articles/story-6/").text.partition("Read next")[2]
    asked = re.findall(r'type="image/webp" srcset="[^"]+" sizes="[^"]* (\S+)"', related)
    assert len(asked) > 1 and asked == ["100vw", *["11rem"] * (len(asked) - 1)]
