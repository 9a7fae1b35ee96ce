"""Pages from memory: what a publication drops, what it leaves, and that nothing old is kept."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.sites.models import Site
from accounts.sites.services import change_site
from aicmr import pages as memory
from aicmr.lib import freshness
from content.articles.models import Article, Page
from content.publishing import services
from content.publishing.models import Change
from content.reading.views import live
from content.taxonomy.services import create_category, move_category, rename_term
from tests.accounts.threads import at_once
from tests.conftest import ClientFor
from tests.content.conftest import Terms
from tests.people import People, SiteClient
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db(transaction=True)
Write = Callable[..., Article]


@pytest.fixture(autouse=True)
def _on(settings: Settings) -> Iterator[None]:
    settings.PAGE_CACHE, settings.SITE_CLOCK = 8, True
    memory.pages.cache_clear()
    freshness.forget()
    yield
    freshness.forget()


@pytest.fixture
def reader(client_for: ClientFor) -> Client:
    return client_for()


def kept() -> set[str]:
    """The paths in memory, after a look at the clock."""
    for site_id in list(freshness._sites):
        freshness.hurry(site_id)
        freshness.look(site_id)
    return {path for _, _, path, _ in memory.pages()._kept}


def queries(client: Client, address: str, **headers: str) -> tuple[int, Any]:
    """Asked of the database by this thread, and the answer."""
    with CountQueries() as asked:
        response = client.get(address, headers=headers)
    return asked.count, response


LISTS = ("/", "/feed.xml", "/categories/news/", "/categories/local/", "/tags/boats/", "/tags/boats/feed.xml")
OTHERS = ("/tags/harbour/", "/authors/bea-stone/", "/articles/apart/")
MACHINES = ("/sitemap.xml", "/llms.txt", "/archive/", "/archive/2026/11/")


@pytest.fixture
def story(write: Write, people: People, terms: Terms) -> Article:
    """An article in some lists; four others of another tag and author stand apart."""
    when = datetime(2026, 11, 1, 12, tzinfo=UTC)
    for number in range(4):
        title = "Apart" if not number else f"Apart {number}"
        far = write(title, tags=[terms.harbour.pk], authors=[terms.bea.pk])
        services.publish(far, by=people.editor, at=when)
    filed = {"category": terms.local.pk, "tags": [terms.boats.pk], "authors": [terms.ann.pk]}
    found = write("Morning", slug="morning", **filed)
    services.publish(found, by=people.editor, at=when)
    return found


def warm(reader: Client, *addresses: str) -> None:
    for address in addresses:
        assert reader.get(address).status_code == 200, address
    assert kept() >= set(addresses)


def edit(article: Any, people: People, **changes: Any) -> None:
    services.save_draft(article, by=people.editor, version=article.version, changes=changes)
    article.refresh_from_db()
    services.publish(article, by=people.editor)


def test_a_kept_page_asks_nothing_and_is_the_same(reader: Client, story: Article) -> None:
    cold = queries(reader, "/articles/morning/")[1]
    count, hot = queries(reader, "/articles/morning/")
    assert count == 0
    assert hot.headers.pop("X-Request-ID") != cold.headers.pop("X-Request-ID")
    assert (hot.content, dict(hot.headers)) == (cold.content, dict(cold.headers))
    assert not hot.has_header("Vary") and not hot.cookies
    assert hot.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_kept_page_answers_head_and_conditions(reader: Client, story: Article) -> None:
    first = reader.get("/articles/morning/")
    head = reader.head("/articles/morning/")
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(first.content)))
    for header in (first["ETag"], f'"other", W/{first["ETag"]}', "*"):
        count, answer = queries(reader, "/articles/morning/", **{"if-none-match": header})
        assert (count, answer.status_code, answer.content, answer["ETag"]) == (0, 304, b"", first["ETag"])
        assert "Content-Length" not in answer or answer["Content-Length"] == "0"
    assert reader.get("/articles/morning/", headers={"if-none-match": '"other"'}).status_code == 200
    assert reader.get("/articles/morning/", headers={"range": "bytes=0-9"}).status_code == 200


@pytest.mark.parametrize("address", ["/articles/morning/?utm_source=a", "/articles/morning/?utm_source=b&fbclid=1"])
def test_campaigns_share_one_page(reader: Client, story: Article, address: str) -> None:
    warm(reader, "/articles/morning/")
    assert queries(reader, address)[0] == 0
    assert len(memory.pages()) == 1


def test_who_is_signed_in_reads_past_the_memory(client_for: ClientFor, people: People, story: Article) -> None:
    assert queries(client_for(people.editor), "/articles/morning/")[0] > 0
    assert kept() == set()


def test_missing_pages_and_redirects_are_not_kept(reader: Client, story: Article) -> None:
    for address in ("/nothing/", "/articles/morning", "/tags/none/"):
        reader.get(address)
    assert kept() == set()


def test_another_site_has_a_memory_of_its_own(
    reader: Client, story: Article, noise_site: Site, people: People, write: Write
) -> None:
    warm(reader, "/", "/articles/morning/")
    other = SiteClient(noise_site)
    assert "Morning" not in other.get("/").text
    assert other.get("/articles/morning/").status_code == 404
    edit(story, people, title="Evening")
    assert len([key for key in memory.pages()._kept if "second" in key[1]]) == 1
    assert "Evening" in reader.get("/").text


# Cause → what must be new, and what may stay.
def _publish(story: Article, people: People, write: Write, terms: Terms) -> None:
    filed = {"category": terms.local.pk, "tags": [terms.boats.pk], "authors": [terms.ann.pk]}
    services.publish(write("New", **filed), by=people.editor)


def _rename(story: Article, people: People, write: Write, terms: Terms) -> None:
    edit(story, people, title="Evening")


def _unpublish(story: Article, people: People, write: Write, terms: Terms) -> None:
    services.unpublish(story, by=people.editor)


def _trash(story: Article, people: People, write: Write, terms: Terms) -> None:
    services.trash(story, by=people.editor)


CAUSES = {"publish": _publish, "rename": _rename, "unpublish": _unpublish, "trash": _trash}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_publication_drops_the_lists_it_shows_in_and_no_other(
    reader: Client, story: Article, people: People, write: Write, terms: Terms, cause: str
) -> None:
    own = () if cause == "publish" else ("/articles/morning/",)
    warm(reader, *LISTS, "/authors/ann-field/", *MACHINES[:3], *own, *OTHERS)
    CAUSES[cause](story, people, write, terms)
    assert kept() == set(OTHERS)


def test_leaving_a_list_renews_it(reader: Client, story: Article, people: People) -> None:
    warm(reader, "/tags/boats/", "/tags/boats/feed.xml")
    edit(story, people, tags=[])
    assert "Morning" not in reader.get("/tags/boats/").text
    assert "Morning" not in reader.get("/tags/boats/feed.xml").text


def test_a_move_renews_the_old_address(reader: Client, story: Article, people: People) -> None:
    warm(reader, "/articles/morning/")
    edit(story, people, slug="evening")
    assert reader.get("/articles/morning/").status_code == 301
    assert reader.get("/articles/evening/").status_code == 200


def test_read_next_follows_its_list(reader: Client, story: Article, people: People, write: Write, terms: Terms) -> None:
    warm(reader, "/articles/apart/", "/articles/apart-1/")
    services.publish(write("Quay", tags=[terms.harbour.pk]), by=people.editor)
    assert "Quay" in reader.get("/articles/apart/").text.partition("Read next")[2]


def test_read_next_sees_that_a_small_list_has_grown(
    reader: Client, story: Article, people: People, write: Write, terms: Terms
) -> None:
    """Its own tag held too few others; what others show is of no list that it stands in first."""
    warm(reader, "/articles/morning/")
    for title in ("Keel", "Mast", "Sail"):
        services.publish(write(title, tags=[terms.boats.pk]), by=people.editor)
    shown = reader.get("/articles/morning/").text.partition("Read next")[2]
    assert all(title in shown for title in ("Keel", "Mast", "Sail"))


def test_a_renamed_term_renews_what_names_it(reader: Client, story: Article, people: People, terms: Terms) -> None:
    warm(reader, "/tags/boats/", "/articles/morning/", "/tags/boats/feed.xml")
    rename_term(terms.boats, "Ships", by=people.editor)
    for address in ("/tags/boats/", "/articles/morning/", "/tags/boats/feed.xml"):
        assert "Ships" in reader.get(address).text


def test_a_moved_list_leads_on(reader: Client, story: Article, people: People, terms: Terms) -> None:
    warm(reader, "/tags/boats/", "/tags/boats/feed.xml")
    rename_term(terms.boats, "Ships", by=people.editor, slug="ships")
    assert reader.get("/tags/boats/").status_code == 301
    assert reader.get("/tags/boats/feed.xml").status_code == 301


def test_the_tree_of_categories_shows_at_once(reader: Client, story: Article, people: People, terms: Terms) -> None:
    warm(reader, "/categories/news/", "/categories/local/", "/")
    sport = create_category(site=story.site, name="Sport", by=people.editor, parent=terms.news)
    assert "Sport" in reader.get("/categories/news/").text
    move_category(sport, parent=None, by=people.editor)
    assert "Sport" in reader.get("/").text


def test_a_page_in_the_menu_shows_everywhere(
    reader: Client, story: Article, people: People, write_page: Callable[..., Page]
) -> None:
    warm(reader, "/", "/articles/apart/")
    services.publish(write_page("Imprint", slug="imprint", in_menu=True), by=people.editor)
    for address in ("/", "/articles/apart/"):
        assert "/imprint/" in reader.get(address).text


def test_a_new_text_of_a_page_in_the_menu_leaves_the_others(
    reader: Client, story: Article, people: People, write_page: Callable[..., Page]
) -> None:
    imprint = write_page("Imprint", slug="imprint", in_menu=True)
    services.publish(imprint, by=people.editor)
    warm(reader, "/", "/articles/apart/", "/imprint/")
    edit(imprint, people, summary="Who we are")
    assert kept() == {"/", "/articles/apart/"}


def test_the_name_of_the_site_shows_everywhere(reader: Client, story: Article, people: People) -> None:
    warm(reader, "/", "/articles/apart/", "/feed.xml")
    site = Site.objects.get(pk=story.site_id)
    site.name = "Lagoon Post"
    change_site(site, by=people.admin)
    for address in ("/", "/articles/apart/", "/feed.xml"):
        assert "Lagoon Post" in reader.get(address).text


def test_a_redirect_made_by_hand_leaves_all_pages(reader: Client, story: Article, people: People) -> None:
    warm(reader, "/", "/articles/apart/")
    services.save_redirect(site=story.site, path="/old/", target="/articles/apart/", by=people.editor)
    assert kept() == {"/", "/articles/apart/"}


def test_a_saved_draft_leaves_all_pages(reader: Client, story: Article, people: People) -> None:
    warm(reader, "/", "/articles/morning/")
    services.save_draft(story, by=people.editor, version=story.version, changes={"title": "Unpublished"})
    assert kept() == {"/", "/articles/morning/"}


@pytest.mark.parametrize("learnt_first", [True, False], ids=["known before it ends", "known after it ended"])
def test_what_was_read_before_a_commit_is_not_kept_after_it(
    monkeypatch: pytest.MonkeyPatch, site: Site, story: Article, people: People, learnt_first: bool
) -> None:
    """A thread has read the old row and is not done when the new one is published."""
    has_read, may_go_on = threading.Event(), threading.Event()
    related_to = live.related_to

    def slow(*args: Any) -> Any:
        has_read.set()
        assert may_go_on.wait(10)
        return related_to(*args)

    answers: list[str] = []

    def ask() -> None:
        try:
            answers.append(SiteClient(site).get("/articles/morning/").text)
        finally:
            connection.close()

    monkeypatch.setattr(live, "related_to", slow)
    thread = threading.Thread(target=ask)
    thread.start()
    assert has_read.wait(10)
    edit(story, people, title="Evening")
    monkeypatch.setattr(live, "related_to", related_to)
    if learnt_first:
        kept()
    may_go_on.set()
    thread.join(10)
    assert "<h1>Morning</h1>" in answers[0]
    freshness.hurry(site.pk)
    assert "<h1>Evening</h1>" in SiteClient(site).get("/articles/morning/").text


def test_readers_are_never_more_than_half_a_second_behind(site: Site, story: Article, people: People) -> None:
    """Readers in threads, a publisher in this one, without a hint to the clock: as in processes of their own."""
    committed: list[tuple[float, int]] = []
    stop, late, seen = threading.Event(), [], []

    def read() -> None:
        client = SiteClient(site)
        try:
            while not stop.is_set():
                began = time.monotonic()
                for address in ("/articles/morning/", "/tags/boats/"):
                    text = client.get(address).text
                    number = int(text.partition("Edition ")[2][:4] or 0)
                    wanted = [count for when, count in committed if when < began - 0.5]
                    seen.append(number)
                    if wanted and number < wanted[-1]:
                        late.append((address, number, wanted[-1]))
                stop.wait(0.005)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    hurry, freshness.hurry = freshness.hurry, lambda site_id: None
    try:
        for number in range(1000, 1006):
            edit(story, people, title=f"Edition {number}")
            committed.append((time.monotonic(), number))
            time.sleep(0.25)
        time.sleep(0.6)
    finally:
        freshness.hurry = hurry
        stop.set()
        for thread in threads:
            thread.join(10)
    assert late == []
    assert seen[-1] == 1005
    assert memory.pages().hits > len(seen) / 2


def test_the_log_says_every_sequence_in_its_order(site: Site, story: Article, people: People, write: Write) -> None:
    drafts = iter([write(f"Rival {number}") for number in range(6)])
    at_once(3, lambda: [services.publish(next(drafts), by=people.editor) for _ in range(2)])
    rows = list(Change.objects.filter(site=site).order_by("pk").values_list("sequence", flat=True))
    assert rows == sorted(rows)
    assert set(rows) == set(range(min(rows), max(rows) + 1))
