"""Which texts a few words describe."""

import pytest

from accounts.sites.models import Site
from ai.bulk.choosing import Choice, chosen
from ai.bulk.exceptions import NothingToDo
from content.articles.models import Article
from content.publishing.services import trash
from content.taxonomy.models import Category, Tag
from tests.ai.bulk.making import make_articles
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(site: Site, people: People) -> list[Article]:
    return make_articles(site, people.creator, 4)


def titles(site: Site, query: str, **more: object) -> list[str]:
    return sorted(row.title for row in chosen(Choice.parse(query, **more), site=site, by=None))


def test_words_without_a_key_are_looked_for_in_titles(articles: list[Article], site: Site) -> None:
    assert titles(site, "") == ["Pier 0", "Pier 1", "Pier 2", "Pier 3"]
    assert titles(site, '"pier 2"') == ["Pier 2"]


def test_conditions_are_joined(articles: list[Article], site: Site) -> None:
    above = Category.objects.create(site=site, name="News", slug="news")
    below = Category.objects.create(site=site, name="Harbour", slug="harbour", parent=above)
    articles[0].tags.add(Tag.objects.create(site=site, name="Sea", slug="sea"))
    Article.objects.filter(pk__in=[articles[0].pk, articles[1].pk]).update(category=below)
    Article.objects.filter(pk=articles[1].pk).update(state="published", language="de")
    assert titles(site, "category=news") == ["Pier 0", "Pier 1"]
    assert titles(site, "category=news state=published") == ["Pier 1"]
    assert titles(site, "tag=sea") == ["Pier 0"]
    assert titles(site, "language=de") == ["Pier 1"]
    assert titles(site, "language=en category=news") == ["Pier 0"]
    assert titles(site, "since=2020-01-01 until=2020-12-31") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("colour=red", "does not know “colour”"),
        ("state=lost", "There is no state “lost”"),
        ("category=nowhere", "no category"),
        ("since=yesterday", "is no day"),
        ('"open', "not closed"),
    ],
)
def test_what_cannot_be_understood_says_so(site: Site, query: str, told: str) -> None:
    with pytest.raises(NothingToDo, match=told):
        titles(site, query)


def test_ids_are_numbers(articles: list[Article], site: Site) -> None:
    choice = Choice.of({"ids": f"{articles[0].pk}, {articles[2].pk}"})
    assert sorted(row.title for row in chosen(choice, site=site, by=None)) == ["Pier 0", "Pier 2"]
    with pytest.raises(NothingToDo, match="Ids are numbers"):
        Choice.of({"ids": "1,x"})


def test_people_choose_among_what_they_may_edit(articles: list[Article], site: Site, people: People) -> None:
    trash(articles[0], by=people.editor)
    assert chosen(Choice(), site=site, by=people.editor).count() == 3
    assert chosen(Choice(), site=site, by=people.creator).count() == 3
    assert chosen(Choice(), site=site, by=people.other_creator).count() == 0
    assert chosen(Choice(), site=site, by=people.stranger).count() == 0


def test_a_form_says_every_condition() -> None:
    told = {"state": "draft", "category": "news", "tag": "a", "author": "b", "language": "en", "since": "2026-01-01",
            "until": "2026-02-01", "words": " old pier ", "missing": True}  # fmt: skip
    assert Choice.of({**told, "again": None}).as_json() == {**told, "words": "old pier"}
