"""Hosts, and the gate of the admin."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.sites.middleware import SiteMiddleware
from accounts.sites.models import Site
from tests.conftest import ClientFor
from tests.people import People, SiteClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["unknown.localhost", "evil.example", "bad_host!", "127.0.0.2:8000"])
def test_an_unknown_host_gets_a_plain_page_with_advice(site: Site, host: str) -> None:
    response = Client(headers={"host": host}).get("/account/login/")
    assert response.status_code == 404
    assert b"No site at this address" in response.content
    assert not response.cookies


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_ask_by_any_host(site: Site, path: str) -> None:
    assert Client(headers={"host": "10.1.2.3:8000"}).get(path).status_code in (200, 503)


def test_ports_never_count(site: Site) -> None:
    assert Client(headers={"host": "localhost:54321"}).get("/account/login/").status_code == 200


@pytest.mark.parametrize(("path", "zone"), [("/admin/", "Europe/Vienna"), ("/articles/x/", "UTC")])
def test_times_are_the_sites_but_on_readers_pages(site: Site, rf, path: str, zone: str) -> None:
    Site.objects.update(time_zone="Europe/Vienna")
    seen = []
    SiteMiddleware(lambda request: seen.append(timezone.get_current_timezone_name()))(rf.get(path))  # type: ignore[arg-type]
    assert seen == [zone]


def test_staff_are_led_to_sign_in_and_back(site: Site) -> None:
    response = SiteClient(site).get("/admin/sites/site/?q=a&p=1")
    assert response.headers["Location"] == "/account/login/?next=%2Fadmin%2Fsites%2Fsite%2F%3Fq%3Da%26p%3D1"


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/admin/sites/site/", "%2Fadmin%2Fsites%2Fsite%2F"),
        ("https://evil.test/", "%2Fadmin%2F"),
        ("//evil.test/", "%2Fadmin%2F"),
        ("/admin/login/", "%2Fadmin%2F"),
        ("", "%2Fadmin%2F"),
    ],
)
def test_the_admins_own_sign_in_is_the_accounts(site: Site, wanted: str, led_to: str) -> None:
    response = SiteClient(site).get("/admin/login/", {"next": wanted})
    assert response.headers["Location"] == f"/account/login/?next={led_to}"


def test_a_fragment_of_the_admin_sends_the_whole_page_to_sign_in(site: Site) -> None:
    response = SiteClient(site).get("/admin/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/account/login/")


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_who_is_not_on_the_team_is_told_so(people: People, client_for: ClientFor, who: str) -> None:
    response = client_for(getattr(people, who)).get("/admin/")
    assert response.status_code == 403
    assert "does not work on Harbour Post" in response.content.decode()


@pytest.mark.parametrize("who", ["creator", "editor", "admin", "superuser"])
def test_who_works_here_passes(people: People, client_for: ClientFor, who: str) -> None:
    assert client_for(getattr(people, who)).get("/admin/").status_code == 200


def test_the_stranger_works_at_home(people: People, noise_site: Site, client_for: ClientFor) -> None:
    assert client_for(people.stranger, at=noise_site).get("/admin/").status_code == 200


def test_staff_without_a_second_factor_are_led_to_set_it_up(people: People, client_for: ClientFor, settings) -> None:
    settings.REQUIRE_STAFF_MFA = True
    client = client_for(people.editor)
    for path in ("/admin/", "/admin/login/", "/admin/sites/site/"):
        assert client.get(path).headers["Location"] == "/account/two-factor/"
    Authenticator.objects.create(user=people.editor, type="totp", data={})
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(people: People, client_for: ClientFor, settings) -> None:
    settings.REQUIRE_STAFF_MFA = True
    Authenticator.objects.create(user=people.editor, type="recovery_codes", data={})
    assert client_for(people.editor).get("/admin/").status_code == 302


def test_the_redirect_by_database_id_is_closed(people: People, client_for: ClientFor) -> None:
    assert client_for(people.superuser).get("/admin/r/1/1/").status_code == 404
