"""Candidates beside a field: several, improved, steered, and earlier ones."""

import json
from typing import Any

import pytest
from django.urls import reverse

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.engine.prompting import files
from ai.proposals.models import Proposal, Provenance
from ai.providers.models import Model
from ai.writing.services import suggest
from content.articles.models import Article
from content.taxonomy.models import Tag
from tests.ai.proposals.making import handed, make_article, make_proposal
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db
BODY = "<p>The pier opens on Saturday. It is 40 metres long and open to all who walk. Ferries stop there too.</p>"
HTMX = {"HX-Request": "true"}
GOOD = ["The pier opens on Saturday", "Ferries stop at the new pier", "A pier of 40 metres for all who walk"]


def answering(*candidates: str) -> Any:
    return lambda body, purpose: json.dumps({"candidates": candidates}, ensure_ascii=False)


def suggested(article: Article, field: str, people: People, **wish: Any) -> Job:
    job = suggest(kind="article", object_id=article.pk, field=field, site=article.site, by=people.creator, **wish)
    execution.run(job.pk)
    job.refresh_from_db()
    return job


def proposal_of(job: Job) -> Proposal:
    return Proposal.objects.get(public_id=job.result["proposal"])


def test_three_candidates_come_without_doubles(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, body=BODY, title="Old title")
    server.state.answer = answering(GOOD[0], GOOD[0].upper() + ".", *GOOD[1:], "Old title")
    row = proposal_of(suggested(article, "title", people))
    assert row.options == GOOD and row.after == GOOD[0]
    assert server.asked[-1].purpose == "writing.choices"


@pytest.mark.parametrize(
    "bad",
    [
        "The pier opens on Saturday for 950 people",
        "Königin Margrethe eröffnet den neuen Pier am Hafen von Aarhus",
        "See https://evil.test/pier now",
        "word " * 60,
    ],
)
def test_a_candidate_that_a_guard_refuses_is_left_out_and_told(
    site: Site, people: People, model: Model, server: ScriptedServer, bad: str
) -> None:
    article = make_article(site, people.creator, body=BODY, title="")
    server.state.answer = answering(bad, GOOD[1])
    row = proposal_of(suggested(article, "title", people))
    assert row.after == GOOD[1] and bad.strip() not in row.options
    assert any("left out" in note for note in row.notes)


def test_where_no_candidate_can_be_used_the_field_stays_and_a_sentence_says_why(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, body=BODY, title="")
    server.state.answer = answering("The pier opens on Saturday for 950 people")
    job = suggested(article, "title", people)
    assert job.state == "failed" and "None of the answers could be used" in job.error
    assert not Proposal.objects.filter(site=site, field="title").exists()


def test_improving_tells_what_stands_there_the_wish_and_what_was_offered(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, body=BODY, title="Pier news")
    server.state.answer = answering(GOOD[0])
    suggested(article, "title", people)
    server.state.answer = answering(GOOD[0], GOOD[1])
    row = proposal_of(suggested(article, "title", people, improves=True, instruction="Name the ferries."))
    sent = str(server.asked[-1].body["messages"])
    assert "Pier news" in sent and "Name the ferries." in sent and GOOD[0] in sent
    assert row.after == GOOD[1] and not row.options[1:]
    assert row.reason.startswith("Improved headline.") and "Name the ferries." in row.reason


def test_what_was_offered_before_comes_again_only_where_there_is_nothing_else(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, body=BODY, title="Pier news")
    server.state.answer = answering(GOOD[0], "Pier news")
    assert proposal_of(suggested(article, "title", people)).after == GOOD[0]
    assert proposal_of(suggested(article, "title", people)).after == GOOD[0]


def test_an_address_is_made_of_letters_that_addresses_have(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, body=BODY)
    server.state.answer = answering("The Pier opens!", "pier-opens-saturday")
    assert proposal_of(suggested(article, "slug", people)).options == ["the-pier-opens", "pier-opens-saturday"]


@pytest.mark.parametrize("field", ["title", "summary", "seo_title", "seo_description", "slug", "tags"])
def test_the_built_in_provider_offers_words_of_the_text(site: Site, people: People, field: str) -> None:
    Tag.objects.create(site=site, name="Ferries", slug="ferries")
    article = make_article(site, people.creator, body=BODY, title="A new pier", summary="", slug="")
    row = proposal_of(suggested(article, field, people, instruction="Be funny."))
    known = f"{article.title} {article.body}".lower()
    for text in row.options or [row.after]:
        assert all(word in known for word in text.lower().replace("-", " ").replace(",", " ").rstrip(".").split())
    assert any("cannot improve" in note for note in row.notes)


def test_tags_that_are_there_stay_in_front(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    article = make_article(site, people.creator, body=BODY)
    article.tags.add(Tag.objects.create(site=site, name="Harbour", slug="harbour"))
    server.state.answer = answering("ferries, Harbour", "Harbour", "Piers, Walks", "walks, piers")
    row = proposal_of(suggested(article, "tags", people))
    assert row.options == ["Harbour, ferries", "Harbour, Piers, Walks"] and row.after == row.options[0]
    assert "Suggested list of tags." in row.reason


def test_improved_tags_take_the_place_of_those_that_are_there(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    article = make_article(site, people.creator, body=BODY)
    for name in ("Harbour", "Old news"):
        article.tags.add(Tag.objects.create(site=site, name=name, slug=name.lower().replace(" ", "-")))
    server.state.answer = answering("Old news, Harbour", "HARBOUR, Ferries, #Piers", "A, B1, B2, B3, B4", "Ferries")
    row = proposal_of(suggested(article, "tags", people, improves=True, instruction="Only places."))
    assert row.options == ["Harbour, Ferries, Piers", "A, B1, B2", "Ferries"]
    assert row.confidence == 33 and row.reason.startswith("Improved list of tags.") and "Only places." in row.reason
    sent = str(server.asked[-1].body["messages"])
    assert "Harbour, Old news" in sent and "s tags: Harbour, Old news" in sent
    server.state.answer = answering("Piers, Ferries, Harbour", "Walks")
    again = proposal_of(suggested(article, "tags", people, improves=True))
    assert again.options == ["Walks"]  # the others were offered before
    assert "Harbour, Ferries, Piers" in str(server.asked[-1].body["messages"])


def test_a_tag_with_a_link_in_it_is_left_out(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    article = make_article(site, people.creator, body=BODY)
    server.state.answer = answering("https://evil.test/x, Pier", "Ferries, Piers")
    row = proposal_of(suggested(article, "tags", people))
    assert row.after == "Ferries, Piers" and any("left out" in note for note in row.notes)


@pytest.mark.parametrize("has_tags", [True, False])
def test_tags_have_the_same_buttons_as_other_fields(
    site: Site, people: People, client_for: ClientFor, has_tags: bool
) -> None:
    article = make_article(site, people.creator, body=BODY)
    if has_tags:
        article.tags.add(Tag.objects.create(site=site, name="Harbour", slug="harbour"))
    page = client_for(people.creator).get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    box = page.partition('data-suggest="tags"')[2].partition('id="suggestion-tags"')[0]
    assert "data-improve hidden" in box or has_tags
    for part in ("data-improve", "data-suggest-steer", "data-history"):
        assert part in box


def test_the_lead_picture_is_described_beside_its_field_or_it_is_said_why_not(
    site: Site, people: People, client_for: ClientFor
) -> None:
    article = make_article(site, people.creator, body=BODY)
    page = client_for(people.creator).get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "Describe the picture" in page.partition('data-suggest="hero_alt"')[2]
    job = suggested(article, "hero_alt", people, instruction="Name the boats.")
    assert job.state == "failed" and "no lead picture" in job.error
    assert Run.objects.get(site=site, key=job.payload["key"]).purpose == "writing.alt_text"
    asked = files()["writing.alt_text"].messages({"text": BODY, "title": "Pier", "instruction": "Name the boats."})
    assert "Name the boats." in asked[-1]["content"]


def history(client: Any, article: Article, **more: str) -> Any:
    data = {"_kind": "article", "_object": article.pk, "_field": "title", **more}
    return client.get(reverse("admin:writing_draft_earlier"), data, headers=HTMX)


def test_earlier_suggestions_are_listed_in_constant_queries(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    client = client_for(people.creator)
    for number in range(2):
        make_proposal(article, people.creator, after=f"Title {number}")
    history(client, article)
    with CountQueries() as few:
        assert "Title 0" in history(client, article).content.decode()
    for number in range(2, 9):
        make_proposal(article, people.editor, after=f"Title {number}")
    with CountQueries() as many:
        html = history(client, article).content.decode()
    assert many.count <= few.count
    assert "Title 7" in html and "Title 8" not in html, "the newest waits and is shown by itself"


def test_the_history_goes_back_page_by_page(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    rows = [make_proposal(article, people.creator, after=f"Title {number}.") for number in range(12)]
    client = client_for(people.creator)
    assert "Older ones" in history(client, article).content.decode()
    older = history(client, article, before=str(rows[3].pk)).content.decode()
    assert "Title 2." in older and "Title 3." not in older and "Older ones" not in older


def test_an_earlier_suggestion_is_taken_with_its_provenance(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    row = make_proposal(article, people.creator, options=["A pier for everyone", "Walk on water"])
    make_proposal(article, people.creator, after="Another")
    data = {"_proposal": row.public_id, "_number": "1"}
    response = client_for(people.creator).post(reverse("admin:writing_draft_pick"), data, headers=HTMX)
    article.refresh_from_db()
    assert article.title == "Walk on water"
    assert handed(response)["value"] == "Walk on water"
    ledger = Provenance.objects.get(site=site, text="Walk on water")
    assert ledger.model == "scripted-1" and ledger.accepted_by == people.creator


@pytest.mark.parametrize("number", ["7", "x", "-1", ""])
def test_what_was_not_offered_cannot_be_taken(client_for: ClientFor, site: Site, people: People, number: str) -> None:
    article = make_article(site, people.creator)
    row = make_proposal(article, people.creator)
    data = {"_proposal": row.public_id, "_number": number}
    html = client_for(people.creator).post(reverse("admin:writing_draft_pick"), data, headers=HTMX).content.decode()
    article.refresh_from_db()
    assert article.title == "The new pier" and 'role="alert"' in html


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
def test_history_and_picking_are_for_those_who_may_edit(
    client_for: ClientFor, site: Site, people: People, who: str
) -> None:
    article = make_article(site, people.creator)
    row = make_proposal(article, people.creator)
    client = client_for(getattr(people, who))
    data = {"_proposal": row.public_id, "_number": "0"}
    assert history(client, article).status_code in (302, 403, 404)
    assert client.post(reverse("admin:writing_draft_pick"), data, headers=HTMX).status_code in (302, 403, 404)
    article.refresh_from_db()
    assert article.title == "The new pier"
