"""The queue's filters and pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.sites.models import Site
from ai.proposals import queue
from ai.proposals.models import Proposal
from ai.proposals.queue import Filters
from ai.proposals.services import accept
from content.articles.models import Article
from content.taxonomy.models import Category
from tests.ai.proposals.making import make_article, make_proposal, make_run
from tests.conftest import ClientFor
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db
LIST = "/admin/proposals/proposal/"


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator)


def found(people: People, site: Site, **filters: str) -> list[str]:
    rows = queue.select(people.editor, site, Filters(**filters)).order_by("pk")
    return list(rows.values_list("after", flat=True))


@pytest.fixture
def three(article: Article, people: People, site: Site) -> list[Proposal]:
    other = make_run(site, people.editor, model="scripted-2", purpose="writing.summary")
    return [
        make_proposal(article, people.creator, confidence=96),
        make_proposal(article, people.editor, field="summary", after="In short.", run=other, confidence=60),
        make_proposal(article, None, field="seo_description", after="For 100% of machines.", bundle="bulk:1"),
    ]


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, [0, 1, 2]),
        ({"field": "summary"}, [1]),
        ({"kind": "page"}, []),
        ({"model": "scripted-2"}, [1]),
        ({"prompt": "writing.summary file 1"}, [1]),
        ({"author": "site"}, [2]),
        ({"confidence": "90"}, [0]),
        ({"confidence": "50"}, [0, 1]),
        ({"confidence": "none"}, [2]),
        ({"bundle": "bulk:1"}, [2]),
        ({"q": "SHORT"}, [1]),
        ({"q": "100%"}, [2]),
        ({"q": "new pier"}, [0, 1, 2]),
        ({"q": "nothing like it"}, []),
        ({"age": "1"}, [0, 1, 2]),
        ({"age": "over-7"}, []),
        ({"state": "rejected"}, []),
        ({"state": "all"}, [0, 1, 2]),
        ({"section": "x", "age": "y", "confidence": "?", "author": "-1"}, [0, 1, 2]),
    ],
)
def test_each_filter_lets_through_what_it_names(
    three: list[Proposal], people: People, site: Site, filters: dict[str, str], places: list[int]
) -> None:
    assert found(people, site, **filters) == [three[place].after for place in places]


def test_the_person_who_asked_is_a_filter(three: list[Proposal], people: People, site: Site) -> None:
    assert found(people, site, author=str(people.editor.pk)) == ["In short."]


def test_age_is_counted_from_when_it_was_proposed(three: list[Proposal], people: People, site: Site) -> None:
    Proposal.objects.filter(pk=three[0].pk).update(created_at=timezone.now() - timedelta(days=10))
    assert found(people, site, age="over-7") == [three[0].after]
    assert found(people, site, age="7") == [three[1].after, three[2].after]


def test_a_section_holds_what_stands_below_it(three: list[Proposal], people: People, site: Site) -> None:
    above = Category.objects.create(site=site, name="News", slug="news")
    below = Category.objects.create(site=site, name="Harbour", slug="harbour", parent=above)
    other = Category.objects.create(site=site, name="Sport", slug="sport")
    Article.objects.filter(pk=three[0].object_id).update(category=below)
    assert len(found(people, site, section=str(above.pk))) == 3
    assert found(people, site, section=str(other.pk)) == []


def test_what_was_decided_at_once_is_shown_together(three: list[Proposal], people: People, site: Site) -> None:
    accept(three[1], by=people.editor, batch="b1")
    assert found(people, site, batch="b1") == ["In short."]


def test_creators_see_proposals_for_their_own_texts_only(three: list[Proposal], people: People, site: Site) -> None:
    assert queue.select(people.creator, site, Filters()).count() == 3
    assert queue.select(people.other_creator, site, Filters()).count() == 0
    assert queue.select(people.viewer, site, Filters()).count() == 0
    assert queue.select(people.stranger, site, Filters()).count() == 0


def test_pages_follow_each_other_without_gap_or_repeat(
    article: Article, people: People, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PER_PAGE", 2)
    for number in range(5):
        make_proposal(article, people.creator, block_id="aaaaaaaa", field="body", after=f"<p>{number}</p>")
    rows = queue.select(people.editor, site, Filters(state="all"))
    first = queue.page(rows)
    second = queue.page(rows, before=first.older)
    third = queue.page(rows, before=second.older)
    shown = [row.after for page in (first, second, third) for row in page.rows]
    assert shown == [f"<p>{number}</p>" for number in (4, 3, 2, 1, 0)]
    assert (first.newer, third.older) == ("", "")
    back = queue.page(rows, after=third.newer)
    assert [row.pk for row in back.rows] == [row.pk for row in second.rows]
    assert queue.page(rows, before="nonsense").rows == first.rows


def test_the_list_asks_no_more_queries_for_more_rows(client_for: ClientFor, people: People, site: Site) -> None:
    client = client_for(people.editor)

    def count() -> int:
        with CountQueries() as queries:
            assert client.get(LIST).status_code == 200
        return queries.count

    def make(number: int) -> None:
        article = make_article(site, people.creator, slug=f"pier-{number}")
        make_proposal(article, people.creator)
        make_proposal(article, people.creator, field="tags", after="Pier, Harbour")
        make_proposal(article, people.creator, field="body", block_id="aaaaaaaa", after="<p>Shorter.</p>")

    make(0)
    count()
    few = count()
    for number in range(1, 6):
        make(number)
    assert count() == few


def test_the_list_marks_what_the_text_has_overtaken(client_for: ClientFor, people: People, article: Article) -> None:
    make_proposal(article, people.creator)
    client = client_for(people.editor)
    assert "was changed after this was proposed" not in client.get(LIST).content.decode()
    Article.objects.filter(pk=article.pk).update(title="Another pier")
    assert "was changed after this was proposed" in client.get(LIST).content.decode()
