from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.sites.commands import SiteCommand
from accounts.sites.context import current_site
from accounts.sites.models import Membership, Site
from tests.people import PASSWORD, People

pytestmark = pytest.mark.django_db


class _Probe(SiteCommand):
    def handle(self, **options: object) -> str:
        assert current_site() == self.site
        return self.site.host


def _run(**options: object) -> str:
    return call_command(_Probe(stdout=StringIO()), **options)


def test_a_command_takes_the_only_site(noise_site: Site) -> None:
    assert _run() == "second.localhost"
    assert current_site() is None


def test_with_several_sites_a_command_lists_them(site: Site, noise_site: Site) -> None:
    with pytest.raises(CommandError, match=r"--site.*second\.localhost.*testserver"):
        _run()
    assert _run(site="localhost:8000") == "testserver"


def test_an_unknown_site_is_an_error_that_lists_the_known(site: Site) -> None:
    with pytest.raises(CommandError, match=r"unknown\.test.*testserver"):
        _run(site="unknown.test")


def test_without_a_site_a_command_says_how_to_make_one() -> None:
    Site.objects.all().delete()
    with pytest.raises(CommandError, match="manage.py setup"):
        _run()


@pytest.fixture
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    Site.objects.all().delete()
    User.objects.all().delete()
    monkeypatch.delenv("AICMR_SETUP_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", StringIO())


def test_setup_makes_a_site_and_an_administrator_who_can_sign_in(_fresh: None, monkeypatch) -> None:
    monkeypatch.setenv("AICMR_SETUP_PASSWORD", PASSWORD)
    out = StringIO()
    call_command("setup", domain="WWW.Example.org", email="Ada@Example.org", stdout=out)
    user = User.objects.get()
    assert authenticate(None, email="ada@example.org", password=PASSWORD) == user
    assert user.is_superuser
    assert user.emailaddress_set.get().verified
    assert Membership.objects.get().role == "admin"
    assert Site.objects.get().host == "www.example.org"
    assert PASSWORD not in out.getvalue()


def test_setup_prints_the_password_it_made(_fresh: None) -> None:
    out = StringIO()
    call_command("setup", domain="www.example.org", email="ada@example.org", stdout=out)
    password = out.getvalue().split("signing in): ")[1].split()[0]
    assert authenticate(None, email="ada@example.org", password=password)


def test_setup_refuses_a_second_time(site: Site) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("setup", domain="www.example.org", email="ada@example.org")


@pytest.mark.parametrize("missing", ["domain", "email"])
def test_setup_names_what_is_missing_when_nobody_can_be_asked(_fresh: None, missing: str) -> None:
    options = {"domain": "www.example.org", "email": "ada@example.org"}
    del options[missing]
    with pytest.raises(CommandError, match=f"--{missing}"):
        call_command("setup", **options)


def test_setup_asks_at_a_terminal(_fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter(["www.example.org", "ada@example.org"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda question: PASSWORD)
    call_command("setup", stdout=StringIO())
    assert authenticate(None, email="ada@example.org", password=PASSWORD)


def test_setup_keeps_to_the_password_rules(_fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AICMR_SETUP_PASSWORD", "12345")
    with pytest.raises(CommandError, match="too short"):
        call_command("setup", domain="www.example.org", email="ada@example.org")
    assert not Site.objects.exists()


def test_people_are_untouched_by_the_noise(people: People) -> None:
    assert people.stranger.memberships.get().site.host == "second.localhost"
