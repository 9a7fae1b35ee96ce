"""The engine in the admin: who sees what, that keys never come out, and that nothing is slow."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.providers.models import Model, Provider, Route
from ai.spending.models import Budget
from tests.ai.engine.asking import ask, calls, failing
from tests.ai.engine.conftest import ANSWER
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
KEY = "sk-scripted-0123456789abcdef"
PROVIDER = {
    "name": "Ours",
    "backend": "openai_compatible",
    "base_url": "https://ai.example/v1",
    "is_enabled": "on",
    "at_once": 0,
}


@pytest.fixture
def provider(site: Site, server: ScriptedServer) -> Provider:
    provider = Provider(site=site, name="Ours", base_url=server.url)
    provider.set_key(KEY)
    provider.save()
    return provider


def test_a_key_goes_in_encrypted_and_never_comes_out(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    client.post("/admin/providers/provider/add/", PROVIDER | {"key": KEY})
    provider = Provider.objects.get(site=site)
    assert provider.read_key() == KEY
    assert KEY not in provider.key_token
    for address in ("/admin/providers/provider/", f"/admin/providers/provider/{provider.pk}/change/"):
        page = client.get(address).content.decode()
        assert KEY not in page
        assert provider.key_token not in page
    assert KEY not in repr(vars(Entry.objects.filter(topic="providers.provider_changed").latest("pk")))


def test_a_stored_key_stays_when_another_field_is_changed(
    people: People, client_for: ClientFor, provider: Provider
) -> None:
    form = PROVIDER | {"base_url": provider.base_url, "name": "Renamed", "key": ""}
    client_for(people.admin).post(f"/admin/providers/provider/{provider.pk}/change/", form)
    provider.refresh_from_db()
    assert (provider.name, provider.read_key()) == ("Renamed", KEY)


def test_a_key_is_not_sent_to_another_address_that_someone_typed(
    people: People, client_for: ClientFor, provider: Provider
) -> None:
    form = PROVIDER | {"base_url": "https://thief.example/v1"}
    page = client_for(people.admin).post(f"/admin/providers/provider/{provider.pk}/change/", form)
    assert "type the key that belongs to it" in page.content.decode()
    provider.refresh_from_db()
    assert "thief" not in provider.base_url


@pytest.mark.parametrize("address", ["ftp://ai.example/", "https://user:secret@ai.example/v1", "not an address"])
def test_what_is_no_address_is_refused(site: Site, people: People, client_for: ClientFor, address: str) -> None:
    client_for(people.admin).post("/admin/providers/provider/add/", PROVIDER | {"base_url": address})
    assert not Provider.objects.filter(site=site).exists()


def test_only_platform_staff_make_rows_for_all_sites(site: Site, people: People, client_for: ClientFor) -> None:
    client_for(people.admin).post("/admin/providers/provider/add/", PROVIDER | {"for_platform": "on"})
    assert Provider.objects.get(name="Ours").site == site
    Provider.objects.filter(name="Ours").delete()
    client_for(people.superuser).post("/admin/providers/provider/add/", PROVIDER | {"for_platform": "on"})
    provider = Provider.objects.get(name="Ours")
    assert provider.site is None
    assert client_for(people.admin).get(f"/admin/providers/provider/{provider.pk}/change/").status_code == 404
    edited = PROVIDER | {"for_platform": "on", "name": "Everybody's"}
    client_for(people.superuser).post(f"/admin/providers/provider/{provider.pk}/change/", edited)
    provider.refresh_from_db()
    assert (provider.name, provider.site) == ("Everybody's", None)


def test_a_provider_is_tried_by_a_job_that_says_how_it_went(
    site: Site, people: People, client_for: ClientFor, provider: Provider, server: ScriptedServer, settings: Any
) -> None:
    Model.objects.create(provider=provider, name="scripted")
    client = client_for(people.admin)
    page = client.get(f"/admin/providers/provider/{provider.pk}/change/").content.decode()
    assert "Test this provider" in page
    started = client.post(f"/admin/providers/provider/{provider.public_id}/test/", headers={"HX-Request": "true"})
    job = Job.objects.get(site=site, kind="providers.test_provider")
    execution.run(job.pk)
    result = client.get(f"/admin/providers/provider/{provider.public_id}/test/{job.public_id}/").content.decode()
    assert f"/test/{job.public_id}/" in started.content.decode(), "the page asks on"
    assert "It works" in result
    assert "“scripted” answered in" in result
    row = Run.objects.get(site=site)
    assert (row.purpose, row.user, row.state) == ("engine.test", people.admin, "done")


@pytest.mark.parametrize(
    ("fault", "says"),
    [("401", "does not accept the key"), ("500", "has a fault of its own"), ("hang", "took too long")],
)
def test_a_test_that_fails_says_why_and_shows_no_key(
    site: Site,
    people: People,
    client_for: ClientFor,
    provider: Provider,
    server: ScriptedServer,
    fault: str,
    says: str,
) -> None:
    Model.objects.create(provider=provider, name="scripted")
    server.script(fault)
    client = client_for(people.admin)
    answer = client.post(f"/admin/providers/provider/{provider.public_id}/test/")
    execution.run(Job.objects.get(site=site).pk)
    page = client.get(answer["location"]).content.decode()
    assert "It does not work" in page
    assert says in page
    assert KEY not in page + Job.objects.get(site=site).error


def test_only_administrators_of_the_site_try_a_provider(
    people: People, client_for: ClientFor, provider: Provider, server: ScriptedServer
) -> None:
    for user in (people.editor, people.creator, people.stranger, people.viewer):
        answer = client_for(user).post(f"/admin/providers/provider/{provider.public_id}/test/")
        assert answer.status_code in (302, 403, 404)
    assert not Job.objects.filter(kind="providers.test_provider").exists()
    assert not server.asked


def test_prices_and_budgets_are_typed_as_money(
    site: Site, people: People, client_for: ClientFor, provider: Provider
) -> None:
    client = client_for(people.admin)
    prices = {"prices-TOTAL_FORMS": "1", "prices-INITIAL_FORMS": "0"}
    price = {
        "valid_from_0": "2026-01-01",
        "valid_from_1": "00:00",
        "price_in": "0.25",
        "price_out": "2",
        "currency": "eur",
    }
    model = {"provider": provider.pk, "name": "m", "context_tokens": 8000, "max_output_tokens": 1000, "state": "active"}
    client.post(
        "/admin/providers/model/add/", model | prices | {f"prices-0-{name}": value for name, value in price.items()}
    )
    row = Model.objects.get(name="m").prices.get()
    assert (row.input_micro, row.output_micro, row.currency) == (250_000, 2_000_000, "EUR")
    budget = {"period": "month", "unit": "money", "amount": "12.5", "currency": "EUR", "feature": "", "alert_at": 80}
    client.post("/admin/spending/budget/add/", budget)
    stored = Budget.objects.get(site=site)
    assert (stored.limit, stored.used, stored.currency) == (12_500_000, 0, "EUR")
    Budget.objects.update(used=4_000_000)
    client.post(f"/admin/spending/budget/{stored.pk}/change/", budget | {"amount": "20"})
    stored.refresh_from_db()
    assert (stored.limit, stored.used) == (20_000_000, 4_000_000)
    assert "20.00 EUR" in client.get("/admin/spending/budget/").content.decode()


def test_half_a_token_is_refused(site: Site, people: People, client_for: ClientFor) -> None:
    budget = {"period": "month", "unit": "tokens", "amount": "12.5", "currency": "EUR", "feature": "", "alert_at": 80}
    page = client_for(people.admin).post("/admin/spending/budget/add/", budget)
    assert "whole numbers" in page.content.decode()


def test_a_site_routes_to_its_own_models_and_the_platforms(
    site: Site, noise_site: Site, people: People, client_for: ClientFor, provider: Provider, model: Model
) -> None:
    own = Model.objects.create(provider=provider, name="own")
    foreign = Model.objects.get(provider__site=noise_site)
    client = client_for(people.admin)
    for chosen in (own, model, foreign):
        client.post("/admin/providers/route/add/", {"purpose": "writing.*", "position": 1, "model": chosen.pk})
    assert set(Route.objects.filter(site=site).values_list("model", flat=True)) == {own.pk, model.pk}


def test_the_log_shows_every_call_to_editors_and_their_own_to_creators(
    site: Site, people: People, client_for: ClientFor, model: Model, server: ScriptedServer
) -> None:
    server.script("500", "500")
    ask(site, people.creator)
    failing(site, people.viewer)
    for user, rows in ((people.editor, 3), (people.creator, 3), (people.other_creator, 0)):
        assert client_for(user).get("/admin/engine/run/").context["cl"].result_count == rows
    row = calls(site)[-1]
    page = client_for(people.editor).get(f"/admin/engine/run/{row.pk}/change/").content.decode()
    assert ANSWER in page
    for other in calls(site):
        assert f"/admin/engine/run/{other.pk}/change/" in page
    for user in (people.other_creator, people.stranger):
        assert client_for(user).get(f"/admin/engine/run/{row.pk}/change/").status_code in (403, 404)
    assert client_for(people.admin).post(f"/admin/engine/run/{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        *("engine/run", "providers/provider", "providers/model", "providers/route"),
        "spending/budget",
    ],
)
def test_lists_do_not_ask_more_for_more_rows(name: str, site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    address = f"/admin/{name}/"
    _grow(site, people, 1)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    _grow(site, people, 12)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert page.context["cl"].result_count == 13
    assert len(many) <= len(few)


def _grow(site: Site, people: People, count: int) -> None:
    for number in range(count):
        provider = Provider.objects.create(site=site, name=f"P{number}")
        model = Model.objects.create(provider=provider, name=f"m{number}")
        Route.objects.create(site=site, model=model)
        Budget.objects.create(site=site, limit=5, user=people.creator)
        Run.objects.create(site=site, user=people.creator, purpose="x", created_at=timezone.now())
