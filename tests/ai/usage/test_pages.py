"""The usage page, the register, and both as CSV."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.sites.models import Site
from ai.engine import upkeep
from ai.engine.models import Run
from ai.engine.services import run
from ai.policies.models import Rule
from ai.proposals.services import accept, reject
from ai.providers.models import Model, Price
from ai.spending.models import Budget
from tests.ai.engine.asking import ask, failing
from tests.ai.proposals.making import make_article, make_proposal
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
USAGE, REGISTER = "/admin/usage/usage/", "/admin/usage/sending/"


@pytest.fixture
def used(site: Site, people: People, model: Model, server: ScriptedServer) -> Run:
    Price.objects.create(model=model, input_micro=3_000_000, output_micro=15_000_000)
    return ask(site, people.creator).run


def read(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))


def test_the_page_shows_sums_charts_and_the_tables_behind_them(
    site: Site, people: People, client_for: ClientFor, used: Run
) -> None:
    Budget.objects.create(site=site, limit=100, period="total", used=85, alerted_at=timezone.now())
    page = client_for(people.editor).get(USAGE).content.decode()
    for text in ("tests.text", "scripted-1", str(people.creator), "nearly spent", "<svg", "As a table"):
        assert text in page
    assert "XXX" not in page, "the other site's money"
    assert page.count("<table") == 4


@pytest.mark.parametrize("query", ["?first=never&last=x", "?first=9999-12-31", "?first=0001-01-01", "?measure=lies"])
def test_any_address_is_answered(query: str, people: People, client_for: ClientFor, used: Run) -> None:
    assert client_for(people.editor).get(USAGE + query).status_code == 200


def test_calls_are_drawn_where_nothing_was_paid_and_no_token_counted(
    site: Site, people: People, client_for: ClientFor
) -> None:
    """The built-in provider, which is all that a new installation has."""
    told = {"title": "The pier", "text": "The pier opens on Saturday. The ferry stops there again.", "language": "en"}
    run("writing.summary", told, by=people.creator, site=site, scope="article:1")
    page = client_for(people.editor).get(USAGE).content.decode()
    assert '<option value="calls" selected' in page and "Nothing to draw" not in page


def test_an_empty_span_says_so(people: People, client_for: ClientFor, used: Run) -> None:
    page = client_for(people.editor).get(f"{USAGE}?first=2001-01-01&last=2001-02-01").content.decode()
    assert "No call in these days" in page


def test_all_sites_are_for_platform_staff(people: People, client_for: ClientFor, used: Run) -> None:
    assert "By site" not in client_for(people.admin).get(f"{USAGE}?site=all").content.decode()
    page = client_for(people.superuser).get(f"{USAGE}?site=all").content.decode()
    assert "By site" in page and "XXX" in page


def test_the_accept_rate_is_drawn_by_day_feature_model_and_person(
    site: Site, people: People, client_for: ClientFor, used: Run
) -> None:
    article = make_article(site, people.creator)
    client, page = client_for(people.editor), f"{USAGE}?measure=accepted"
    assert "nothing decided" in client.get(page).content.decode()
    Run.objects.filter(pk=used.pk).update(user=people.editor)
    used.refresh_from_db()
    for name, decide in (("One", accept), ("Two", reject), ("Three", reject), ("Four", accept)):
        decide(make_proposal(article, people.editor, after=name, run=used), by=people.editor)
    html = client.get(page).content.decode()
    assert html.count("50 % of 4") == 4, "a bar by day, one each by feature, model and person"
    assert "per cent of the proposals" in html


@pytest.mark.parametrize("measure", ["cost", "tokens", "calls", "accepted"])
def test_the_page_does_not_ask_more_for_more_rows(
    measure: str, site: Site, people: People, client_for: ClientFor, used: Run
) -> None:
    client, address = client_for(people.editor), f"{USAGE}?measure={measure}"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(6):
        Run.objects.create(site=site, user=people.editor, purpose=f"p{number}", model=f"m{number}", attempt=1)
        Budget.objects.create(site=site, user=people.editor, limit=5)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few) + 1  # of the same length; one savepoint more or less


def test_csv_holds_what_the_page_shows_and_every_call(
    site: Site, people: People, client_for: ClientFor, used: Run
) -> None:
    Run.objects.filter(pk=used.pk).update(scope="=cmd()")
    client = client_for(people.editor)
    (line,) = read(client.get(f"{USAGE}csv/feature/"))
    assert (line["name"], line["calls"]) == ("tests.text", "1")
    assert float(line["cost_USD"]) == pytest.approx(used.cost_micro / 1_000_000)
    (run,) = read(client.get(f"{USAGE}csv/runs/"))
    assert (run["request"], run["state"], run["scope"]) == (used.public_id, "done", "'=cmd()")
    assert run["tokens_sent"] == str(used.tokens_in)
    assert client.get(f"{USAGE}csv/nonsense/").status_code == 404


def test_the_register_shows_what_left_and_what_was_held_back(
    site: Site, people: People, client_for: ClientFor, used: Run
) -> None:
    Rule.objects.create(site=site, policy="never")
    failing(site, people.creator)
    client = client_for(people.admin)
    page = client.get(REGISTER).content.decode()
    assert "127.0.0.1" in page and "text (" in page and "held back" in page and "nothing leaves" in page
    assert "noise.example" not in page
    left, held = sorted(read(client.get(f"{REGISTER}csv/")), key=lambda row: row["host"], reverse=True)
    assert (left["host"], left["policy"], held["host"], held["policy"]) == (
        "127.0.0.1",
        "allowed",
        "",
        "nothing leaves",
    )
    assert left["fields"].startswith("text:")
    detail = client.get(f"{REGISTER}{used.pk}/change/").content.decode()
    assert "The pier opens on Saturday" in detail
    foreign = Run.objects.exclude(site=site).first()
    assert client.get(f"{REGISTER}{foreign.pk}/change/").status_code == 404


def test_the_register_forgets_texts_first_and_people_later(
    site: Site, people: People, used: Run, settings: Any
) -> None:
    used.refresh_from_db()
    Run.objects.filter(pk=used.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    upkeep.forget()
    used.refresh_from_db()
    assert (used.log_prompt, used.sent_host, used.user) == ("", "127.0.0.1", people.creator)
    long_ago = timezone.now() - timedelta(days=settings.AI_REGISTER_DAYS, seconds=1)
    Run.objects.filter(pk=used.pk).update(created_at=long_ago, expires_at=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        upkeep.forget()
    used.refresh_from_db()
    assert (used.sent_host, used.user, used.scope, used.sent_fields, used.expires_at) == ("", None, "", {}, None)
    assert used.tokens_in > 0, "the figures stay"


def test_usage_in_the_shell(site: Site, people: People, used: Run) -> None:
    def run(*words: str) -> str:
        out = StringIO()
        call_command("ai_usage", *words, site=site.host, stdout=out)
        return out.getvalue()

    assert "tests.text" in run("--by", "feature")
    assert str(people.creator) in run("--by", "person")
    last = run().splitlines()[-1]
    assert last.startswith("All") and "USD" in last
    assert run("--by", "model", "--csv").splitlines()[1].startswith("scripted-1,1,0,")
    assert run("--from", "2001-01-01", "--to", "2001-01-05").splitlines()[-1].split()[:3] == ["All", "0", "0"]
    with pytest.raises(CommandError, match="No day: yesterday"):
        run("--from", "yesterday")
