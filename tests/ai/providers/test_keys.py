"""Keys: each site's goes to its own provider and nowhere else, and an old one can be renewed."""

from typing import Any

import pytest

from accounts.sites.models import Site
from ai.policies.models import Rule
from ai.providers.models import Model, Provider, Route
from ai.spending.models import Budget
from aicmr.lib.crypto import DecryptError
from tests.ai.engine.asking import ask, failing
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db


def route(name: str, server: ScriptedServer, key: str, site: Site | None) -> Provider:
    provider = Provider(site=site, name=name, base_url=server.url)
    provider.set_key(key)
    provider.save()
    Route.objects.create(site=site, purpose="*", model=Model.objects.create(provider=provider, name=name))
    return provider


def sent_keys(server: ScriptedServer) -> list[str]:
    return [{name.lower(): value for name, value in asked.headers.items()}["authorization"] for asked in server.asked]


def test_two_sites_at_one_server_never_send_each_others_key(
    site: Site, noise_site: Site, people: People, noise_people: People, server: ScriptedServer
) -> None:
    for rows in (Route, Rule, Budget):
        rows.objects.filter(site=noise_site).delete()
    route("ours", server, "sk-harbour-0123456789abcdef", site)
    route("theirs", server, "sk-second-0123456789abcdef", noise_site)
    for turn in range(6):
        asked = (site, people.creator) if turn % 2 else (noise_site, noise_people.creator)
        ask(*asked)
    wanted = ["Bearer sk-second-0123456789abcdef", "Bearer sk-harbour-0123456789abcdef"] * 3
    assert sent_keys(server) == wanted


def test_a_fallback_takes_the_key_of_the_provider_that_it_asks(
    site: Site, people: People, server: ScriptedServer
) -> None:
    with ScriptedServer() as second:
        route("fault-500", server, "sk-first-0123456789abcdef", site)
        provider = route("scripted", second, "sk-other-0123456789abcdef", site)
        Route.objects.filter(model__provider=provider).update(position=1)
        failing_first = ask(site, people.creator)
        assert failing_first.model == "scripted"
        assert set(sent_keys(server)) == {"Bearer sk-first-0123456789abcdef"}
        assert set(sent_keys(second)) == {"Bearer sk-other-0123456789abcdef"}


def test_the_environments_key_goes_to_the_environments_server_only(
    site: Site, people: People, server: ScriptedServer, settings: Any
) -> None:
    with ScriptedServer() as outside:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = outside.url, "sk-environment-0123456789"
        ask(site, people.creator)
        route("keyless", server, "", site)
        ask(site, people.creator)
        assert sent_keys(outside) == ["Bearer sk-environment-0123456789"]
        assert sent_keys(server) == ["Bearer none"]


def test_a_key_survives_the_change_of_the_secret_and_is_renewed(
    site: Site, people: People, server: ScriptedServer, settings: Any
) -> None:
    provider = route("ours", server, "sk-harbour-0123456789abcdef", site)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another secret key of fifty characters or more",
    )
    assert provider.read_key() == "sk-harbour-0123456789abcdef"
    ask(site, people.creator)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(DecryptError):
        provider.read_key()
    assert "keys cannot be read" in failing(site, people.creator).message
