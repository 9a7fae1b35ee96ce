"""The page that says how the AI services are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.sites.models import Site
from ai.engine import overview
from ai.policies.models import Rule
from ai.providers.models import Circuit, Model, Provider, Route, Seat
from ai.providers.routing import provider_target
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
PAGE = "/admin/engine/run/status/"


def make(name: str, site: Site | None = None, **fields: object) -> Model:
    provider = Provider.objects.create(site=site, name=name, base_url=f"http://{name}.example/v1", **fields)
    return Model.objects.create(provider=provider, name=f"{name}-model")


def opened(model: Model) -> Circuit:
    name = provider_target(model.provider, None).circuit
    return Circuit.objects.create(name=name, state="open", failures=5, opened_at=timezone.now())


def test_the_chain_shows_who_is_asked_in_order(site: Site, people: People, client_for: ClientFor) -> None:
    Route.objects.create(site=site, purpose="tests.*", position=2, model=make("second", site))
    Route.objects.create(site=site, purpose="tests.*", position=1, model=make("first"))
    Rule.objects.create(site=site, feature="tests", policy="local")
    (chain,) = overview.chains(site)
    assert [target.name for target in chain.targets] == ["first", "second"]
    page = client_for(people.admin).get(PAGE).content.decode()
    assert page.index("first-model") < page.index("second-model")
    assert "only be given to models on our own machines" in page


def test_an_endpoint_that_is_left_alone_is_shown_and_let_through_again(
    site: Site, people: People, client_for: ClientFor
) -> None:
    circuit = opened(make("broken", site, at_once=2))
    Seat.objects.create(endpoint=circuit.name, site=site, holder="a", lease_until=timezone.now() + timedelta(days=1))
    client = client_for(people.admin)
    page = client.get(PAGE).content.decode()
    assert "Left alone" in page and "0 of 2, 1 waiting" in page
    client.post(f"/admin/engine/run/status/{circuit.pk}/reset/")
    circuit.refresh_from_db()
    assert (circuit.state, circuit.failures) == ("closed", 0)
    assert Entry.objects.filter(topic="providers.circuit_reset", site=site, actor=people.admin).exists()


def test_another_sites_endpoint_is_neither_shown_nor_reset(
    site: Site, noise_site: Site, people: People, client_for: ClientFor
) -> None:
    circuit = opened(Model.objects.get(provider__site=noise_site))
    client = client_for(people.admin)
    assert "127.0.0.1" not in client.get(PAGE).content.decode()
    assert client.post(f"/admin/engine/run/status/{circuit.pk}/reset/").status_code == 404
    assert client_for(people.editor).post(f"/admin/engine/run/status/{circuit.pk}/reset/").status_code == 403


def test_a_key_that_cannot_be_read_is_told(site: Site, people: People, client_for: ClientFor) -> None:
    Provider.objects.filter(pk=make("locked", site).provider_id).update(key_token="another secret's")
    assert "Key cannot be read" in client_for(people.admin).get(PAGE).content.decode()


def test_the_page_does_not_ask_more_for_more_providers(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    opened(make("one", site))
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(8):
        opened(make(f"more{number}", site))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) <= len(few)
