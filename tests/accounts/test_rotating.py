"""A new SECRET_KEY, one web server after the other, as deploy/README.md says: nobody is signed out on the way."""

import pytest
from pytest_django import Settings

from accounts.sites.models import Site
from aicmr.lib import crypto
from tests.people import People, SiteClient

OLD, NEW = "old-" * 16, "new-" * 16
Keys = tuple[str, list[str]]
# What web servers know in each step: as they were, and after their restart.
STEPS: list[tuple[Keys, Keys]] = [
    ((OLD, []), (OLD, [NEW])),
    ((OLD, [NEW]), (NEW, [OLD])),
]


@pytest.mark.django_db
def test_people_stay_signed_in_while_servers_take_turns_in_learning_a_new_key(
    site: Site, people: People, settings: Settings
) -> None:
    def on(server: Keys) -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = server

    on(STEPS[0][0])
    client = SiteClient(site)
    client.force_login(people.editor)
    secrets = [crypto.encrypt("a provider's key")]
    for before, after in STEPS:
        for server in (before, after, before, after):
            on(server)
            assert client.get("/account/").status_code == 200, server
            assert {crypto.decrypt(secret) for secret in secrets} == {"a provider's key"}
            secrets.append(crypto.encrypt("a provider's key"))
    assert {crypto.decrypt(crypto.rotate(secret)) for secret in secrets} == {"a provider's key"}
