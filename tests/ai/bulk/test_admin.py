"""Bulk work as people order and watch it, in the admin and in the shell."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.jobs.models import Worker
from accounts.sites.models import Site
from ai.bulk.management.commands import ai_bulk
from ai.bulk.models import Bulk
from ai.proposals.models import Proposal
from ai.providers.models import Model
from content.articles.models import Article
from tests.ai.bulk.making import make_articles, started, worked
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
LIST = "/admin/bulk/bulk/"


@pytest.fixture
def articles(site: Site, people: People) -> list[Article]:
    return make_articles(site, people.creator, 3)


def test_the_lists_action_leads_to_the_form(client_for: ClientFor, people: People, articles: list[Article]) -> None:
    chosen = [articles[0].pk, articles[1].pk]
    data: dict[str, Any] = {"action": "ai_bulk", "_selected_action": chosen}
    answer = client_for(people.editor).post("/admin/articles/article/", data)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/bulk/bulk/add/?ids=")
    html = client_for(people.editor).get(answer.headers["Location"]).content.decode()
    assert "2 articles were chosen" in html


def test_count_and_price_stand_before_the_button(
    client_for: ClientFor, people: People, articles: list[Article], model: Model, server: ScriptedServer
) -> None:
    client = client_for(people.editor)
    html = client.get(f"{LIST}add/?check=1&task=summary&missing=on").content.decode()
    assert "Begin with 3 texts" in html
    assert "No price is known for this model" in html
    assert not Bulk.objects.filter(created_by=people.editor).exists() and server.asked == []


def test_the_button_begins_what_was_shown(
    client_for: ClientFor, people: People, articles: list[Article], site: Site, model: Model
) -> None:
    data = {"task": "summary", "missing": "on", "ids": str(articles[0].pk)}
    answer = client_for(people.creator).post(f"{LIST}add/", data)
    bulk = Bulk.objects.get(created_by=people.creator, site=site)
    assert answer.headers["Location"] == f"{LIST}{bulk.pk}/change/"
    assert (bulk.total, bulk.items.get().object_id) == (1, articles[0].pk)
    worked(bulk)
    html = client_for(people.creator).get(f"{LIST}{bulk.pk}/change/").content.decode()
    assert "Decide on 1 proposal" in html and "Spent so far" in html


def test_creators_order_work_for_their_own_texts_only(
    client_for: ClientFor, people: People, articles: list[Article], site: Site, model: Model
) -> None:
    data = {"task": "summary", "ids": str(articles[0].pk)}
    html = client_for(people.other_creator).post(f"{LIST}add/", data).content.decode()
    assert "There is no text left" in html
    assert not Bulk.objects.filter(site=site).exists()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("task=translate", "into which language"),
        ("task=sing", "Select a valid choice"),
        ("task=summary&ids=1,x", "Ids are numbers"),
        ("task=summary&since=yesterday", "valid date"),
    ],
)
def test_what_cannot_be_understood_says_so(client_for: ClientFor, people: People, query: str, told: str) -> None:
    answer = client_for(people.editor).get(f"{LIST}add/?check=1&{query}")
    assert answer.status_code == 200
    assert told in answer.content.decode()


def test_failures_are_named_and_can_be_tried_again(
    client_for: ClientFor, people: People, articles: list[Article], site: Site, model: Model, server: ScriptedServer
) -> None:
    server.script("401")
    bulk = worked(started(site, people.editor))
    client = client_for(people.editor)
    html = client.get(f"{LIST}{bulk.pk}/change/").content.decode()
    assert "Try the failed ones again" in html and "Pier 2" in html
    client.post(f"{LIST}{bulk.public_id}/resume/")
    assert worked(bulk).items.counts() == {"done": 3}


def command(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command("ai_bulk", *args, site="testserver", stdout=out, **options)
    return out.getvalue()


def test_a_dry_run_tells_count_and_price_and_begins_nothing(
    articles: list[Article], site: Site, model: Model, server: ScriptedServer
) -> None:
    Article.objects.filter(pk=articles[0].pk).update(summary="There.")
    told = command("summary", missing=True, dry_run=True)
    assert "Summaries: 2 texts." in told and "1 left out: there is one already." in told
    assert "scripted-1" in told
    assert not Bulk.objects.filter(site=site).exists() and server.asked == []


def test_the_command_begins_follows_and_says_where_the_proposals_wait(
    articles: list[Article], site: Site, people: People, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ai_bulk.Command, "_watch", lambda self, bulk: worked(bulk))
    told = command("summary", query="pier", yes=True)
    bulk = Bulk.objects.get(site=site)
    assert "3 done." in told and f"/admin/proposals/proposal/?bundle={bulk.public_id}" in told
    assert bulk.created_by is None
    assert Proposal.objects.filter(bundle=bulk.public_id, created_by=None).count() == 3


def test_without_a_worker_the_command_says_so_and_keeps_the_work(
    articles: list[Article], site: Site, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ai_bulk, "NO_WORKER", 0.0)
    Worker.objects.all().delete()
    with pytest.raises(CommandError, match="No worker is running"):
        command("summary", yes=True)
    assert Bulk.objects.get(site=site).items.counts() == {"waiting": 3}


@pytest.mark.parametrize(
    ("args", "options", "told"),
    [
        ([], {}, "Say which task"),
        (["sing"], {}, "There is no task “sing”"),
        (["summary"], {"query": "colour=red"}, "does not know “colour”"),
        ([], {"resume": "nothing"}, "There is no bulk work nothing"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(site: Site, args: list[str], options: dict[str, Any], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        command(*args, **options)
