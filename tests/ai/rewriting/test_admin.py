"""The panel's addresses: who may, what they answer."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.providers.models import Model
from ai.rewriting.models import Passage, Rewrite
from content.articles.models import Article
from tests.ai.proposals.making import handed
from tests.ai.rewriting.making import asked, make_article, only, worked, written
from tests.conftest import ClientFor
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ASK = "/admin/rewriting/rewrite/ask/"


def wish(article: Article, **more: str) -> dict[str, Any]:
    told = {"_kind": "article", "_object": article.pk, "_blocks": "aaaaaaaa bbbbbbbb", "_action": "shorten"}
    return told | more


def address(passage: Passage, name: str) -> str:
    return reverse(f"admin:rewriting_rewrite_{name}", args=[passage.rewrite.public_id])


def test_asking_starts_a_job_and_shows_the_panel(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    html = client_for(people.creator).post(ASK, wish(article), headers=HTMX).content.decode()
    rewrite = Rewrite.objects.get(site=site)
    assert rewrite.created_by == people.creator and rewrite.passages.count() == 2
    assert Job.objects.get(pk=rewrite.job_id or 0).kind == "rewriting.work"
    assert html.count("data-stream") == 1 and "Cancel" in html and "Shortening" in html


def test_a_teammate_who_edits_may_and_decides_too(
    client_for: ClientFor, site: Site, people: People, model: Model
) -> None:
    passage = written(make_article(site, people.creator), people.creator, "rewrite", "bbbbbbbb")
    data = {"_do": "replace", "_passage": "0"}
    response = client_for(people.editor).post(address(passage, "decide"), data, headers=HTMX)
    assert handed(response)["field"] == "body" and "daily" in handed(response)["value"]
    assert "It stands in your text" in response.content.decode()


@pytest.mark.parametrize("who", ["viewer", "other_creator", "stranger"])
def test_others_find_neither_the_text_nor_the_answer(
    client_for: ClientFor, site: Site, people: People, model: Model, who: str
) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "rewrite")
    client = client_for(getattr(people, who))
    assert client.post(ASK, wish(article), headers=HTMX).status_code in (302, 403, 404)
    for name in ("cancel", "again", "decide", "all"):
        data = {"_passage": "0", "_do": "replace"}
        assert client.post(address(passage, name), data, headers=HTMX).status_code in (302, 403, 404)
    assert client.get(address(passage, "live"), headers=HTMX).status_code in (302, 403, 404)
    assert Rewrite.objects.filter(site=site).count() == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"_action": "tone"}, "Choose a tone."),
        ({"_action": "translate"}, "Choose a language."),
        ({"_action": "instruct"}, "Say what shall be done"),
        ({"_action": "explode"}, "not one of the available choices"),
        ({"_action": "instruct", "_instruction": "x" * 501}, "at most 500 characters"),
        ({"_blocks": "zzzzzzzz"}, "not in the saved text"),
        ({"_blocks": "cccccccc dddddddd"}, "A picture stays as it is."),
        ({"_blocks": "gggggggg"}, "somebody&#x27;s words"),
        ({"_action": "table", "_blocks": "gggggggg"}, "Choose a passage of text."),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(
    client_for: ClientFor, site: Site, people: People, more: dict[str, str], told: str
) -> None:
    article = make_article(site, people.creator)
    html = client_for(people.creator).post(ASK, wish(article, **more), headers=HTMX).content.decode()
    assert told in html and 'role="alert"' in html
    assert not Rewrite.objects.filter(site=site).exists()


@pytest.mark.parametrize("more", [{"_object": "999999"}, {"_kind": "nothing"}])
def test_a_text_that_is_not_there_is_not_found(
    client_for: ClientFor, site: Site, people: People, more: dict[str, str]
) -> None:
    article = make_article(site, people.creator)
    assert client_for(people.creator).post(ASK, wish(article, **more), headers=HTMX).status_code == 404


def test_the_panel_comes_only_when_it_shows_something_else(
    client_for: ClientFor, site: Site, people: People, model: Model
) -> None:
    rewrite = asked(make_article(site, people.creator), people.creator)
    client, look = client_for(people.creator), reverse("admin:rewriting_rewrite_live", args=[rewrite.public_id])
    html = client.get(look, headers=HTMX).content.decode()
    seen = html.partition("?seen=")[2].partition('"')[0]
    assert client.get(f"{look}?seen={seen}", headers=HTMX).status_code == 204
    worked(rewrite)
    assert "Replace" in client.get(f"{look}?seen={seen}", headers=HTMX).content.decode()


def test_the_panel_asks_as_much_for_many_passages_as_for_few(
    client_for: ClientFor, site: Site, people: People, model: Model
) -> None:
    body = "".join(
        f'<p data-id="aaaaaa{n:02}">Number {n} may walk there every day. Dogs may not.</p>' for n in range(9)
    )
    article = make_article(site, people.creator, body=body)
    client = client_for(people.creator)
    few = worked(asked(article, people.creator, "rewrite", "aaaaaa00", "aaaaaa01"))
    many = worked(asked(article, people.creator, "rewrite", *(f"aaaaaa{n:02}" for n in range(9))))
    look = [reverse("admin:rewriting_rewrite_live", args=[row.public_id]) for row in (few, many)]
    client.get(look[0])
    with CountQueries() as first:
        assert client.get(look[0]).status_code == 200
    with CountQueries() as second:
        assert client.get(look[1]).content.decode().count("assist-diff") == 9
    assert second.count <= first.count


def test_what_moved_on_is_offered_to_be_compared(
    client_for: ClientFor, site: Site, people: People, model: Model
) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "rewrite", "bbbbbbbb")
    changed = article.body.replace("Dogs may not.</p>", "Dogs may not. Bicycles may.</p>")
    Article.objects.filter(pk=article.pk).update(body=changed)
    client, data = client_for(people.creator), {"_do": "replace", "_passage": "0"}
    html = client.post(address(passage, "decide"), data, headers=HTMX).content.decode()
    assert "Compare with the text as it is now" in html and 'role="alert"' in html
    html = client.post(address(passage, "decide"), data | {"_do": "rebase"}, headers=HTMX).content.decode()
    assert "Replace" in html
    client.post(address(passage, "decide"), data, headers=HTMX)
    article.refresh_from_db()
    assert "daily" in article.body and "Bicycles may." in article.body


def test_discarding_changes_nothing_and_deciding_twice_is_told(
    client_for: ClientFor, site: Site, people: People, model: Model
) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "rewrite")
    client = client_for(people.creator)
    data = {"_do": "discard", "_passage": "0"}
    assert "Discarded" in client.post(address(passage, "decide"), data, headers=HTMX).content.decode()
    again = client.post(address(passage, "decide"), data | {"_do": "replace"}, headers=HTMX)
    assert handed(again) == {} and 'role="alert"' in again.content.decode()


def test_asking_again_from_the_panel(client_for: ClientFor, site: Site, people: People, model: Model) -> None:
    passage = written(make_article(site, people.creator), people.creator, "rewrite")
    data = {"_passage": "0", "_instruction_0": "  Shorter,\nplease. "}
    html = client_for(people.creator).post(address(passage, "again"), data, headers=HTMX).content.decode()
    rewrite = Rewrite.objects.get(pk=passage.rewrite_id)
    assert rewrite.instruction == "Shorter, please." and "Cancel" in html
    assert only(worked(rewrite)).attempt == 2


def test_the_edit_page_carries_the_menu_for_those_who_write(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    html = client_for(people.creator).get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "assist-actions" in html and "rewriting/assist.js" in html
