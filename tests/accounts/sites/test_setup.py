"""A fresh installation, before and after `manage.py setup`."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from accounts.sites.commands import SiteCommand
from accounts.sites.exceptions import SiteRefused
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.services import set_up
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noise(db: None) -> None:
    """Here the database is empty: no other site."""
    own = ("accounts", "content", "ai", "allauth")
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in own
    ]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables


class _Probe(SiteCommand):
    def handle(self, **options: object) -> str:
        return self.site.host


def _run(**options: object) -> str:
    return call_command(_Probe(stdout=StringIO()), **options)


def test_without_a_site_a_command_says_how_to_make_one() -> None:
    with pytest.raises(CommandError, match="manage.py setup"):
        _run()


@pytest.fixture
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize("email", ["x", "a@b", "a" * 250 + "@example.org", "<script>@x.org y", "a@b.org\nBcc: c@d.org"])
def test_setup_takes_no_address_that_is_none(_fresh: None, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("setup", domain="www.example.org", email=email)
    assert not User.objects.exists()
    assert not Site.objects.exists()


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_setup_can_be_left_at_its_questions(monkeypatch: pytest.MonkeyPatch, end: type[BaseException]) -> None:
    def leave(question: str = "") -> str:
        raise end

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", leave)
    with pytest.raises(CommandError, match="Nothing was made"):
        call_command("setup")


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


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"email": "no-address"}, "valid email"),
        ({"password": "short"}, "too short"),
        ({"domain": "not a host"}, "not a host name"),
    ],
)
def test_setting_up_refuses_what_will_not_do(values: dict[str, str], word: str) -> None:
    with pytest.raises(SiteRefused, match=word):
        set_up(**{"domain": "x.test", "email": "a@x.test", "password": PASSWORD, **values})
    assert not Domain.objects.exists()
    assert not User.objects.filter(email="a@x.test").exists()


def test_setting_up_happens_once(site: Site) -> None:
    with pytest.raises(SiteRefused, match="already"):
        set_up(domain="x.test", email="a@x.test", password=PASSWORD)
