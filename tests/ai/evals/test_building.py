"""Golden sets hold what people of this site accepted, frozen."""

import pytest

from accounts.models import User
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.evals.exceptions import NothingToCompare
from ai.evals.models import GoldenItem, GoldenSet
from ai.evals.services import build_set
from ai.proposals.models import Proposal
from ai.proposals.services import accept, propose, reject, undo
from content.articles.models import Article
from tests.ai.evals.conftest import PURPOSE, SUMMARY
from tests.people import People

pytestmark = pytest.mark.django_db


def proposed(site: Site, article: Article, after: str, by: User) -> Proposal:
    run = Run.objects.create(site=site, purpose=PURPOSE, state="done", model="good")
    return propose(site=site, kind="article", object_id=article.pk, field="summary", after=after, run=run, by=by)


def test_published_articles_become_items_with_what_the_run_is_told(golden: GoldenSet) -> None:
    items = list(golden.items.all())
    assert [item.expected for item in items] == [SUMMARY.format(n=n) for n in (5, 4, 3, 2, 1, 0)]
    assert items[0].context["title"] == "Pier 5" and "repair pier 5" in items[0].context["text"]
    assert {item.source for item in items} == {"article"} and {item.language for item in items} == {"en"}


def test_accepted_proposals_come_first_and_rejected_or_undone_ones_do_not(
    site: Site, people: People, articles: list[Article]
) -> None:
    Article.objects.update(state="draft")
    kept, rejected, undone = (proposed(site, row, f"Proposed {row.pk}.", people.editor) for row in articles[:3])
    accept(kept, by=people.editor)
    reject(rejected, by=people.editor)
    accept(undone, by=people.editor)
    undo(undone.decisions.get(), by=people.editor)
    golden = build_set(site=site, purpose=PURPOSE, name="Accepted", by=people.admin)
    found = [(item.source, item.expected) for item in golden.items.all()]
    assert found == [("proposal", f"Proposed {articles[0].pk}.")]


def test_items_are_frozen(golden: GoldenSet, articles: list[Article]) -> None:
    Article.objects.filter(pk=articles[5].pk).update(summary="Something else.", body="<p>Gone.</p>")
    Article.objects.filter(pk=articles[4].pk).delete()
    items = list(golden.items.all())
    assert len(items) == 6 and items[0].expected == SUMMARY.format(n=5)


def test_another_sites_texts_are_never_taken(noise_site: Site, people: People, articles: list[Article]) -> None:
    with pytest.raises(NothingToCompare, match="no accepted text"):
        build_set(site=noise_site, purpose="writing.seo_title", name="Accepted", by=None)
    made = GoldenSet.objects.filter(site=noise_site).values("pk")
    assert not GoldenItem.objects.filter(golden_set__in=made, label__startswith="Pier").exists()


def test_a_language_and_a_limit_narrow_it(site: Site, people: People, articles: list[Article]) -> None:
    Article.objects.filter(pk=articles[0].pk).update(language="de")
    german = build_set(site=site, purpose=PURPOSE, name="German", by=people.admin, language="de")
    assert [item.reference for item in german.items.all()] == [str(articles[0].pk)]
    assert build_set(site=site, purpose=PURPOSE, name="Two", by=people.admin, limit=2).items.count() == 2


def test_what_is_asked_for_is_never_told(site: Site, people: People, articles: list[Article]) -> None:
    titles = build_set(site=site, purpose="writing.title", name="Accepted", by=people.admin)
    assert {item.context["title"] for item in titles.items.all()} == {""}
    assert {item.expected for item in titles.items.all()} == {f"Pier {n}" for n in range(6)}


def test_a_name_is_taken_once_and_nothing_accepted_says_so(golden: GoldenSet, site: Site, people: People) -> None:
    with pytest.raises(NothingToCompare, match="choose another name"):
        build_set(site=site, purpose=PURPOSE, name="Accepted", by=people.admin)
    with pytest.raises(NothingToCompare, match="accept a proposal"):
        build_set(site=site, purpose="writing.seo_title", name="Accepted", by=people.admin)
    assert GoldenSet.objects.filter(site=site).count() == 1
