"""A new SECRET_KEY, one web server after the other, as deploy/README.md says: nobody is signed out on the way."""

import pytest
from pytest_django import Settings

from accounts.sites.models import Site
from aicmr.lib import crypto
from tests.accounts.threads import at_once
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


def signed_in_before(site: Site, people: People, settings: Settings) -> dict[str, str]:
    """The cookie of a session that was signed with the key of before."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    client = SiteClient(site)
    client.force_login(people.editor)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    return {name: morsel.value for name, morsel in client.cookies.items()}


def ask(site: Site, cookies: dict[str, str]) -> tuple[int, str]:
    """Status, and the session's cookie that the browser has afterwards."""
    client = SiteClient(site)
    client.cookies.load(cookies)
    status = client.get("/account/").status_code
    return status, client.cookies["sessionid"].value


@pytest.mark.django_db
def test_a_request_under_way_with_the_cookie_of_before_stays_signed_in(
    site: Site, people: People, settings: Settings
) -> None:
    cookies = signed_in_before(site, people, settings)
    first, second = ask(site, cookies), ask(site, cookies)
    assert first == second == (200, cookies["sessionid"])
    settings.SECRET_KEY_FALLBACKS = []
    assert ask(site, cookies)[0] == 200, "signed anew, the session needs the old key no more"


@pytest.mark.django_db(transaction=True)
def test_requests_that_arrive_together_after_a_new_key_all_stay_signed_in(
    site: Site, people: People, settings: Settings
) -> None:
    cookies = signed_in_before(site, people, settings)
    assert at_once(4, lambda: ask(site, cookies)) == [(200, cookies["sessionid"])] * 4
