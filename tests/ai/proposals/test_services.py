"""AI proposes, people decide."""

import pytest

from accounts.audit.models import Entry
from accounts.sites.models import Site
from ai.proposals.exceptions import AlreadyDecided, BaseMoved, TargetGone
from ai.proposals.models import Proposal, Provenance
from ai.proposals.services import accept, accept_many, propose, rebase, reject, reject_many
from content.articles.models import Article
from content.publishing.models import Revision
from content.publishing.services import save_draft, trash
from content.taxonomy.models import Tag
from tests.ai.proposals.making import BODY, make_article, make_proposal
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator)


def test_a_proposal_changes_nothing_and_tells_what_it_cost(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    article.refresh_from_db()
    assert article.title == proposal.before == "The new pier"
    assert (proposal.model, proposal.cost_micro, proposal.prompt_version) == ("scripted-1", 1200, "file 1")
    assert Entry.objects.filter(topic="proposals.proposal_made").exists()


def test_accepting_writes_the_draft_as_that_person(article: Article, people: People) -> None:
    version = accept(make_proposal(article, None), by=people.creator)
    article.refresh_from_db()
    assert (article.title, article.version, article.updated_by) == ("A pier for everyone", version, people.creator)
    revision = Revision.objects.of("article", article.pk)[0]
    assert (revision.reason, revision.created_by) == ("proposal", people.creator)
    assert article.state == "draft"


def test_accepting_writes_the_ledger(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.editor)
    accept(proposal, by=people.editor)
    row = Provenance.objects.get(proposal=proposal)
    assert (row.model, row.prompt_version, row.accepted_by) == ("scripted-1", "file 1", people.editor)
    assert (row.text, row.was_edited) == ("A pier for everyone", False)


def test_editing_before_accepting_is_remembered(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    accept(proposal, by=people.creator, after="A pier for all")
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert article.title == "A pier for all"
    assert proposal.state == "edited"
    assert Provenance.objects.get(proposal=proposal).was_edited


def test_choosing_another_candidate_is_no_edit(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator, options=["A pier for everyone", "The pier is here"])
    accept(proposal, by=people.creator, after="The pier is here")
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_rejecting_changes_nothing(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    reject(proposal, by=people.creator)
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert (article.title, proposal.state, proposal.decided_by) == ("The new pier", "rejected", people.creator)
    assert not Provenance.objects.filter(proposal=proposal).exists()


def test_a_text_that_moved_on_is_never_overwritten(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    save_draft(article, by=people.editor, version=article.version, changes={"title": "Written meanwhile"})
    with pytest.raises(BaseMoved):
        accept(proposal, by=people.creator)
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert (article.title, proposal.state) == ("Written meanwhile", "pending")
    assert not Provenance.objects.filter(proposal=proposal).exists()


def test_edits_of_other_fields_do_not_stale_a_proposal(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    save_draft(article, by=people.creator, version=article.version, changes={"summary": "Something else"})
    accept(proposal, by=people.creator)
    article.refresh_from_db()
    assert (article.title, article.summary) == ("A pier for everyone", "Something else")


def test_a_rebased_proposal_compares_with_the_text_of_now(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    save_draft(article, by=people.editor, version=article.version, changes={"title": "Written meanwhile"})
    assert rebase(proposal, by=people.creator).before == "Written meanwhile"
    accept(proposal, by=people.creator)
    article.refresh_from_db()
    assert article.title == "A pier for everyone"


def test_a_decision_is_made_once(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    reject(proposal, by=people.editor)
    with pytest.raises(AlreadyDecided):
        accept(proposal, by=people.creator)
    with pytest.raises(AlreadyDecided):
        reject(proposal, by=people.creator)


def test_a_newer_proposal_replaces_the_waiting_one(article: Article, people: People) -> None:
    old, new = make_proposal(article, None), make_proposal(article, None, after="Another")
    old.refresh_from_db()
    assert (old.state, new.state) == ("superseded", "pending")


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
def test_people_without_the_right_to_the_text_cannot_decide(article: Article, people: People, who: str) -> None:
    proposal = make_proposal(article, people.creator)
    for decide in (accept, reject, rebase):
        with pytest.raises(TargetGone):
            decide(proposal, by=getattr(people, who))
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert (article.title, proposal.state) == ("The new pier", "pending")


def test_who_sees_proposals(article: Article, site: Site, people: People) -> None:
    proposal = make_proposal(article, people.editor)
    sees = {who: proposal in Proposal.objects.visible_to(user, site) for who, user in people.by_role().items()}
    assert sees == {"viewer": False, "creator": True, "editor": True, "admin": True, "stranger": False}
    assert proposal not in Proposal.objects.visible_to(people.other_creator, site)
    assert not Proposal.objects.visible_to(people.admin, site).exclude(site=site).exists()


def test_text_in_the_trash_takes_no_proposal(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator)
    trash(article, by=people.editor)
    with pytest.raises(TargetGone):
        accept(proposal, by=people.editor)
    with pytest.raises(TargetGone):
        make_proposal(article, people.editor)


def test_an_accepted_body_carries_marks_on_what_is_new(article: Article, people: People) -> None:
    after = f"{BODY}\n<p>Ferries stop there.</p>"
    accept(make_proposal(article, people.creator, field="body", after=after), by=people.creator)
    article.refresh_from_db()
    mark = Provenance.objects.get(object_id=article.pk, field="body", kind="article").public_id
    assert article.body.count(f'data-p="{mark}"') == 1
    assert 'data-id="aaaaaaaa"' in article.body
    assert f'data-p="{mark}">Ferries stop there.' in article.body


def test_a_block_is_replaced_where_it_stands(article: Article, people: People) -> None:
    new = "<p>It has 40 metres.</p>"
    proposal = make_proposal(article, people.creator, field="body", block_id="bbbbbbbb", after=new)
    assert proposal.before == '<p data-id="bbbbbbbb">It is 40 metres long.</p>'
    accept(proposal, by=people.creator)
    article.refresh_from_db()
    assert "It has 40 metres." in article.body
    assert "The pier opens on Saturday." in article.body


def test_a_block_that_is_gone_is_told(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator, field="body", block_id="bbbbbbbb", after="<p>New.</p>")
    save_draft(article, by=people.creator, version=article.version, changes={"body": "<p>All new.</p>"})
    with pytest.raises(BaseMoved):
        accept(proposal, by=people.creator)
    with pytest.raises(TargetGone):
        rebase(proposal, by=people.creator)


def test_a_changed_link_counts_as_a_changed_body(article: Article, people: People) -> None:
    proposal = make_proposal(article, people.creator, field="body", after="<p>New.</p>")
    linked = BODY.replace("Saturday", '<a href="https://example.org/">Saturday</a>')
    save_draft(article, by=people.creator, version=article.version, changes={"body": linked})
    with pytest.raises(BaseMoved):
        accept(proposal, by=people.creator)


def test_tags_are_found_or_made_by_name(article: Article, site: Site, people: People) -> None:
    Tag.objects.create(site=site, name="Harbour", slug="harbour")
    accept(make_proposal(article, people.creator, field="tags", after="harbour, Pier"), by=people.creator)
    assert sorted(article.tags.values_list("name", flat=True)) == ["Harbour", "Pier"]
    assert Tag.objects.filter(site=site).count() == 2


def test_many_are_decided_one_by_one_and_faults_stop_no_other(article: Article, people: People) -> None:
    title = make_proposal(article, people.creator)
    summary = make_proposal(article, people.creator, field="summary", after="In short.")
    save_draft(article, by=people.editor, version=article.version, changes={"title": "Written meanwhile"})
    result = accept_many([title, summary], by=people.creator)
    article.refresh_from_db()
    assert (result.done, len(result.problems), article.summary) == (1, 1, "In short.")
    assert reject_many([title, summary], by=people.creator).done == 1


def test_nothing_is_proposed_for_a_text_of_another_site(noise_site: Site, article: Article) -> None:
    with pytest.raises(TargetGone):
        propose(site=noise_site, kind="article", object_id=article.pk, field="title", after="Stolen")
