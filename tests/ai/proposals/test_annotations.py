import pytest

from accounts.sites.models import Site
from ai.proposals.annotations import annotate
from ai.proposals.models import Provenance
from ai.proposals.services import accept
from content.articles.models import Article
from content.publishing.models import LivePage
from content.publishing.services import publish, save_draft
from tests.ai.proposals.making import make_article, make_proposal, make_run
from tests.people import People

pytestmark = pytest.mark.django_db
NEW = "<p>One two three four five six seven eight nine ten.</p>"


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator, body="")


def accepted(article: Article, people: People, **fields: str) -> Provenance:
    run = make_run(article.site, people.creator, **fields)
    accept(make_proposal(article, people.creator, field="body", after=NEW, run=run), by=people.creator)
    article.refresh_from_db()
    return Provenance.objects.get(kind="article", object_id=article.pk)


def test_a_page_says_that_a_model_helped(article: Article, people: People) -> None:
    accepted(article, people)
    page = publish(article, by=people.editor)
    page = LivePage.objects.get(pk=page.pk)
    assert page.labels["ai"]["models"] == ["scripted-1"]
    assert page.labels["ai"]["share"] == 1
    assert page.head["json_ld"][0]["digitalSourceType"].endswith("trainedAlgorithmicMedia")
    assert "data-p" not in page.body


def test_a_page_that_people_wrote_on_is_composite(article: Article, people: People) -> None:
    accepted(article, people)
    edited = article.body.replace("One two three", "Eleven twelve thirteen")
    save_draft(article, by=people.creator, version=article.version, changes={"body": edited})
    page = LivePage.objects.get(pk=publish(article, by=people.editor).pk)
    assert page.head["json_ld"][0]["digitalSourceType"].endswith("compositeWithTrainedAlgorithmicMedia")


def test_a_page_put_together_by_rules_says_so(article: Article, people: People) -> None:
    accepted(article, people, model="built in", provider="built in")
    page = LivePage.objects.get(pk=publish(article, by=people.editor).pk)
    assert page.labels["ai"]["language_model"] is False
    assert page.head["json_ld"][0]["digitalSourceType"].endswith("/algorithmicMedia")


def test_a_page_without_marks_says_nothing(site: Site, people: People) -> None:
    page = LivePage.objects.get(pk=publish(make_article(site, people.editor), by=people.editor).pk)
    assert page.labels["ai"] is None
    assert "digitalSourceType" not in page.head["json_ld"][0]
    assert annotate([]) == {}
