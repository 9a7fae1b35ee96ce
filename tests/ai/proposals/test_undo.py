"""Decisions that are taken back."""

import pytest

from accounts.sites.models import Site
from ai.proposals.exceptions import AlreadyDecided, BaseMoved, TargetGone
from ai.proposals.models import Decision, Proposal, Provenance
from ai.proposals.services import accept, accept_many, reject, undo, undo_batch
from content.articles.models import Article
from content.publishing.services import save_draft, trash
from content.taxonomy.models import Tag
from tests.ai.proposals.making import make_article, make_proposal
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator)


def decided(proposal: Proposal) -> Decision:
    return Decision.objects.select_related("proposal__site").get(proposal=proposal)


def write(article: Article, people: People, **changes: object) -> None:
    article.refresh_from_db()
    assert save_draft(article, by=people.editor, version=article.version, changes=dict(changes)).saved


def test_undoing_restores_the_text_and_the_proposal_waits_again(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    accept(proposal, by=people.editor)
    version = undo(decided(proposal), by=people.editor)
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert (article.title, article.version, proposal.state) == ("The new pier", version, "pending")
    assert Provenance.objects.get(proposal=proposal).undone_at is not None
    accept(proposal, by=people.editor)
    article.refresh_from_db()
    assert article.title == "A pier for everyone"


def test_a_text_that_somebody_touched_since_is_left_alone(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    accept(proposal, by=people.editor)
    write(article, people, title="A pier for nearly everyone")
    with pytest.raises(BaseMoved, match="was changed after it was accepted"):
        undo(decided(proposal), by=people.editor)
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert (article.title, proposal.state) == ("A pier for nearly everyone", "accepted")
    assert decided(proposal).undone_at is None


def test_edits_elsewhere_do_not_stand_in_the_way(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    accept(proposal, by=people.editor)
    write(article, people, summary="Written meanwhile")
    undo(decided(proposal), by=people.editor)
    article.refresh_from_db()
    assert (article.title, article.summary) == ("The new pier", "Written meanwhile")


def test_one_block_is_taken_back_among_blocks_that_were_edited(article: Article, people: People) -> None:
    new = "<p>The pier opens.</p><p>On Saturday.</p>"
    proposal = make_proposal(article, people.creator, field="body", block_id="aaaaaaaa", after=new)
    accept(proposal, by=people.editor)
    article.refresh_from_db()
    assert article.body.count("<p") == 3
    write(article, people, body=article.body.replace("40 metres", "41 metres"))
    undo(decided(proposal), by=people.editor)
    article.refresh_from_db()
    assert article.body.splitlines() == [
        '<p data-id="aaaaaaaa">The pier opens on Saturday.</p>',
        '<p data-id="bbbbbbbb">It is 41 metres long.</p>',
    ]


def test_a_block_that_was_taken_out_comes_back(article: Article, people: People) -> None:
    before = article.body
    proposal = make_proposal(article, people.creator, field="body", block_id="aaaaaaaa", after="")
    accept(proposal, by=people.editor)
    article.refresh_from_db()
    assert article.body.count("<p") == 1
    undo(decided(proposal), by=people.editor)
    article.refresh_from_db()
    assert article.body == before


def test_a_whole_text_is_restored_byte_for_byte(article: Article, people: People) -> None:
    before = article.body
    proposal = make_proposal(article, people.creator, field="body", after="<p>All new.</p>")
    accept(proposal, by=people.editor)
    undo(decided(proposal), by=people.editor)
    article.refresh_from_db()
    assert article.body == before


def test_tags_are_taken_back(article: Article, people: People, site: Site) -> None:
    article.tags.add(Tag.objects.create(site=site, name="Old", slug="old"))
    proposal = make_proposal(article, people.creator, field="tags", after="Pier, Harbour")
    accept(proposal, by=people.editor)
    assert set(article.tags.values_list("name", flat=True)) == {"Pier", "Harbour"}
    undo(decided(proposal), by=people.editor)
    assert set(article.tags.values_list("name", flat=True)) == {"Old"}


def test_a_rejected_proposal_waits_again(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    reject(proposal, by=people.editor)
    assert undo(decided(proposal), by=people.editor) is None
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_at) == ("pending", None)


def test_a_newer_proposal_keeps_its_place(article: Article, people: People) -> None:
    older = make_proposal(article, people.creator)
    reject(older, by=people.editor)
    newer = make_proposal(article, people.creator, after="Another pier")
    undo(decided(older), by=people.editor)
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.state, newer.state) == ("superseded", "pending")


def test_nothing_is_taken_back_twice(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    reject(proposal, by=people.editor)
    decision = decided(proposal)
    undo(decision, by=people.editor)
    with pytest.raises(AlreadyDecided):
        undo(decision, by=people.editor)


def test_what_was_decided_anew_is_not_taken_back_by_the_old_decision(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    reject(proposal, by=people.editor)
    old = decided(proposal)
    undo(old, by=people.editor)
    accept(proposal, by=people.editor)
    with pytest.raises(AlreadyDecided):
        undo(old, by=people.editor)


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
def test_only_who_may_edit_the_text_may_undo(article: Article, people: People, who: str) -> None:
    proposal = make_proposal(article, people.creator)
    accept(proposal, by=people.editor)
    with pytest.raises(TargetGone):
        undo(decided(proposal), by=getattr(people, who))
    article.refresh_from_db()
    assert article.title == "A pier for everyone"


def test_a_batch_is_taken_back_and_what_cannot_be_says_why(article: Article, people: People, site: Site) -> None:
    gone = make_article(site, people.creator)
    rows = [make_proposal(article, people.creator), make_proposal(gone, people.creator)]
    result = accept_many(rows, by=people.editor)
    assert result.done == 2
    gone.refresh_from_db()
    trash(gone, by=people.editor)
    back = undo_batch(result.batch, site=site, by=people.editor)
    assert (back.done, len(back.problems)) == (1, 1)
    assert "not there any more" in back.problems[0]


def test_two_proposals_for_one_text_are_taken_back_newest_first(article: Article, people: People, site: Site) -> None:
    first = make_proposal(article, people.creator, after="Second title")
    accept(first, by=people.editor, batch="b")
    second = make_proposal(article, people.creator, after="Third title")
    accept(second, by=people.editor, batch="b")
    assert undo_batch("b", site=site, by=people.editor).done == 2
    article.refresh_from_db()
    assert article.title == "The new pier"
