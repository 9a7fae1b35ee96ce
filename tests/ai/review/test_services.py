"""Deciding on notes."""

from collections.abc import Callable

import pytest

from accounts.sites.models import Site
from ai.proposals.exceptions import TargetGone
from ai.proposals.models import Proposal, Provenance
from ai.proposals.services import accept
from ai.providers.models import Model
from ai.review import panels
from ai.review.exceptions import ReviewRefused
from ai.review.models import Note, Review
from ai.review.services import cancel_review, dismiss_note, propose_all, propose_note, resume_review, start_review
from content.articles.models import Article
from content.publishing.services import save_draft
from content.quality.models import GlossaryTerm
from content.quality.services import save_term
from tests.ai.review.answers import FIRST, SECOND, note, said
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db
Reviewed = Callable[..., Review]
BETTER = FIRST.replace("and and", "and")


def three(server: ScriptedServer) -> None:
    """Two notes on the first block that go together, one on the last."""
    other = f"{SECOND.replace('are sold', 'can be bought')} See <a-2>the timetable</a-2> for all of them."
    server.script(
        said(
            note(replacement=BETTER),
            note(quote="every day", category="style", replacement=FIRST.replace("every day", "each day"), priority=2),
            note(3, quote="are sold", category="style", replacement=other, priority=2),
        )
    )


def test_a_note_becomes_a_proposal_and_the_text_stays(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People, article: Article
) -> None:
    server.script(said(note(replacement=BETTER)))
    row = reviewed().notes.get()
    made = propose_note(row, by=people.creator)
    proposal = made.proposals[0]
    row.refresh_from_db()
    assert (row.state, row.proposal, row.decided_by) == ("applied", proposal, people.creator)
    assert (proposal.field, proposal.block_id, proposal.bundle) == ("body", "aaaaaaaa", row.review.public_id)
    assert proposal.reason == "A word stands twice." and proposal.run == row.run
    article.refresh_from_db()
    assert "and and" in article.body
    accept(proposal, by=people.creator)
    article.refresh_from_db()
    assert "and and" not in article.body and Provenance.objects.filter(proposal=proposal).exists()


def test_all_become_one_proposal_for_each_block(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People, site: Site
) -> None:
    three(server)
    review = reviewed()
    made = propose_all(review, by=people.creator)
    assert made.problems == [] and len(made.proposals) == 2
    first = Proposal.objects.get(site=site, block_id="aaaaaaaa", state="pending")
    assert BETTER.replace("every day", "each day") in first.after
    assert set(review.notes.values_list("state", flat=True)) == {"applied"}
    assert propose_all(review, by=people.creator).proposals == []


def test_one_after_the_other_is_put_together_too(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People, site: Site
) -> None:
    three(server)
    review = reviewed()
    one, two = review.notes.filter(block_id="aaaaaaaa")
    propose_note(one, by=people.creator)
    propose_note(two, by=people.creator)
    waiting = Proposal.objects.get(site=site, block_id="aaaaaaaa", state="pending")
    assert BETTER.replace("every day", "each day") in waiting.after
    assert set(Note.objects.filter(block_id="aaaaaaaa").values_list("proposal", flat=True)) == {waiting.pk}
    assert propose_note(one, by=people.creator).problems


def test_what_collides_stays_open_and_says_so(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People
) -> None:
    server.script(
        said(
            note(replacement=BETTER),
            note(
                quote="March, and", category="style", priority=2, replacement=FIRST.replace("and and six", "when six")
            ),
        )
    )
    review = reviewed()
    made = propose_all(review, by=people.creator)
    assert len(made.proposals) == 1 and "Another note would change the same words" in made.problems[0]
    assert review.notes.open().count() == 1


def test_a_block_that_was_changed_since_is_not_proposed_for(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People, article: Article, site: Site
) -> None:
    server.script(said(note(replacement=BETTER)))
    review = reviewed()
    body = article.body.replace("in March", "in early March")
    save_draft(article, by=people.creator, version=article.version, changes={"body": body})
    assert panels.context(Review.objects.for_page().get(pk=review.pk))["groups"][0]["notes"][0]["stale"]
    made = propose_note(review.notes.get(), by=people.creator)
    assert made.proposals == [] and "was changed since it was reviewed" in made.problems[0]
    assert not Proposal.objects.filter(site=site).exists()


def test_a_note_without_other_words_is_no_proposal(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People
) -> None:
    server.script(said(note()))
    made = propose_note(reviewed().notes.get(), by=people.creator)
    assert "proposes no other words" in made.problems[0]


def test_what_a_rule_mends_says_that_no_model_did(reviewed: Reviewed, people: People, site: Site) -> None:
    term = save_term(GlossaryTerm(site=site, term="landing stage", forbidden=["pier"]), by=people.editor)
    row = reviewed().notes.filter(rule="glossary", field="").get()
    proposal = propose_note(row, by=people.creator).proposals[0]
    proposal.refresh_from_db()
    assert (proposal.model, proposal.uses_language_model) == ("built in", False)
    assert proposal.guideline_version == f"{term.code}.1"
    accept(proposal, by=people.creator)
    assert Provenance.objects.get(proposal=proposal).guideline_version == f"{term.code}.1"


def test_dismissing_takes_a_reason_and_happens_once(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People
) -> None:
    server.script(said(note()))
    row = reviewed().notes.get()
    with pytest.raises(ReviewRefused, match="Say in a few words why"):
        dismiss_note(row, reason="  ", by=people.creator)
    dismiss_note(row, reason="A joke", by=people.creator)
    with pytest.raises(ReviewRefused, match="decided on already"):
        dismiss_note(row, reason="Again", by=people.creator)


def test_who_may_not_edit_the_text_may_not_review_it(
    article: Article, people: People, site: Site, noise_site: Site
) -> None:
    for by in (people.other_creator, people.viewer, people.stranger):
        with pytest.raises(TargetGone):
            start_review(kind="article", object_id=article.pk, site=site, by=by)
    with pytest.raises(TargetGone):
        start_review(kind="article", object_id=article.pk, site=noise_site, by=people.stranger)
    assert not Review.objects.filter(site=site).exists()


def test_who_may_not_edit_the_text_makes_no_proposal(
    reviewed: Reviewed, model: Model, server: ScriptedServer, people: People
) -> None:
    server.script(said(note(replacement=BETTER)))
    review = reviewed()
    for by in (people.other_creator, people.viewer, people.stranger):
        with pytest.raises(TargetGone):
            propose_all(review, by=by)
    assert review.notes.get().state == "open"


def test_an_empty_text_and_a_second_review_at_once_are_refused(article: Article, people: People, site: Site) -> None:
    first = start_review(kind="article", object_id=article.pk, site=site, by=people.creator)
    with pytest.raises(ReviewRefused, match="on its way already"):
        start_review(kind="article", object_id=article.pk, site=site, by=people.editor)
    assert cancel_review(first, by=people.creator) and resume_review(first, by=people.creator)
    Article.objects.filter(pk=article.pk).update(body=" ")
    with pytest.raises(ReviewRefused, match="nothing to review"):
        start_review(kind="article", object_id=article.pk, site=site, by=people.creator)
