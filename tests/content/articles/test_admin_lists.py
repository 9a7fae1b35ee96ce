"""The lists: what they show, to whom, and what they cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.sites.models import Site
from content.articles.models import Article, ArticleAuthor
from content.publishing.models import LivePage
from tests.conftest import ClientFor
from tests.content.conftest import Terms
from tests.people import People, SiteClient

Write = Callable[..., Article]
LIST = reverse("admin:articles_article_changelist")
MOST_QUERIES = 18


def titles(client: SiteClient, **filters: str) -> list[str]:
    answer = client.get(LIST, filters)
    assert answer.status_code == 200
    return [row.title for row in answer.context["cl"].result_list]


def act(client: SiteClient, action: str, *rows: Article, query: str = "") -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(LIST + query, data, follow=True).content.decode()


def test_creators_see_their_own_and_editors_all_of_the_site(
    client_for: ClientFor, people: People, write: Write
) -> None:
    write("By the creator")
    Article.objects.create(site=people.editor.memberships.get().site, title="By the editor", created_by=people.editor)
    assert titles(client_for(people.creator)) == ["By the creator"]
    assert sorted(titles(client_for(people.editor))) == ["By the creator", "By the editor"]
    assert titles(client_for(people.other_creator)) == []


def test_rows_are_filtered_by_state_category_author_and_tag(
    client_for: ClientFor, people: People, write: Write, terms: Terms
) -> None:
    one = write("One", category=terms.news.pk, tags=[terms.boats.pk], authors=[terms.ann.pk])
    write("Two")
    client = client_for(people.editor)
    act(client, "publish_selected", one)
    assert titles(client, state__exact="published") == ["One"]
    assert titles(client, category=str(terms.news.pk)) == ["One"]
    assert titles(client, tags=str(terms.boats.pk)) == ["One"]
    assert titles(client, bylines__author=str(terms.ann.pk)) == ["One"]
    assert titles(client, q="tw") == ["Two"]


def test_filters_offer_and_find_nothing_of_another_site(
    client_for: ClientFor, people: People, write: Write, noise_site: Site
) -> None:
    write("One")
    client = client_for(people.editor)
    html = client.get(LIST).content.decode()
    assert "Noise of the other site" not in html and ">News<" not in html
    foreign = Article.objects.filter(site=noise_site, category__isnull=False).values_list("category_id", flat=True)[0]
    assert titles(client, category=str(foreign)) == []


@pytest.mark.parametrize("junk", [{"category": "x"}, {"tags": "9" * 40}, {"state__exact": "?"}, {"p": "x"}])
def test_junk_in_the_address_is_answered(client_for: ClientFor, people: People, junk: dict[str, str]) -> None:
    """Ignored, or refused in words where no column could hold it."""
    assert client_for(people.editor).get(LIST, junk, follow=True).status_code in (200, 400)


def test_many_are_published_and_unpublished_at_once(client_for: ClientFor, people: People, write: Write) -> None:
    rows = [write("One"), write("Two")]
    client = client_for(people.editor)
    assert "2 texts were published" in act(client, "publish_selected", *rows)
    assert LivePage.objects.filter(site=rows[0].site).count() == 2
    assert "2 texts were taken off" in act(client, "unpublish_selected", *rows)
    assert not LivePage.objects.filter(site=rows[0].site).exists()


def test_what_cannot_be_published_is_named_and_holds_up_no_other(
    client_for: ClientFor, people: People, write: Write
) -> None:
    good, bad = write("Good"), write("", body="")
    html = act(client_for(people.editor), "publish_selected", good, bad)
    assert "1 text was published" in html and f"/{bad.pk}/change/" in html
    assert [page.title for page in LivePage.objects.filter(site=good.site)] == ["Good"]


def test_the_trash_is_a_view_of_its_own(client_for: ClientFor, people: People, write: Write) -> None:
    row = write("Old")
    client = client_for(people.editor)
    act(client, "trash_selected", row)
    assert titles(client) == [] and titles(client, trash="1") == ["Old"]
    act(client, "untrash_selected", row, query="?trash=1")
    assert titles(client) == ["Old"]
    act(client, "trash_selected", row)
    act(client, "purge_selected", row, query="?trash=1")
    assert not Article.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("action", ["publish_selected", "unpublish_selected", "trash_selected", "purge_selected"])
def test_creators_are_offered_no_deed_of_editors(
    client_for: ClientFor, people: People, write: Write, action: str
) -> None:
    row = write("Mine")
    act(client_for(people.creator), action, row, query="?trash=1" if action == "purge_selected" else "")
    row.refresh_from_db()
    assert (row.state, row.trashed_at) == ("draft", None)


def test_nobody_acts_on_rows_of_another_site(client_for: ClientFor, people: People, noise_site: Site) -> None:
    foreign = Article.objects.filter(site=noise_site)[0]
    act(client_for(people.editor), "trash_selected", foreign)
    foreign.refresh_from_db()
    assert foreign.trashed_at is None


def test_queries_do_not_grow_with_rows(client_for: ClientFor, people: People, site: Site, terms: Terms) -> None:
    def cost(rows: int) -> int:
        articles = Article.objects.bulk_create(
            Article(site=site, title=f"Row {n}", created_by=people.editor, category=terms.news) for n in range(rows)
        )
        ArticleAuthor.objects.bulk_create(ArticleAuthor(article=row, author=terms.ann) for row in articles)
        client = client_for(people.editor)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(LIST)
        assert len(answer.context["cl"].result_list) == min(50, Article.objects.filter(site=site).count())
        return len(captured)

    few = cost(10)
    assert cost(50) <= few <= MOST_QUERIES


def test_the_count_stops_where_nobody_pages(
    client_for: ClientFor, people: People, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aicmr.lib.lists.MOST_COUNTED", 2)
    for number in range(4):
        write(f"Row {number}")
    assert client_for(people.editor).get(LIST).context["cl"].result_count == 2
