"""A form that costs something and is sent twice (a double click, a reload) does its work once."""

import re
from typing import Any

import pytest

from accounts.jobs.exceptions import SentBefore
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.bulk.models import Bulk
from ai.writing.briefs import ParsedBrief
from ai.writing.models import Draft
from ai.writing.services import start_draft
from content.articles.models import Article
from tests.accounts.threads import at_once
from tests.ai.proposals.making import make_article
from tests.conftest import ClientFor
from tests.people import People

BODY = "<p>The pier opens on Saturday. It is 40 metres long and open to all who walk. Ferries stop there too.</p>"
BRIEF: dict[str, Any] = {"topic": "The new pier", "facts": "- It opens on 3 May 2026.", "language": "en"}
TRY = "/admin/engine/promptoverride/writing.title/"
pytestmark = pytest.mark.django_db


def token(client: Any, address: str) -> dict[str, str]:
    html = client.get(address).content.decode()
    found = re.search(r'name="_once" value="(\w+)"', html)
    assert found, html[:2000]
    return {"_once": found[1]}


def test_a_brief_makes_one_draft_and_another_one_another(client_for: ClientFor, site: Site, people: People) -> None:
    client, address = client_for(people.creator), "/admin/writing/draft/add/"
    once = token(client, address)
    before = Article.objects.filter(site=site).count()
    first, second = (client.post(address, BRIEF | once) for _ in range(2))
    assert first["Location"] == second["Location"] and Draft.objects.filter(site=site).count() == 1
    assert Article.objects.filter(site=site).count() == before + 1
    gone_back = client.post(address, BRIEF | once | {"topic": "Another pier"})
    assert gone_back["Location"] != first["Location"]
    without = [client.post(address, BRIEF)["Location"] for _ in range(2)]
    assert without[0] != without[1]


def test_what_another_person_sends_is_theirs(client_for: ClientFor, site: Site, people: People) -> None:
    address = "/admin/writing/draft/add/"
    once = token(client_for(people.creator), address)
    for person in (people.creator, people.editor):
        client_for(person).post(address, BRIEF | once)
    assert Draft.objects.filter(site=site).count() == 2


def test_bulk_work_is_begun_once(client_for: ClientFor, site: Site, people: People) -> None:
    make_article(site, people.creator, body=BODY)
    client, address = client_for(people.editor), "/admin/bulk/bulk/add/"
    once = token(client, f"{address}?check=1&task=summary&missing=on")
    answers = [client.post(address, {"task": "summary", "missing": "on"} | once)["Location"] for _ in range(3)]
    bulk = Bulk.objects.get(site=site)
    assert set(answers) == {f"/admin/bulk/bulk/{bulk.pk}/change/"} and bulk.items.count() == 1


def test_a_test_run_is_made_once(client_for: ClientFor, site: Site, people: People) -> None:
    client = client_for(people.admin)
    told = {"version": "file", "typed": '{"text": "The pier opens.", "language": "en"}'} | token(client, TRY)
    first, second = (client.post(f"{TRY}try/", told)["Location"] for _ in range(2))
    assert first == second and Job.objects.filter(site=site, kind="engine.try_prompts").count() == 1


def test_a_suggestion_asked_twice_is_the_one_on_its_way(client_for: ClientFor, site: Site, people: People) -> None:
    article = make_article(site, people.creator, body=BODY)
    client = client_for(people.creator)
    told = {"_kind": "article", "_object": str(article.pk), "_field": "title", "_steer_title": "Short"}
    for _ in range(2):
        assert "Thinking" in client.post("/admin/writing/draft/suggest/", told).content.decode()
    jobs = Job.objects.filter(site=site, kind="writing.suggest")
    assert jobs.count() == 1
    client.post("/admin/writing/draft/suggest/", told | {"_steer_title": "Long"})
    assert jobs.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_database_decides_between_those_that_come_at_once(site: Site, people: People) -> None:
    def send() -> str:
        try:
            draft = start_draft(ParsedBrief(**BRIEF), site=site, by=people.creator, once="one form")
            return f"draft {draft.pk}"
        except SentBefore as error:
            return error.job

    told = at_once(4, send)
    draft = Draft.objects.get(site=site)
    assert draft.job is not None
    assert sorted(told) == sorted([f"draft {draft.pk}", *[draft.job.public_id] * 3])
