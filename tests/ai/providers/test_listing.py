"""The models that a provider offers: asked for by a job, shown, and added."""

from typing import Any

import pytest

from accounts.jobs import execution
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.providers.models import Model, Provider
from tests.ai.server import ScriptedServer
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(site: Site, server: ScriptedServer) -> Provider:
    return Provider.objects.create(site=site, name="Ours", base_url=server.url)


def test_a_worker_asks_and_people_choose(
    site: Site, people: People, client_for: ClientFor, provider: Provider, server: ScriptedServer
) -> None:
    server.state.models = ["big", "small", "text-embedding-none"]
    server.state.contexts = {"big": 200_000}
    client = client_for(people.admin)
    base = f"/admin/providers/provider/{provider.public_id}/models/"
    started = client.post(f"{base}fetch/")
    assert not server.listed, "no web request calls a server"
    execution.run(Job.objects.get(site=site, kind="providers.list_models").pk)
    page = client.get(started["location"].partition("#")[0]).content.decode()
    assert "3 models, asked" in page and "200000" in page.replace(",", "").replace(" ", "").replace("\xa0", "")
    client.post(base, {"name": ["big", "small", "big", "not offered"]})
    rows = {model.name: model.context_tokens for model in Model.objects.filter(provider=provider)}
    assert rows == {"big": 200_000, "small": 32_000}
    again = client.get(base).content.decode()
    assert again.count("checked disabled") == 2


@pytest.mark.parametrize(("fault", "says"), [("401", "does not accept the key"), ("500", "has a fault of its own")])
def test_a_list_that_cannot_be_had_says_why_and_keeps_the_old_one(
    fault: str, says: str, site: Site, people: People, provider: Provider, server: ScriptedServer
) -> None:
    Provider.objects.update(offered=[{"name": "old", "context": 0}])
    server.state.list_fault = fault
    job = Job.objects.create(
        site=site, kind="providers.list_models", payload={"provider": provider.public_id}, due_at=site.created_at
    )
    execution.run(job.pk)
    job.refresh_from_db()
    provider.refresh_from_db()
    assert says in job.error
    assert provider.offered[0]["name"] == "old"


def test_another_sites_provider_is_not_asked(
    site: Site, noise_site: Site, people: People, client_for: ClientFor, server: ScriptedServer
) -> None:
    theirs = Provider.objects.get(site=noise_site)
    assert (
        client_for(people.admin).post(f"/admin/providers/provider/{theirs.public_id}/models/fetch/").status_code == 404
    )
    assert not Job.objects.filter(kind="providers.list_models").exists()


def test_names_of_any_length_and_number_are_kept_in_bounds(
    site: Site, people: People, provider: Provider, server: ScriptedServer, settings: Any
) -> None:
    server.state.models = [f"model-{number:05}" for number in range(1_500)]
    job = Job.objects.create(
        site=site, kind="providers.list_models", payload={"provider": provider.public_id}, due_at=site.created_at
    )
    execution.run(job.pk)
    provider.refresh_from_db()
    assert len(provider.offered) == 1_000
