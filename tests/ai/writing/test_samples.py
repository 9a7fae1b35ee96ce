"""What prompts are tried on: the articles of the site."""

import pytest

from accounts.sites.models import Site
from ai.engine import samples
from content.articles.models import Article
from tests.ai.bulk.making import make_articles
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(site: Site, people: People) -> list[Article]:
    return make_articles(site, people.creator, 2, summary="There.")


def test_articles_of_this_site_are_offered_newest_first(articles: list[Article], site: Site) -> None:
    offered = samples.of("writing.summary")
    assert offered.choices(site, "") == [(str(articles[1].pk), "Pier 1"), (str(articles[0].pk), "Pier 0")]
    assert offered.choices(site, "pier 0") == [(str(articles[0].pk), "Pier 0")]


def test_a_text_is_told_as_to_the_real_run_but_never_what_is_asked_for(articles: list[Article], site: Site) -> None:
    summary, title = samples.of("writing.summary"), samples.of("writing.title")
    assert summary.context and title.context
    told = summary.context(site, str(articles[0].pk))
    assert told["title"] == "Pier 0" and "The pier 0 opens on a Saturday" in told["text"]
    assert title.context(site, str(articles[0].pk))["title"] == ""
    assert summary.expect(told).source == told["text"] and summary.expect(told).language == "en"


@pytest.mark.parametrize("reference", ["", "x", "999999"])
def test_a_text_that_there_is_not_cannot_be_tried(articles: list[Article], site: Site, reference: str) -> None:
    context = samples.of("writing.title").context
    assert context
    with pytest.raises(LookupError, match="no such article"):
        context(site, reference)


def test_a_text_of_another_site_or_one_that_is_too_short_cannot_be_tried(
    articles: list[Article], site: Site, noise_site: Site
) -> None:
    context = samples.of("writing.title").context
    assert context
    with pytest.raises(LookupError, match="no such article"):
        context(noise_site, str(articles[0].pk))
    Article.objects.filter(pk=articles[0].pk).update(body="<p>Short.</p>")
    with pytest.raises(LookupError, match="too little text"):
        context(site, str(articles[0].pk))
