"""Proposals on a text that moved on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.sites.models import Site
from ai.proposals.merging import merge
from ai.proposals.services import accept, rebase
from aicmr.lib import html
from content.publishing.services import save_draft
from tests.ai.proposals.making import make_article, make_proposal
from tests.people import People

BASE = "The pier opens on Saturday. It is 40 metres long."
LINE = st.lists(st.sampled_from(["one", "two", "three", "four", "five", "six"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("now", "after", "merged"),
    [
        (
            BASE.replace("Saturday", "Sunday"),
            BASE.replace("40 metres", "forty metres"),
            "The pier opens on Sunday. It is forty metres long.",
        ),
        (BASE.replace("Saturday", "Sunday"), BASE.replace("Saturday", "Monday"), None),
        (BASE.replace("Saturday", "Sunday"), BASE.replace("Saturday", "Sunday"), BASE.replace("Saturday", "Sunday")),
        (f"{BASE} Tickets are free.", BASE.replace("The pier", "Our pier"), f"Our{BASE[3:]} Tickets are free."),
        (f"{BASE} Mine.", f"{BASE} Theirs.", None),
    ],
)
def test_changes_of_different_places_are_put_together(now: str, after: str, merged: str | None) -> None:
    assert merge("summary", BASE, now, after) == merged


def test_names_are_merged_as_a_set() -> None:
    assert merge("tags", "Pier, Old", "Pier, Mine", "Pier, Old, Theirs") == "Pier, Mine, Theirs"
    assert merge("tags", "Pier, Old", "Pier, Old, Mine", "Old") == "Old, Mine"


@given(base=LINE, now=LINE)
def test_a_proposal_that_changes_nothing_leaves_what_the_person_wrote(base: str, now: str) -> None:
    assert merge("summary", base, now, base) == now


@given(base=LINE, after=LINE)
def test_on_a_text_that_did_not_move_the_proposal_stands(base: str, after: str) -> None:
    assert merge("summary", base, base, after) == after


@given(base=LINE, now=LINE, after=LINE)
def test_merging_does_not_depend_on_the_side(base: str, now: str, after: str) -> None:
    assert merge("summary", base, now, after) == merge("summary", base, after, now)


def test_blocks_keep_their_links_and_refuse_torn_tags() -> None:
    base = '<p data-id="aaaaaaaa">The <a href="https://a.example/">pier</a> opens on Saturday.</p>'
    now = base.replace("Saturday", "Sunday")
    merged = merge("body", base, now, base.replace("The", "Our"), is_block=True)
    assert merged == '<p>Our <a href="https://a.example/">pier</a> opens on Sunday.</p>'
    assert merge("body", base, now, "<p>The pier opens on <strong>Saturday</strong>.</p>", is_block=True) is None


def test_bodies_are_merged_block_by_block() -> None:
    base = html.normalise("<p>One.</p><p>Two.</p><p>Three.</p>")
    now = base.replace("One.", "One, by hand.")
    merged = merge("body", base, now, "<p>One.</p><p>Two.</p><p>Three, by AI.</p>")
    assert merged is not None
    assert html.to_text(merged) == "One, by hand.\n\nTwo.\n\nThree, by AI."
    assert html.blocks(merged)[0].id == html.blocks(now)[0].id


@pytest.mark.django_db
def test_comparing_anew_puts_both_changes_together_and_says_so(site: Site, people: People) -> None:
    article = make_article(site, people.creator, summary=BASE)
    proposal = make_proposal(article, people.creator, field="summary", after=BASE.replace("40", "41"))
    changes = {"summary": BASE.replace("Saturday", "Sunday")}
    save_draft(article, by=people.editor, version=article.version, changes=changes)
    proposal = rebase(proposal, by=people.editor)
    assert proposal.state == "pending" and "put together" in proposal.notes[0]
    accept(proposal, by=people.editor)
    article.refresh_from_db()
    assert article.summary == "The pier opens on Sunday. It is 41 metres long."


@pytest.mark.django_db
def test_changes_that_collide_are_shown_and_never_put_in_blindly(site: Site, people: People) -> None:
    article = make_article(site, people.creator, summary=BASE)
    proposal = make_proposal(article, people.creator, field="summary", after=BASE.replace("Saturday", "Monday"))
    changes = {"summary": BASE.replace("Saturday", "Sunday")}
    save_draft(article, by=people.editor, version=article.version, changes=changes)
    proposal = rebase(proposal, by=people.editor)
    assert "would be replaced" in proposal.notes[0]
    assert (proposal.before, proposal.after) == (changes["summary"], BASE.replace("Saturday", "Monday"))
