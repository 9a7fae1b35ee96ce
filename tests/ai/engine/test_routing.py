"""Who answers a purpose."""

from typing import Any

import pytest

from accounts.sites.models import Site
from ai.providers import routing
from ai.providers.backends import connection
from ai.providers.exceptions import NoModel
from ai.providers.models import Model, Provider, Route
from tests.ai.engine.asking import ask, failing
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db


def make(name: str, site: Site | None = None, **fields: Any) -> Model:
    provider = Provider.objects.create(site=site, name=name, base_url="http://ai.example/v1")
    return Model.objects.create(provider=provider, name=name, **fields)


def names(site: Site, purpose: str = "writing.title") -> list[str]:
    return [target.model for target in routing.targets(site, purpose)]


def test_the_sites_routes_come_before_the_platforms(site: Site) -> None:
    platform, own, second = make("platform"), make("own", site), make("second", site)
    assert names(site) == ["built in"]
    Route.objects.create(purpose="*", model=platform)
    assert names(site) == ["platform"]
    Route.objects.create(site=site, purpose="*", model=second, position=2)
    Route.objects.create(site=site, purpose="*", model=own, position=1)
    assert names(site) == ["own", "second"]


def test_the_route_that_names_the_purpose_closest_counts(site: Site) -> None:
    for purpose in ("*", "writing.*", "writing.title", "writing.titles"):
        Route.objects.create(site=site, purpose=purpose, model=make(f"for {purpose}", site))
    assert names(site) == ["for writing.title"]
    assert names(site, "writing.summary") == ["for writing.*"]
    assert names(site, "chat.answer") == ["for *"]


def test_a_sites_own_routes_do_not_lead_to_the_provider_of_another(site: Site, noise_site: Site) -> None:
    Route.objects.create(site=site, purpose="*", model=Model.objects.get(provider__site=noise_site))
    with pytest.raises(NoModel, match="switched off or their keys cannot be read"):
        routing.targets(site, "writing.title")


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_models_that_are_not_in_use_are_passed_over(site: Site, state: str) -> None:
    Route.objects.create(site=site, purpose="*", model=make("off", site, state=state))
    Route.objects.create(site=site, purpose="*", model=make("on", site), position=1)
    assert names(site) == ["on"]
    Provider.objects.filter(name="on").update(is_enabled=False)
    with pytest.raises(NoModel):
        names(site)


def test_a_key_that_cannot_be_read_any_more_is_told(site: Site) -> None:
    model = make("locked", site)
    Provider.objects.filter(pk=model.provider_id).update(key_token="made under another SECRET_KEY")
    Route.objects.create(site=site, purpose="*", model=model)
    with pytest.raises(NoModel, match="keys cannot be read"):
        routing.targets(site, "writing.title")


def test_the_environment_answers_where_no_route_does(site: Site, settings: Any) -> None:
    settings.OPENAI_API_KEY, settings.AI_MODEL = "sk-1", "gpt"
    (target,) = routing.targets(site, "writing.title")
    assert (target.base_url, target.model, target.price) == (routing.OPENAI, "gpt", None)
    assert "sk-1" not in repr(target)


def test_a_sites_provider_inside_the_network_is_refused_where_the_server_forbids_it(
    site: Site, people: People, server: ScriptedServer, settings: Any
) -> None:
    provider = Provider.objects.create(site=site, name="Inside", base_url=server.url)
    Route.objects.create(site=site, purpose="*", model=Model.objects.create(provider=provider, name="m"))
    settings.AI_ALLOW_PRIVATE = False
    assert "inside a private network" in failing(site, people.creator).message
    assert not server.asked
    Provider.objects.filter(pk=provider.pk).update(site=None)
    assert ask(site, people.creator).text, "the platform's staff know what they do"


def test_a_server_that_redirects_is_not_followed(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Provider.objects.filter(pk=model.provider_id).update(base_url=server.url.replace("/v1", "/redirect"))
    assert failing(site, people.creator).run.error
    assert not server.asked


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"),
        ("https://ai.example/v1/", "https://ai.example/v1"),
        ("https://ai.example/openai/v1/chat/completions", "https://ai.example/openai/v1"),
        ("https://ai.example/v1beta/openai/", "https://ai.example/v1beta/openai"),
    ],
)
def test_an_address_is_used_as_people_write_it(typed: str, used: str) -> None:
    assert connection.normal(typed) == used
