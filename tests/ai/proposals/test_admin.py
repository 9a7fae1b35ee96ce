"""The queue as people use it."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.proposals.admin import deciding
from ai.proposals.models import Decision, Proposal
from ai.proposals.services import accept
from content.articles.models import Article
from content.publishing.services import save_draft
from tests.ai.proposals.making import handed, make_article, make_proposal
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
    assert html.count("data-row ") == 1


def test_decided_ones_are_found_by_the_filter(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    accept(proposal, by=people.editor)
    client = client_for(people.editor)
    assert "data-row " not in client.get(LIST).content.decode()
    assert "data-row " in client.get(f"{LIST}?state=accepted").content.decode()


def test_accepting_tells_the_open_page_text_and_version(
    client_for: ClientFor, people: People, proposal: Proposal, article: Article
) -> None:
    response = client_for(people.creator).post(address(proposal, "accept"), headers=HTMX)
    article.refresh_from_db()
    assert response.status_code == 200
    assert handed(response) == {"field": "title", "value": "A pier for everyone", "version": article.version}


def test_a_long_text_is_handed_over_whole_and_not_in_a_header(
    client_for: ClientFor, people: People, site: Site
) -> None:
    paragraphs = "".join(f'<p data-id="p{n:07}">Größe {n}: {"Über den Fluß. " * 30}</p>' for n in range(300))
    article = make_article(site, people.creator, title="Long", slug="long", body=paragraphs)
    row = make_proposal(article, people.creator, field="body", block_id="p0000004", after="<p>Shut </script>.</p>")
    response = client_for(people.creator).post(address(row, "accept"), headers=HTMX)
    article.refresh_from_db()
    assert handed(response) == {"field": "body", "value": article.body, "version": article.version}
    assert "Shut" in article.body and len(article.body) > 100_000
    assert sum(len(name) + len(value) for name, value in response.headers.items()) < 2_000
    listed = make_proposal(article, people.creator, after="Longer")
    in_queue = client_for(people.creator).post(f"{address(listed, 'accept')}?in=queue", headers=HTMX)
    assert handed(in_queue) == {} and "aicmr-set" not in in_queue.content.decode()


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
@pytest.mark.parametrize("action", ["accept", "reject", "rebase", "supersede", "undo"])
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
    for action in ("accept", "reject", "rebase", "supersede", "undo"):
        assert client_for(people.editor).get(address(proposal, action)).status_code == 405


def test_many_are_decided_at_once_and_taken_back_at_once(
    client_for: ClientFor, people: People, proposal: Proposal, article: Article
) -> None:
    other = make_proposal(article, people.creator, field="summary", after="In short.")
    both = Proposal.objects.filter(pk__in=[proposal.pk, other.pk])
    client = client_for(people.editor)
    data: dict[str, Any] = {"action": "accept", "chosen": [proposal.public_id, other.public_id]}
    answer = client.post(f"{LIST}decide/", data, follow=True)
    assert set(both.values_list("state", flat=True)) == {"accepted"}
    assert "2 proposals were accepted" in answer.content.decode()
    batch = Decision.objects.filter(proposal=proposal).get().batch
    client.post(f"{LIST}undo/", {"batch": batch})
    article.refresh_from_db()
    assert set(both.values_list("state", flat=True)) == {"pending"}
    assert (article.title, article.summary) == ("The new pier", "")


def test_everything_that_the_filters_let_through_is_decided(
    client_for: ClientFor, people: People, proposal: Proposal, article: Article
) -> None:
    sure = make_proposal(article, people.creator, field="summary", after="In short.", confidence=95)
    client_for(people.editor).post(f"{LIST}decide/", {"action": "accept", "all": "1", "confidence": "90"})
    sure.refresh_from_db()
    proposal.refresh_from_db()
    assert (sure.state, proposal.state) == ("accepted", "pending")


def test_a_large_decision_is_a_job_that_can_be_taken_back(
    client_for: ClientFor, people: People, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "AT_ONCE", 2)
    rows = [make_proposal(make_article(site, people.creator), people.creator) for _ in range(3)]
    answer = client_for(people.editor).post(f"{LIST}decide/", {"action": "accept", "all": "1"})
    job = Job.objects.get(kind="proposals.decide")
    assert answer.headers["Location"] == f"/admin/jobs/job/{job.pk}/change/"
    execution.run(job.pk)
    mine = Proposal.objects.filter(pk__in=[row.pk for row in rows])
    assert set(mine.values_list("state", flat=True)) == {"accepted"}
    job.refresh_from_db()
    client_for(people.editor).post(f"{LIST}undo/", {"batch": job.result["batch"]})
    execution.run(Job.objects.get(kind="proposals.undo").pk)
    assert set(mine.values_list("state", flat=True)) == {"pending"}


def test_bulk_decisions_reach_no_row_of_another_site(client_for: ClientFor, people: People, noise_site: Site) -> None:
    foreign = Proposal.objects.get(site=noise_site)
    client = client_for(people.admin)
    client.post(f"{LIST}decide/", {"action": "reject", "chosen": [foreign.public_id]})
    client.post(f"{LIST}decide/", {"action": "reject", "all": "1"})
    foreign.refresh_from_db()
    assert foreign.state == "pending"


def test_a_decision_in_the_queue_is_answered_with_its_row(
    client_for: ClientFor, people: People, proposal: Proposal
) -> None:
    client = client_for(people.editor)
    html = client.post(f"{address(proposal, 'accept')}?in=queue", headers=HTMX).content.decode()
    assert html.lstrip().startswith("<li") and 'data-decide="undo"' in html
    html = client.post(f"{address(proposal, 'undo')}?in=queue", headers=HTMX).content.decode()
    assert "It waits again" in html and 'data-decide="accept"' in html


def test_an_outdated_proposal_is_closed_without_counting_as_rejected(
    client_for: ClientFor, people: People, proposal: Proposal
) -> None:
    client_for(people.editor).post(address(proposal, "supersede"), headers=HTMX)
    proposal.refresh_from_db()
    assert proposal.state == "superseded"
    assert not Decision.objects.filter(proposal=proposal).exists()


def test_the_page_of_rates_draws_what_became_of_proposals(
    client_for: ClientFor, people: People, proposal: Proposal
) -> None:
    accept(proposal, by=people.editor)
    html = client_for(people.editor).get(f"{LIST}rates/?by=model").content.decode()
    assert "scripted-1" in html and 'class="rates-accepted"' in html and "100%" in html
    assert "Nothing to count yet" not in html


def test_the_page_shows_difference_model_and_cost(client_for: ClientFor, people: People, proposal: Proposal) -> None:
    html = client_for(people.editor).get(f"{LIST}{proposal.pk}/change/").content.decode()
    for part in ("<del>The new</del>", "<ins>A</ins>", "scripted-1", "0.0012 USD"):
        assert part in html
