"""A review from the request to its notes."""

from collections.abc import Callable

import pytest

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.policies.models import Rule
from ai.proposals.models import Proposal
from ai.providers.models import Model
from ai.review import chunks, panels
from ai.review.models import Note, Review
from ai.review.services import cancel_review, dismiss_note, reopen_note, resume_review, start_review
from content.articles.models import Article
from content.quality.models import GlossaryTerm, Guideline
from content.quality.services import save_guideline, save_term
from tests.ai.review.answers import FIRST, note, said
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db
Reviewed = Callable[..., Review]


def reasons(review: Review) -> list[str]:
    return [each.reason for each in review.notes.all()]


def test_nothing_is_a_good_answer(reviewed: Reviewed, model: Model, server: ScriptedServer) -> None:
    review = reviewed()
    assert (review.is_done, review.used_model, review.without_model) == (True, True, "")
    assert reasons(review) == [] and len(server.asked) == 1
    assert panels.context(review)["open_count"] == 0


def test_a_note_names_block_words_reason_and_proposes_others(
    reviewed: Reviewed, model: Model, server: ScriptedServer, article: Article
) -> None:
    server.script(said(note(replacement=FIRST.replace("and and", "and"))))
    review = reviewed()
    row = review.notes.get()
    assert (row.block_id, row.category, row.priority, row.quote) == ("aaaaaaaa", "language", 1, "and and")
    assert row.replacement == f'<p data-id="aaaaaaaa">{FIRST.replace("and and", "and")}</p>'
    assert row.run and row.run.purpose == "review.page" and row.rule == ""
    article.refresh_from_db()
    assert "and and" in article.body and not Proposal.objects.filter(site=article.site).exists()


def test_rules_look_first_and_without_a_model_alone(
    reviewed: Reviewed, people: People, site: Site, article: Article
) -> None:
    save_term(GlossaryTerm(site=site, term="landing stage", forbidden=["pier"]), by=people.editor)
    Article.objects.filter(pk=article.pk).update(seo_description="")
    review = reviewed()
    rows = {each.rule: each for each in review.notes.filter(field="")} | {
        each.rule: each for each in review.notes.exclude(field="") if each.rule != "glossary"
    }
    assert set(rows) == {"glossary", "seo-description"}
    assert "The landing stage opens" in rows["glossary"].replacement
    assert rows["glossary"].guideline.startswith("T-") and rows["glossary"].guideline_version == 1
    assert not review.used_model and "No language model is set up" in review.without_model
    assert not Run.objects.filter(site=site).exists()


def test_the_guidelines_are_told_with_their_ids_and_a_note_may_name_one(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People, site: Site
) -> None:
    rule = save_guideline(Guideline(site=site, title="Hours", rule="Say since when and until when."), by=people.editor)
    server.script(said(note(3, guideline=rule.code, quote="open until six", category="style")))
    review = reviewed()
    assert rule.code in server.asked[0].body["messages"][0]["content"]
    assert "Noise" not in str(server.asked[0].body)
    row = review.notes.get()
    assert (row.guideline, row.guideline_version) == (rule.code, 1)
    assert row.run and row.run.guideline_version.startswith("ed-")


def test_a_reason_may_say_what_the_rule_says(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People, site: Site
) -> None:
    text = "Say since when and until when an office is open on each day."
    rule = save_guideline(Guideline(site=site, title="Hours", rule=text), by=people.editor)
    server.script(said(note(3, guideline=rule.code, quote="open until six", reason=text)))
    assert reasons(reviewed()) == [text]


def test_dismissed_stays_dismissed_and_can_be_opened_again(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People
) -> None:
    server.script(said(note()), said(note(reason="The word “and” is doubled.")), said(note()))
    first = reviewed()
    dismiss_note(first.notes.get(), reason="It is a  joke", by=people.editor)
    again = reviewed()
    row = again.notes.get()
    assert (row.state, row.why, row.decided_by) == ("dismissed", "It is a joke", people.editor)
    assert reopen_note(row, by=people.creator)
    assert not reopen_note(row, by=people.creator)
    Note.objects.filter(review=first).update(state="open")
    assert reviewed().notes.get().state == "open"


def test_a_long_text_is_read_in_parts_and_a_killed_worker_pays_for_none_twice(
    site: Site, people: People, article: Article, model: Model, server: ScriptedServer
) -> None:
    words = "The harbour has many boats and all of them are painted in the colours of their owners. " * 30
    Article.objects.filter(pk=article.pk).update(body="".join(f"<p>{words}{n}.</p>" for n in range(4)))
    review = start_review(kind="article", object_id=article.pk, site=site, by=people.creator)
    assert len(chunks.chunks(review.body)) == 2
    execution.run(review.job_id or 0)
    assert len(server.asked) == 2
    Job.objects.filter(pk=review.job_id).update(state="queued")
    execution.run(review.job_id or 0)
    assert len(server.asked) == 2
    job = Job.objects.get(pk=review.job_id)
    assert (job.state, job.done, job.total) == ("done", 3, 3)


def test_a_failure_keeps_what_was_noted_and_it_goes_on(
    site: Site, people: People, article: Article, model: Model, server: ScriptedServer
) -> None:
    words = "The harbour has many boats and all of them are painted in the colours of their owners. " * 50
    body = f'<p data-id="aaaaaaaa">It is is so. {words}</p><p data-id="bbbbbbbb">{words}</p>'
    Article.objects.filter(pk=article.pk).update(body=body)
    server.script(said(note(quote="is is")), Step(text="no JSON"), Step(text="no JSON"))
    review = start_review(kind="article", object_id=article.pk, site=site, by=people.creator)
    execution.run(review.job_id or 0)
    review = Review.objects.for_page().get(pk=review.pk)
    assert (review.is_done, review.notes.count()) == (False, 1)
    assert panels.context(review)["may_resume"] and "could not be used" in panels.context(review)["error"]
    assert resume_review(review, by=people.creator)
    execution.run(review.job_id or 0)
    review = Review.objects.for_page().get(pk=review.pk)
    assert (review.is_done, review.notes.count(), len(server.asked)) == (True, 1, 4)
    assert "scripted-1" in panels.context(review)["spent"]


def test_a_cancelled_review_reads_nothing(
    site: Site, people: People, article: Article, model: Model, server: ScriptedServer
) -> None:
    review = start_review(kind="article", object_id=article.pk, site=site, by=people.creator)
    assert cancel_review(review, by=people.creator)
    execution.run(review.job_id or 0)
    assert not server.asked and not Review.objects.get(pk=review.pk).is_done


def test_where_a_rule_forbids_models_the_checks_look_alone(
    reviewed: Reviewed, model: Model, server: ScriptedServer, site: Site
) -> None:
    Rule.objects.create(site=site, policy=Rule.Policy.NEVER_SEND, reason="Embargo")
    review = reviewed()
    assert review.is_done and not review.used_model and review.without_model and not server.asked


def test_the_price_is_told_before(article: Article, people: People, model: Model, settings: object, site: Site) -> None:
    told = panels.cost("article", article, by=people.creator)
    assert "1 call to scripted-1" in told["cost"] and "No price is known" in told["cost"]
    Model.objects.all().delete()
    assert panels.cost("article", article, by=people.creator)["cost"].startswith("Free. No language model")


def test_a_text_that_is_gone_ends_the_job_with_words(
    site: Site, people: People, article: Article, model: Model
) -> None:
    review = start_review(kind="article", object_id=article.pk, site=site, by=people.creator)
    Article.objects.filter(pk=article.pk).delete()
    execution.run(review.job_id or 0)
    assert "not there any more" in Job.objects.get(pk=review.job_id).error
