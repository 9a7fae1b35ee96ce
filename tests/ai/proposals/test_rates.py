"""What becomes of proposals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.sites.models import Site
from ai.proposals.models import Decision
from ai.proposals.rates import rates, totals
from ai.proposals.services import accept, reject, undo
from content.articles.models import Article
from tests.ai.proposals.making import make_article, make_proposal, make_run
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator)


def test_rates_count_decisions_by_prompt(article: Article, people: People, site: Site) -> None:
    accept(make_proposal(article, people.creator), by=people.editor)
    accept(make_proposal(article, people.creator, after="B"), by=people.editor, after="C")
    reject(make_proposal(article, people.editor, after="D"), by=people.editor)
    make_proposal(article, people.editor, after="E", run=make_run(site, None, purpose="writing.other"))
    titles, other = rates(site, "prompt")
    assert (titles.name, titles.accepted, titles.edited, titles.rejected) == ("writing.title file 1", 1, 1, 1)
    assert titles.accept_rate == pytest.approx(2 / 3)
    assert (other.name, other.pending, other.accept_rate) == ("writing.other file 1", 1, None)
    assert sorted((rate.name, rate.made) for rate in rates(site, "author")) == [("Creator", 2), ("Editor", 2)]
    assert [rate.name for rate in rates(site, "model")] == ["scripted-1"]
    assert totals(site)["accept_rate"] == pytest.approx(2 / 3)


def test_what_was_taken_back_does_not_count(article: Article, people: People, site: Site) -> None:
    proposal = make_proposal(article, people.creator)
    accept(proposal, by=people.editor)
    undo(Decision.objects.select_related("proposal__site").get(), by=people.editor)
    (rate,) = rates(site, "field")
    assert (rate.accepted, rate.pending) == (0, 1)


def test_rates_are_of_a_period_and_of_one_site(article: Article, people: People, site: Site) -> None:
    make_proposal(article, people.creator)
    assert rates(site, "model", since=timezone.now() + timedelta(minutes=1)) == []
    assert rates(site, "model", until=timezone.now() - timedelta(minutes=1)) == []
    assert sum(rate.made for rate in rates(site, "model")) == 1


def test_rates_ask_one_query_however_much_there_is(article: Article, people: People, site: Site) -> None:
    for number in range(4):
        make_proposal(article, people.creator, run=make_run(site, None, model=f"m{number}"))
    with CountQueries() as queries:
        rates(site, "model")
    assert queries.count == 1
