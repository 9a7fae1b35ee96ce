"""Briefs, drafts and suggestions in the admin."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.proposals.models import Proposal
from ai.writing.models import Draft
from content.articles.models import Article
from tests.ai.proposals.making import make_article
from tests.ai.writing.making import FACTS, started, worked
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
LIST = "/admin/writing/draft/"
HTMX = {"HX-Request": "true"}
BODY = "<p>The pier opens on Saturday. It is 40 metres long and open to all who walk. Ferries stop there too.</p>"


def address(draft: Draft, action: str) -> str:
    return reverse(f"admin:writing_draft_{action}", args=[draft.public_id])


def form(**fields: Any) -> dict[str, Any]:
    return {"topic": "The new pier", "facts": FACTS, "language": "en", **fields}


def suggest(client: Any, article: Article, field: str) -> Any:
    data = {"_kind": "article", "_object": article.pk, "_field": field}
    return client.post(reverse("admin:writing_draft_suggest"), data, headers=HTMX)


def test_a_brief_starts_a_draft_and_leads_to_the_edit_page(client_for: ClientFor, site: Site, people: People) -> None:
    data = form(
        instructions="Lead with the cost.\n- Explain the lights.", words="300", links="https://example.org/pier"
    )
    response = client_for(people.creator).post(f"{LIST}add/", data)
    draft = Draft.objects.get(site=site)
    assert response.headers["Location"] == f"/admin/articles/article/{draft.object_id}/change/"
    assert draft.brief.instructions == ["Lead with the cost.", "Explain the lights."]
    assert draft.brief.length_words == 300
    assert draft.brief.sources.get().address == "https://example.org/pier"
    assert Job.objects.get(pk=draft.job_id or 0).state == "queued"


@pytest.mark.parametrize(
    "fields", [{"topic": ""}, {"facts": ""}, {"links": "javascript:alert(1)"}, {"language": "xx"}, {"words": "-1"}]
)
def test_a_brief_that_cannot_be_written_says_why(
    client_for: ClientFor, site: Site, people: People, fields: dict[str, str]
) -> None:
    html = client_for(people.creator).post(f"{LIST}add/", form(**fields)).content.decode()
    assert "field-error" in html
    name = next(iter(fields))
    assert f'<a href="#id_{name}">' in html.partition("brief-faults")[2].partition("</div>")[0]
    assert not Draft.objects.filter(site=site).exists()


def test_a_brief_offers_only_articles_that_the_person_may_see(
    client_for: ClientFor, site: Site, people: People
) -> None:
    make_article(site, people.creator, title="Mine alone")
    make_article(site, people.editor, title="Of somebody else", slug="other")
    html = client_for(people.creator).get(f"{LIST}add/").content.decode()
    assert "Mine alone" in html
    assert "Of somebody else" not in html


def test_the_edit_page_shows_the_draft_as_it_is_written(client_for: ClientFor, site: Site, people: People) -> None:
    draft = started(site, people.creator)
    client = client_for(people.creator)
    page = f"/admin/articles/article/{draft.object_id}/change/"
    html = client.get(page).content.decode()
    assert "Waiting for the worker" in html
    assert address(draft, "cancel") in html
    worked(draft)
    html = client.get(page).content.decode()
    assert "Ready to decide" in html
    assert "120 metres" in html
    assert "Accept everything" in html


def test_the_panel_answers_only_when_something_changed(client_for: ClientFor, site: Site, people: People) -> None:
    draft = started(site, people.creator)
    client = client_for(people.creator)
    live = address(draft, "live")
    seen = client.get(live, headers=HTMX).context["seen"]
    assert client.get(f"{live}?seen={seen}", headers=HTMX).status_code == 204
    worked(draft)
    assert client.get(f"{live}?seen={seen}", headers=HTMX).status_code == 200


def test_a_draft_is_cancelled_and_continued_by_buttons(client_for: ClientFor, site: Site, people: People) -> None:
    draft = started(site, people.creator)
    client = client_for(people.creator)
    assert "Cancelled" in client.post(address(draft, "cancel"), headers=HTMX).content.decode()
    assert "Waiting for the worker" in client.post(address(draft, "retry"), headers=HTMX).content.decode()
    assert worked(draft).state == "proposed"


def test_everything_is_accepted_at_once(client_for: ClientFor, site: Site, people: People) -> None:
    draft = worked(started(site, people.creator))
    response = client_for(people.creator).post(address(draft, "accept"), headers=HTMX)
    assert response.headers["HX-Refresh"] == "true"
    assert "120 metres" in Article.objects.get(pk=draft.object_id).body
    assert not Proposal.objects.filter(bundle=draft.public_id).pending().exists()


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
@pytest.mark.parametrize("action", ["live", "cancel", "retry", "accept", "reject"])
def test_for_others_a_draft_does_not_exist(
    client_for: ClientFor, site: Site, people: People, who: str, action: str
) -> None:
    draft = worked(started(site, people.creator))
    client = client_for(getattr(people, who))
    method = client.get if action == "live" else client.post
    response = method(address(draft, action), headers=HTMX)
    assert response.status_code in (302, 403, 404)
    assert "pier" not in response.content.decode()
    assert client.get(f"{LIST}{draft.pk}/change/").status_code in (302, 403, 404)
    assert Article.objects.get(pk=draft.object_id).body == ""
    assert Proposal.objects.filter(bundle=draft.public_id).pending().exists()


def test_the_list_shows_own_drafts_and_asks_no_more_for_more(client_for: ClientFor, site: Site, people: People) -> None:
    client = client_for(people.editor)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    started(site, people.creator)
    count()
    few = count()
    for _ in range(8):
        started(site, people.creator)
    assert count() == few
    assert client.get(LIST).content.decode().count("field-topic") == 9
    assert "field-topic" not in client_for(people.other_creator).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", "The pier opens on Saturday"), ("summary", "40 metres"), ("seo_description", "40 metres")],
)
def test_a_button_brings_a_suggestion_to_decide(
    client_for: ClientFor, site: Site, people: People, field: str, text: str
) -> None:
    article = make_article(site, people.creator, body=BODY, title="")
    client = client_for(people.creator)
    assert "Thinking" in suggest(client, article, field).content.decode()
    job = Job.objects.get(kind="writing.suggest", site=site)
    look = reverse("admin:writing_draft_suggestion", args=[job.public_id])
    assert client.get(look, headers=HTMX).status_code == 204
    execution.run(job.pk)
    html = client.get(look, headers=HTMX).content.decode()
    assert text in html
    assert "proposals/proposal" in html
    article.refresh_from_db()
    assert article.summary == ""


def test_a_suggestion_is_whole_again_after_a_reload(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator, body=BODY)
    client = client_for(people.creator)
    suggest(client, article, "summary")
    page = f"/admin/articles/article/{article.pk}/change/"
    assert "Thinking" in client.get(page).content.decode()
    execution.run(Job.objects.get(kind="writing.suggest", site=site).pk)
    assert "Proposed: Summary" in client.get(page).content.decode()


def test_a_suggestion_can_be_cancelled(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator, body=BODY)
    client = client_for(people.creator)
    suggest(client, article, "title")
    job = Job.objects.get(kind="writing.suggest", site=site)
    html = client.post(reverse("admin:writing_draft_stop", args=[job.public_id]), headers=HTMX).content.decode()
    assert "Cancelled" in html
    execution.run(job.pk)
    assert not Proposal.objects.filter(site=site).exists()


def test_too_little_text_gives_an_honest_answer(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator, body="<p>Short.</p>")
    client = client_for(people.creator)
    suggest(client, article, "title")
    job = Job.objects.get(kind="writing.suggest", site=site)
    execution.run(job.pk)
    look = reverse("admin:writing_draft_suggestion", args=[job.public_id])
    assert "too little text" in client.get(look, headers=HTMX).content.decode()


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
def test_nobody_suggests_for_a_text_of_others(client_for: ClientFor, site: Site, people: People, who: str) -> None:
    article = make_article(site, people.creator, body=BODY)
    assert suggest(client_for(getattr(people, who)), article, "title").status_code in (302, 403, 404)
    assert not Job.objects.filter(kind="writing.suggest", site=site).exists()


@pytest.mark.parametrize("data", [{}, {"_kind": "article", "_object": "x"}, {"_kind": "nothing", "_object": "1"}])
def test_nonsense_is_not_found(client_for: ClientFor, people: People, data: dict[str, str]) -> None:
    response = client_for(people.editor).post(reverse("admin:writing_draft_suggest"), data, headers=HTMX)
    assert response.status_code == 404
