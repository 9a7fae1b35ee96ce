"""From the services to the browser: what was published is what answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing import services
from content.publishing.models import LivePage
from content.taxonomy.services import rename_term
from tests.conftest import ClientFor
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]


@pytest.fixture
def published(write: Write, people: People, terms: Terms) -> Article:
    filed = {"category": terms.local.pk, "tags": [terms.boats.pk], "authors": [terms.ann.pk]}
    article = write("Six o'clock <at> the harbour", slug="harbour", summary="A morning", **filed)
    services.publish(article, by=people.editor)
    return article


@pytest.mark.parametrize(
    "address",
    [
        "/articles/harbour/",
        "/",
        "/categories/local/",
        "/categories/news/",
        "/tags/boats/",
        "/authors/ann-field/",
        "/feed.xml",
        "/tags/boats/feed.xml",
    ],
)
def test_an_article_is_read_at_its_address_and_in_its_lists(
    client_for: ClientFor, published: Article, address: str
) -> None:
    response = client_for().get(address)
    assert response.status_code == 200
    assert "Six o" in response.content.decode()
    assert "<at>" not in response.content.decode()


def test_what_is_offline_is_nowhere(client_for: ClientFor, published: Article, people: People) -> None:
    services.unpublish(published, by=people.editor)
    assert client_for().get("/articles/harbour/").status_code == 404
    assert "Six o" not in client_for().get("/").content.decode()


def test_an_old_address_leads_to_the_new_one(client_for: ClientFor, published: Article, people: People) -> None:
    services.save_draft(published, by=people.editor, version=published.version, changes={"slug": "quay"})
    services.publish(published, by=people.editor)
    response = client_for().get("/articles/harbour/")
    assert (response.status_code, response["Location"]) == (301, "/articles/quay/")


def test_a_draft_is_not_read(client_for: ClientFor, write: Write) -> None:
    write("Secret", slug="secret")
    assert client_for().get("/articles/secret/").status_code == 404


def test_a_page_is_read_under_the_page_above_it(
    client_for: ClientFor, site: Site, write_page: Callable[..., Page], people: People
) -> None:
    top = write_page("About us", slug="about", in_menu=True)
    below = write_page("Team", slug="team", parent=top.pk)
    for page in (top, below):
        services.publish(page, by=people.editor)
    text = client_for().get("/about/team/").content.decode()
    assert text.count('href="/about/"') >= 2  # the menu and the breadcrumbs


def test_the_feed_of_a_list_moves_with_it(
    client_for: ClientFor, published: Article, terms: Terms, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        rename_term(terms.boats, "Ships", by=people.editor, slug="ships")
    answer = client_for().get("/tags/boats/feed.xml", {"x": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (301, "/tags/ships/feed.xml?x=1")
    assert client_for().get("/tags/nothing/feed.xml").status_code == 404


def test_the_archive_reads_years_of_any_length(client_for: ClientFor, write: Write, people: People) -> None:
    services.publish(write("Old"), by=people.editor, at=datetime(987, 6, 5, tzinfo=UTC))
    assert client_for().get("/archive/").status_code == 200
    assert "Old" in client_for().get("/archive/987/6/").content.decode()


def test_an_old_address_leads_nowhere_while_the_page_is_offline(
    client_for: ClientFor, published: Article, people: People
) -> None:
    services.save_draft(published, by=people.editor, version=published.version, changes={"slug": "quay"})
    services.publish(published, by=people.editor)
    services.unpublish(published, by=people.editor)
    assert client_for().get("/articles/harbour/").status_code == 404
    services.publish(published, by=people.editor)
    assert client_for().get("/articles/harbour/")["Location"] == "/articles/quay/"


def test_what_is_not_for_machines_is_in_no_list_of_theirs(
    client_for: ClientFor, published: Article, people: People
) -> None:
    assert "Six o" in client_for().get("/llms.txt").text
    services.save_draft(published, by=people.editor, version=published.version, changes={"noindex": True})
    services.publish(published, by=people.editor)
    number = LivePage.objects.get(path="/articles/harbour/").pk // 10_000
    for address in ("/feed.xml", "/tags/boats/feed.xml", "/llms.txt", f"/sitemap-{number}.xml"):
        answer = client_for().get(address)
        assert answer.status_code == 404 or "harbour/" not in answer.text
    assert "Six o" in client_for().get("/tags/boats/").text
