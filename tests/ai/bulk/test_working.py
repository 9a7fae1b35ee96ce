"""One run and one proposal for each text, whatever happens in between."""

from typing import Any

import pytest

from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.bulk import planning, working
from ai.bulk.choosing import Choice
from ai.bulk.exceptions import NothingToDo
from ai.bulk.models import Bulk, BulkItem
from ai.bulk.services import cancel_bulk, resume_bulk, start_bulk
from ai.engine.models import Run
from ai.proposals.models import Proposal
from ai.proposals.services import accept
from ai.providers.models import Model
from content.articles.models import Article
from content.publishing.services import trash
from tests.ai.bulk.making import make_articles, started, worked
from tests.ai.server import ScriptedServer, Step
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(site: Site, people: People) -> list[Article]:
    return make_articles(site, people.creator, 3)


def runs(bulk: Bulk) -> list[str | None]:
    return sorted(Run.objects.filter(site=bulk.site, head=None).values_list("key", flat=True), key=str)


def test_every_text_gets_one_proposal_and_none_is_changed(
    articles: list[Article], site: Site, people: People, model: Model
) -> None:
    bulk = worked(started(site, people.editor))
    assert bulk.items.counts() == {"done": 3}
    rows = Proposal.objects.filter(bundle=bulk.public_id)
    assert {row.object_id for row in rows} == {article.pk for article in articles}
    assert all(row.state == "pending" and row.field == "summary" and row.confidence is not None for row in rows)
    assert runs(bulk) == sorted(bulk.key(article.pk) for article in articles)
    assert set(Article.objects.filter(site=site).values_list("summary", "version")) == {("", 1)}


def test_a_worker_that_dies_at_any_point_leaves_nothing_to_be_done_twice(
    articles: list[Article], site: Site, people: People, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the proposal was stored and before the item was: the narrowest place."""
    bulk = started(site, people.editor)
    plain, dead = BulkItem.save, list[int]()

    def die(item: BulkItem, *args: Any, **kwargs: Any) -> None:
        if len(dead) < 2:
            dead.append(item.pk)
            raise SystemExit
        plain(item, *args, **kwargs)

    monkeypatch.setattr(BulkItem, "save", die)
    for _ in range(2):
        with pytest.raises(SystemExit):
            worked(bulk)
        Job.objects.filter(pk=bulk.job_id or 0).update(state="queued", claim="", lease_until=None)
    bulk = worked(bulk)
    assert bulk.items.counts() == {"done": 3}
    assert Proposal.objects.filter(bundle=bulk.public_id).count() == 3
    assert len(runs(bulk)) == 3


def test_a_cancelled_work_goes_on_where_it_stopped(
    articles: list[Article], site: Site, people: People, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = started(site, people.editor)
    plain = working._do

    def cancel_after_one(item: BulkItem, work: Bulk, *rest: Any) -> None:
        plain(item, work, *rest)
        cancel_bulk(work, by=people.editor)

    monkeypatch.setattr(working, "_do", cancel_after_one)
    bulk = worked(bulk)
    assert bulk.job is not None and bulk.job.state == "cancelled"
    assert bulk.items.counts() == {"done": 1, "waiting": 2}
    monkeypatch.setattr(working, "_do", plain)
    assert resume_bulk(bulk, by=people.editor)
    bulk = worked(bulk)
    assert bulk.items.counts() == {"done": 3}
    assert len(runs(bulk)) == 3


def test_a_text_that_fails_stops_no_other_and_is_tried_again(
    articles: list[Article], site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    server.script("401")
    bulk = worked(started(site, people.editor))
    assert bulk.items.counts() == {"done": 2, "failed": 1}
    assert "key" in bulk.items.failed().get().note
    assert resume_bulk(bulk, by=people.editor)
    assert worked(bulk).items.counts() == {"done": 3}


def test_many_failures_in_a_row_stop_the_work(
    articles: list[Article], site: Site, people: People, model: Model, server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(working, "MOST_IN_A_ROW", 2)
    server.script(*["401"] * 3)
    bulk = worked(started(site, people.editor))
    assert bulk.job is not None and bulk.job.state == "failed"
    assert "2 texts in a row failed for the same reason" in bulk.job.error
    assert bulk.items.counts() == {"failed": 2, "waiting": 1}


def test_a_text_that_went_away_meanwhile_is_left_out(
    articles: list[Article], site: Site, people: People, model: Model
) -> None:
    bulk = started(site, people.editor)
    trash(articles[0], by=people.editor)
    assert worked(bulk).items.counts() == {"done": 2, "nothing": 1}


def test_what_has_one_or_waits_already_is_left_out(
    articles: list[Article], site: Site, people: People, model: Model
) -> None:
    Article.objects.filter(pk=articles[0].pk).update(summary="There.")
    worked(started(site, people.editor, ids=(articles[1].pk,)))
    plan = planning.plan("summary", Choice(), site=site, by=people.editor)
    assert plan.ids == [articles[2].pk]
    assert plan.left_out == {"there is one already": 1, "a proposal waits already": 1}
    everything = planning.plan("summary", Choice(missing=False, again=True), site=site, by=people.editor)
    assert everything.count == 3


def test_the_price_is_told_before_anything_is_asked(
    articles: list[Article], site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    plan = planning.plan("summary", Choice(), site=site, by=people.editor)
    assert (plan.count, plan.cost.calls, plan.cost.model, plan.is_exact) == (3, 3, "scripted-1", True)
    assert plan.cost.tokens > 300
    assert server.asked == [] and not Run.objects.filter(site=site).exists()


def test_a_price_is_reckoned_from_a_sample(
    site: Site, people: People, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_articles(site, people.creator, 6)
    monkeypatch.setattr(planning, "SAMPLED", 2)
    plan = planning.plan("summary", Choice(), site=site, by=people.editor)
    assert (plan.count, plan.cost.calls, plan.sampled, plan.is_exact) == (6, 6, 2, False)


def test_planning_asks_no_more_queries_for_more_texts(site: Site, people: People, model: Model) -> None:
    def count() -> int:
        with CountQueries() as queries:
            planning.plan("summary", Choice(), site=site, by=people.editor)
        return queries.count

    make_articles(site, people.creator, 2)
    count()
    few = count()
    Article.objects.filter(site=site).delete()
    make_articles(site, people.creator, 12)
    assert count() == few


def test_the_built_in_provider_says_that_it_cannot_translate(
    articles: list[Article], site: Site, people: People, settings: Any
) -> None:
    bulk = worked(started(site, people.editor, "translate", into="de"))
    assert bulk.items.counts() == {"failed": 3}
    assert "needs a language model" in bulk.items.failed()[0].note


def test_a_translation_makes_its_article_when_it_is_accepted(
    articles: list[Article], site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    german = (
        "<title>Steg 0</title>\n<p-1>Der Steg 0 öffnet am Samstag und steht allen offen, die auf ihm spazieren gehen "
        "wollen.</p-1>"
    )
    server.script(Step(text=german))
    bulk = worked(started(site, people.editor, "translate", into="de", ids=(articles[0].pk,)))
    assert bulk.items.counts() == {"done": 1}, [item.note for item in bulk.items.all()]
    proposal = Proposal.objects.get(bundle=bulk.public_id)
    assert (proposal.field, proposal.confidence) == ("translation:de", 90)
    accept(proposal, by=people.editor)
    made = Article.objects.get(translation_group=articles[0].translation_group, language="de")
    assert (made.title, made.state) == ("Steg 0", "draft")
    assert 'data-id="aaaaaaaa"' in made.body and "Der Steg 0 öffnet" in made.body and "data-p=" in made.body
    again = planning.plan("translate", Choice(), site=site, by=people.editor, language="de")
    assert articles[0].pk not in again.ids


@pytest.mark.parametrize(
    ("task", "language", "told"), [("sing", "", "no task"), ("translate", "", "into which language")]
)
def test_what_cannot_be_done_says_so(site: Site, task: str, language: str, told: str) -> None:
    with pytest.raises(NothingToDo, match=told):
        planning.plan(task, Choice(), site=site, by=None, language=language)


def test_a_plan_without_texts_begins_nothing(site: Site, people: People) -> None:
    with pytest.raises(NothingToDo, match="no text left"):
        start_bulk(planning.plan("summary", Choice(), site=site, by=people.editor), site=site, by=people.editor)
