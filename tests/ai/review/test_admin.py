"""The card beside the text and its answers."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.sites.models import Site
from ai.proposals.models import Proposal
from ai.providers.models import Model
from ai.review.models import Note, Review
from content.articles.models import Article
from tests.ai.review.answers import FIRST, note, said
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
Reviewed = Callable[..., Review]
BASE = "/admin/review/review/"


@pytest.fixture
def row(reviewed: Reviewed, model: Model, server: ScriptedServer) -> Note:
    server.script(said(note(replacement=FIRST.replace("and and", "and"), reason="Twice <b>there</b>.")))
    found: Note = reviewed().notes.get()
    return found


def page_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def test_the_edit_page_offers_a_review(client_for: ClientFor, people: People, article: Article) -> None:
    page = client_for(people.creator).get(page_of(article)).content.decode()
    assert "Review this page" in page and 'id="review"' in page


def test_asking_starts_a_job_and_the_panel_looks_again(
    client_for: ClientFor, people: People, article: Article, site: Site
) -> None:
    client = client_for(people.creator)
    page = client.post(f"{BASE}ask/", {"_kind": "article", "_object": article.pk}).content.decode()
    review = Review.objects.get(site=site)
    assert f"{review.public_id}/live/" in page and "Waiting for its turn" in page
    seen = page.partition("?seen=")[2].partition('"')[0]
    assert client.get(f"{BASE}{review.public_id}/live/?seen={seen}").status_code == 204
    assert client.get(f"{BASE}{review.public_id}/live/?seen=other").status_code == 200
    twice = client.post(f"{BASE}ask/", {"_kind": "article", "_object": article.pk}).content.decode()
    assert f"{review.public_id}/live/" in twice and Review.objects.filter(site=site).count() == 1
    others = client_for(people.editor).post(f"{BASE}ask/", {"_kind": "article", "_object": article.pk})
    assert "on its way" in others.content.decode()
    stopped = client.post(f"{BASE}{review.public_id}/cancel/").content.decode()
    assert "Go on" in stopped
    assert "Waiting" in client.post(f"{BASE}{review.public_id}/resume/").content.decode()


@pytest.mark.parametrize("told", [{"_kind": "article", "_object": "x"}, {"_kind": "poem", "_object": "1"}, {}])
def test_what_is_no_text_is_not_found(client_for: ClientFor, people: People, told: dict[str, str]) -> None:
    assert client_for(people.creator).post(f"{BASE}ask/", told).status_code == 404
    assert client_for(people.creator).get(f"{BASE}cost/", told).status_code == 404


def test_notes_stand_beside_the_text_and_become_proposals(
    client_for: ClientFor, people: People, article: Article, row: Note, site: Site
) -> None:
    client = client_for(people.creator)
    page = client.get(page_of(article)).content.decode()
    assert "Twice there." in page and 'data-jump="aaaaaaaa"' in page and "scripted-1" in page
    about = {"_note": row.public_id, "_do": "propose"}
    page = client.post(f"{BASE}{row.review.public_id}/decide/", about).content.decode()
    assert "waits below" in page and "data-proposal" in page
    assert Proposal.objects.filter(site=site, state="pending").count() == 1


def test_a_note_is_dismissed_with_a_reason_and_opened_again(client_for: ClientFor, people: People, row: Note) -> None:
    client, address = client_for(people.editor), f"{BASE}{row.review.public_id}/decide/"
    about = {"_note": row.public_id, "_do": "dismiss"}
    assert "Say in a few words why" in client.post(address, about).content.decode()
    page = client.post(address, about | {f"_why_{row.public_id}": "<i>On purpose</i>"}).content.decode()
    assert "&lt;i&gt;On purpose" in page and "Nothing more to note" in page
    assert "data-note" in client.post(address, about | {"_do": "reopen"}).content.decode()
    assert client.post(address, about | {"_note": "nonsense"}).status_code == 404


def test_all_at_once(client_for: ClientFor, people: People, row: Note) -> None:
    page = client_for(people.creator).post(f"{BASE}{row.review.public_id}/all/").content.decode()
    assert "1 proposal waits below" in page


@pytest.mark.parametrize("who", ["other_creator", "viewer", "stranger"])
@pytest.mark.parametrize("name", ["decide", "all", "cancel", "resume"])
def test_others_change_nothing(client_for: ClientFor, people: People, row: Note, who: str, name: str) -> None:
    client = client_for(getattr(people, who))
    client.raise_request_exception = False
    about = {"_note": row.public_id, "_do": "dismiss", f"_why_{row.public_id}": "Mine"}
    assert client.post(f"{BASE}{row.review.public_id}/{name}/", about).status_code in (302, 403, 404)
    row.refresh_from_db()
    assert row.state == "open" and not Proposal.objects.filter(site=row.review.site).exists()


def test_a_colleague_with_the_right_sees_the_same_review(
    client_for: ClientFor, people: People, article: Article, row: Note
) -> None:
    assert "Twice there." in client_for(people.editor).get(page_of(article)).content.decode()
    assert client_for(people.other_creator).get(f"{BASE}{row.review.public_id}/live/").status_code == 404


def test_nothing_to_note_is_said_as_a_good_answer(
    client_for: ClientFor, people: People, article: Article, reviewed: Reviewed, model: Model
) -> None:
    reviewed()
    assert "Nothing to note." in client_for(people.creator).get(page_of(article)).content.decode()


def test_without_a_model_the_page_says_so(
    client_for: ClientFor, people: People, article: Article, reviewed: Reviewed
) -> None:
    reviewed()
    assert "No language model was used." in client_for(people.creator).get(page_of(article)).content.decode()


def test_the_list_leads_to_the_text(client_for: ClientFor, people: People, row: Note, article: Article) -> None:
    client = client_for(people.creator)
    assert "review of article" in client.get(BASE).content.decode()
    response = client.get(f"{BASE}{row.review.pk}/change/")
    assert response.headers["Location"] == f"{page_of(article)}#card-review"


def test_many_notes_ask_no_more_questions_than_one(client_for: ClientFor, people: People, row: Note) -> None:
    client, address, counts = client_for(people.creator), f"{BASE}{row.review.public_id}/live/", []
    for number in (0, 30):
        for n in range(number):
            row.pk, row.public_id, row.fingerprint = None, f"note{n}", f"print{n}"
            row.save(force_insert=True)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1]
