"""Revisions and preview links in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from content.articles.models import Article
from content.publishing.models import PreviewLink, Revision
from content.publishing.services import freeze, save_draft
from tests.conftest import ClientFor
from tests.people import People

Write = Callable[..., Article]


def url(name: str, obj: Any, *args: Any) -> str:
    return reverse(f"admin:articles_{obj._meta.model_name}_{name}", args=[obj.pk, *args])


@pytest.fixture
def article(write: Write, people: People) -> Article:
    """Three revisions: first words, other words, and those with a longer title."""
    article = write("Tide", body="<p>First words stand here</p><p>Always the same</p>")
    freeze(article, by=people.creator, reason="saved")
    body = article.body.replace("First", "Other")
    save_draft(article, by=people.creator, version=1, changes={"body": body}, reason="saved")
    save_draft(article, by=people.editor, version=2, changes={"title": "Early tide"}, reason="saved")
    article.refresh_from_db()
    return article


def test_revisions_are_listed_newest_first(client_for: ClientFor, people: People, article: Article) -> None:
    answer = client_for(people.creator).get(url("revisions", article))
    assert [row.number for row in answer.context["rows"]] == [3, 2, 1]
    assert str(people.editor) in answer.content.decode()


def test_a_long_history_has_pages(client_for: ClientFor, people: People, article: Article) -> None:
    for number in range(40):
        freeze(article, by=people.creator, reason="saved", label=str(number))
    client = client_for(people.creator)
    assert len(client.get(url("revisions", article)).context["rows"]) == 30
    assert len(client.get(url("revisions", article), {"page": "2"}).context["rows"]) == 13
    assert client.get(url("revisions", article), {"page": "x"}).status_code == 200


def test_any_two_are_compared_by_blocks_and_words(client_for: ClientFor, people: People, article: Article) -> None:
    html = client_for(people.creator).get(url("compare", article), {"a": "3", "b": "1"}).content.decode()
    assert "<del>First</del><ins>Other</ins>" in html and "<ins>Early tide</ins>" in html
    assert "1 block is the same" in html


def test_one_is_compared_with_the_draft_as_it_stands(client_for: ClientFor, people: People, article: Article) -> None:
    save_draft(article, by=people.creator, version=3, changes={"title": "Late tide"})
    html = client_for(people.creator).get(url("compare", article), {"a": "3"}).content.decode()
    assert "<del>Early</del><ins>Late</ins>" in html


@pytest.mark.parametrize("query", [{"a": "99"}, {"a": "x"}, {"a": "1", "b": "99999999999"}])
def test_a_revision_that_there_is_not_is_not_found(
    client_for: ClientFor, people: People, article: Article, query: dict[str, str]
) -> None:
    assert client_for(people.creator).get(url("compare", article), query).status_code == 404


def test_restoring_brings_the_text_back_and_keeps_what_stood_there(
    client_for: ClientFor, people: People, article: Article
) -> None:
    client_for(people.creator).post(url("restore", article, 1))
    article.refresh_from_db()
    assert article.title == "Tide" and "First words" in article.body
    titles = Revision.objects.filter(kind="article", object_id=article.pk).values_list("snapshot__title", flat=True)
    assert "Early tide" in list(titles)


def test_a_revision_gets_a_label_and_keeps_its_text(client_for: ClientFor, people: People, article: Article) -> None:
    before = Revision.objects.get(kind="article", object_id=article.pk, number=2).snapshot
    client_for(people.creator).post(url("label", article, 2), {"label": "  Before   the cut "})
    row = Revision.objects.get(kind="article", object_id=article.pk, number=2)
    assert (row.label, row.snapshot) == ("Before the cut", before)


def test_looking_restores_and_labels_nothing(client_for: ClientFor, people: People, article: Article) -> None:
    client = client_for(people.creator)
    assert client.get(url("restore", article, 1)).status_code == 405
    assert client.get(url("label", article, 1)).status_code == 405
    assert client.get(url("links", article)).status_code == 405


@pytest.mark.parametrize("name", ["restore", "label"])
def test_others_cannot_touch_a_creators_revisions(
    client_for: ClientFor, people: People, article: Article, name: str
) -> None:
    for someone in (people.other_creator, people.stranger, people.viewer):
        answer = client_for(someone).post(url(name, article, 1), {"label": "Hacked"})
        assert answer.status_code in (302, 403, 404)
    article.refresh_from_db()
    assert article.title == "Early tide" and not Revision.objects.filter(label="Hacked").exists()


def test_a_preview_link_is_made_shown_and_taken_back(client_for: ClientFor, people: People, article: Article) -> None:
    client = client_for(people.creator)
    client.post(url("links", article), {"hours": "24"})
    link = PreviewLink.objects.get(kind="article", object_id=article.pk, site=article.site)
    assert link.get_absolute_url() in client.get(url("change", article)).content.decode()
    assert client_for().get(link.get_absolute_url()).status_code == 200
    client.post(url("links", article), {"revoke": link.public_id})
    assert client_for().get(link.get_absolute_url()).status_code == 404


def test_nobody_takes_back_a_link_of_another_text(client_for: ClientFor, people: People, article: Article) -> None:
    foreign = PreviewLink.objects.exclude(site=article.site)[0]
    assert client_for(people.creator).post(url("links", article), {"revoke": foreign.public_id}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None
