"""The queue as people use it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.sites.models import Site
from ai.proposals.models import Proposal, Provenance
from ai.proposals.services import accept
from content.articles.models import Article
from content.publishing.services import save_draft
from tests.ai.proposals.making import make_article, make_proposal
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
LIST = "/admin/proposals/proposal/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def article(site: Site, people: People) -> Article:
    return make_article(site, people.creator)


@pytest.fixture
def proposal(article: Article, people: People) -> Proposal:
    return make_proposal(article, people.creator)


def address(proposal: Proposal, action: str) -> str:
    return reverse(f"admin:proposals_proposal_{action}", args=[proposal.public_id])


def test_the_list_shows_what_waits_on_this_site(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    html = client_for(people.editor).get(LIST).content.decode()
    assert "A pier for everyone" in html
    assert html.count("field-what") == 1


def test_decided_ones_are_found_by_the_filter(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    accept(proposal, by=people.editor)
    client = client_for(people.editor)
    assert "field-what" not in client.get(LIST).content.decode()
    assert "field-what" in client.get(f"{LIST}?state=accepted").content.decode()


def test_the_list_asks_no_more_queries_for_more_rows(client_for: ClientFor, people: People, site: Site) -> None:
    client = client_for(people.editor)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    make_proposal(make_article(site, people.creator), people.creator)
    count()
    few = count()
    for number in range(12):
        make_proposal(make_article(site, people.creator, slug=f"pier-{number}"), people.creator)
    assert count() == few


def test_accepting_tells_the_open_page_text_and_version(
    client_for: ClientFor, people: People, proposal: Proposal, article: Article
) -> None:
    response = client_for(people.creator).post(address(proposal, "accept"), headers=HTMX)
    article.refresh_from_db()
    assert response.status_code == 200
    told = json.loads(response.headers["HX-Trigger"])["aicmr:set"]
    assert told == {"field": "title", "value": "A pier for everyone", "version": article.version}


def test_an_edited_text_is_taken(client_for: ClientFor, people: People, proposal: Proposal, article: Article) -> None:
    data = {f"_proposal_text_{proposal.public_id}": "A pier for all"}
    client_for(people.creator).post(address(proposal, "accept"), data, headers=HTMX)
    article.refresh_from_db()
    proposal.refresh_from_db()
    assert (article.title, proposal.state) == ("A pier for all", "edited")


def test_a_text_that_moved_on_offers_to_compare_again(
    client_for: ClientFor, people: People, proposal: Proposal, article: Article
) -> None:
    save_draft(article, by=people.editor, version=article.version, changes={"title": "Written meanwhile"})
    client = client_for(people.creator)
    html = client.post(address(proposal, "accept"), headers=HTMX).content.decode()
    assert "changed after the proposal was made" in html
    assert address(proposal, "rebase") in html
    html = client.post(address(proposal, "rebase"), headers=HTMX).content.decode()
    assert "Written" in html
    assert address(proposal, "rebase") not in html


def test_without_htmx_a_decision_leads_to_the_text(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    response = client_for(people.creator).post(address(proposal, "accept"))
    assert response.status_code == 302
    assert response.headers["Location"] == f"/admin/articles/article/{proposal.object_id}/change/"


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
@pytest.mark.parametrize("action", ["accept", "reject", "rebase"])
def test_for_others_a_proposal_does_not_exist(
    client_for: ClientFor, people: People, proposal: Proposal, who: str, action: str
) -> None:
    response = client_for(getattr(people, who)).post(address(proposal, action), headers=HTMX)
    assert response.status_code in (302, 403, 404)
    assert "A pier for everyone" not in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "pending"
    page = client_for(getattr(people, who)).get(f"{LIST}{proposal.pk}/change/")
    assert page.status_code in (302, 403, 404)
    assert "A pier for everyone" not in page.content.decode()


def test_looking_decides_nothing(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    for action in ("accept", "reject", "rebase"):
        assert client_for(people.editor).get(address(proposal, action)).status_code == 405


def test_many_are_decided_at_once(client_for: ClientFor, people: People, proposal: Proposal, article: Article) -> None:
    other = make_proposal(article, people.creator, field="summary", after="In short.")
    data: dict[str, Any] = {"action": "accept_selected", "_selected_action": [proposal.pk, other.pk]}
    client_for(people.editor).post(LIST, data)
    assert set(Proposal.objects.filter(pk__in=[proposal.pk, other.pk]).values_list("state", flat=True)) == {"accepted"}


def test_bulk_decisions_reach_no_row_of_another_site(client_for: ClientFor, people: People, noise_site: Site) -> None:
    foreign = Proposal.objects.get(site=noise_site)
    client_for(people.admin).post(LIST, {"action": "reject_selected", "_selected_action": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.state == "pending"


def test_the_page_shows_difference_model_and_cost(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    html = client_for(people.editor).get(f"{LIST}{proposal.pk}/change/").content.decode()
    for part in ("<del>The new</del>", "<ins>A</ins>", "scripted-1", "0.0012 USD"):
        assert part in html


def test_the_ledger_is_exported_with_what_was_edited(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    accept(proposal, by=people.editor)
    row = Provenance.objects.get(proposal=proposal)
    data = {"action": "export_csv", "_selected_action": [row.pk]}
    lines = client_for(people.editor).post("/admin/proposals/provenance/", data).content.decode().splitlines()
    assert lines[0].startswith("id,kind,object,field")
    assert lines[1].startswith(f"{row.public_id},article,{proposal.object_id},title")
    assert lines[1].endswith("no,0.0000")
    assert len(lines) == 2
