"""What programs get with a key: what everybody may read on the key's site, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.integrations import schema
from accounts.integrations.services import make_key
from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing import services
from content.publishing.models import LivePage
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
PAGES, SEARCH = "/api/v1/pages", "/api/v1/search"


def text(site: Site, people: People, title: str, *, live: bool = True, body: str = "") -> Article:
    body = body or f"<p>All about the {title.lower()}.</p>"
    article = Article.objects.create(site=site, title=title, slug=title.lower(), body=body, created_by=people.editor)
    if live:
        services.publish(article, by=people.superuser)
    return article


@pytest.fixture
def ask(site: Site, people: People, client_for: ClientFor) -> Any:
    _, key = make_key(site=site, by=people.editor, name="Reader", scopes=["pages:read"], expires_at=None)

    def get(address: str, **asked: str) -> Any:
        return client_for().get(address, asked, headers={"authorization": f"Bearer {key}"})

    return get


def titles(answer: Any, name: str = "pages") -> list[str]:
    return [page["title"] for page in answer.json()[name]]


def test_pages_come_newest_first_and_the_cursor_goes_on(site: Site, people: People, ask: Any) -> None:
    for title in ("Anchor", "Buoy", "Cutter"):
        text(site, people, title)
    first = ask(PAGES, limit="2")
    assert titles(first) == ["Cutter", "Buoy"] and first.headers["X-RateLimit-Remaining"] == "119"
    second = ask(PAGES, limit="2", after=first.json()["next"])
    assert titles(second) == ["Anchor"] and second.json()["next"] is None


def test_one_page_has_its_text_as_markdown_and_html(site: Site, people: People, ask: Any) -> None:
    article = text(site, people, "Anchor", body="<h2>Weight</h2><p>It is <strong>heavy</strong>.</p>")
    found = ask(f"{PAGES}/{article.public_id}").json()
    assert "## Weight\n\nIt is **heavy**." in found["markdown"] and "<strong>heavy</strong>" in found["html"]
    assert (found["id"], found["path"], found["url"]) == (
        article.public_id,
        "/articles/anchor/",
        "https://testserver/articles/anchor/",
    )


# MySQL's full text index shows only what is committed.
@pytest.mark.django_db(transaction=True)
def test_a_search_finds_pages(site: Site, people: People, ask: Any) -> None:
    text(site, people, "Lighthouse")
    assert titles(ask(SEARCH, q="lighthouse"), "hits") == ["Lighthouse"]
    assert ask(SEARCH, q="nothinglikeit").json() == {"hits": [], "next": None}


@pytest.mark.parametrize("state", ["draft", "unpublished", "members", "elsewhere"])
def test_nothing_leaks(
    site: Site, noise_site: Site, people: People, noise_people: People, ask: Any, client_for: ClientFor, state: str
) -> None:
    at, team = (noise_site, noise_people) if state == "elsewhere" else (site, people)
    article = text(at, team, "Lighthouse", live=state != "draft")
    if state == "unpublished":
        services.unpublish(article, by=people.superuser)
    if state == "members":
        LivePage.objects.filter(kind="article", object_id=article.pk).update(access="members")
    assert titles(ask(PAGES)) == [] and titles(ask(SEARCH, q="lighthouse"), "hits") == []
    answer = ask(f"{PAGES}/{article.public_id}")
    assert answer.status_code == 404 and "Lighthouse" not in answer.text


def test_a_draft_over_a_live_page_stays_a_draft(site: Site, people: People, ask: Any) -> None:
    article = text(site, people, "Anchor")
    Article.objects.filter(pk=article.pk).update(title="Secret plan", body="<p>Secret plan</p>")
    assert "Secret" not in ask(PAGES).text + ask(f"{PAGES}/{article.public_id}").text


def test_a_key_of_another_site_or_scope_opens_nothing(
    site: Site, people: People, client_for: ClientFor, noise_site: Site
) -> None:
    _, other = make_key(site=site, by=people.editor, name="Other", scopes=["site:read"], expires_at=None)
    _, mine = make_key(site=site, by=people.editor, name="Mine", scopes=["pages:read"], expires_at=None)
    for key, at, status in ((other, site, 403), (mine, noise_site, 401), ("", site, 401)):
        for address in (PAGES, f"{PAGES}/abcd", f"{SEARCH}?q=x"):
            answer = client_for(at=at).get(address, headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == status and answer.json()["error"]


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        *[(PAGES, {"limit": value}) for value in ("0", "101", "-1", "x", "1e2", "٣", "9" * 40, "")],
        *[(PAGES, {"after": value}) for value in ("x", "", "cDE=\x00", "Ki0q", "é", "a" * 5000, "p1\n", "p٣")],
        *[(SEARCH, asked) for asked in ({}, {"q": ""}, {"q": "a" * 201}, {"q": "x", "limit": "0"})],
    ],
)
def test_a_wrong_parameter_is_named(ask: Any, address: str, asked: dict[str, str]) -> None:
    answer = ask(address, **asked)
    assert answer.status_code == 400 and any(name in answer.json()["error"] for name in ("limit", "after", "q "))


def test_unknown_addresses_and_methods_are_refused_as_json(ask: Any, client_for: ClientFor, site: Site) -> None:
    assert ask("/api/v1/nothing").json()["error"] and ask("/api/v1/nothing").status_code == 404
    assert client_for().post(PAGES).status_code == 405 and client_for().delete(f"{PAGES}/abcd").status_code == 405
    assert ask(f"{PAGES}/\x00").status_code == 404


def test_the_list_needs_no_more_queries_for_more_pages(site: Site, people: People, ask: Any) -> None:
    text(site, people, "Anchor")
    ask(PAGES)
    with CaptureQueriesContext(connection) as few:
        ask(PAGES)
    for number in range(8):
        text(site, people, f"Buoy{number}")
    with CaptureQueriesContext(connection) as many:
        ask(PAGES)
    assert len(many) == len(few)


def test_the_schema_names_every_address_and_the_answers_hold_to_it(
    site: Site, people: People, ask: Any, client_for: ClientFor
) -> None:
    document = client_for().get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0" and set(document["paths"]) == {one.path for one in schema.operations()}
    article = text(site, people, "Anchor")
    answers = {
        "/pages": ask(PAGES),
        "/pages/{id}": ask(f"{PAGES}/{article.public_id}"),
        "/search": ask(SEARCH, q="anchor"),
    }
    for path, answer in answers.items():
        said = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert set(answer.json()) == set(said["required"])
        for name, rows in said["properties"].items():
            if rows.get("type") == "array" and "properties" in rows["items"]:
                assert all(set(row) == set(rows["items"]["required"]) for row in answer.json()[name])


def test_the_docs_need_no_key_and_no_script(client_for: ClientFor, site: Site) -> None:
    shown = client_for().get("/api/v1/docs")
    assert "GET /api/v1/pages/{id}" in shown.text and "pages:read" in shown.text
    assert "'unsafe-inline'" not in shown.headers["Content-Security-Policy"]
