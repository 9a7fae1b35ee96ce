"""Signing up and in, as a browser does it."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import override_settings

from accounts.models import User
from accounts.sites.models import Site
from aicmr.settings import base
from tests.conftest import ClientFor
from tests.people import PASSWORD, People, SiteClient

pytestmark = pytest.mark.django_db

NEW = {"email": "New.Person@harbour.test", "password1": PASSWORD, "password2": PASSWORD}


def _links(text: str) -> list[str]:
    return re.findall(r"https?://testserver(/\S+)", text)


def _sign_in(client: SiteClient, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": user.email, "password": password, **more})


def _in_a_browser(site: Site, user: User) -> SiteClient:
    """Signed in, with the password confirmed again as risky changes ask."""
    client = SiteClient(site)
    _sign_in(client, user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_stranger_signs_up_confirms_the_address_and_signs_in(client_for: ClientFor) -> None:
    client = client_for()
    response = client.post("/account/signup/", NEW)
    assert response.headers["Location"] == "/account/confirm-email/"
    user = User.objects.get(email="new.person@harbour.test")
    _sign_in(client, user)
    assert not client.get("/account/").wsgi_request.user.is_authenticated
    (link,) = [link for link in _links(mail.outbox[0].body) if "confirm-email" in link]
    client.post(link)
    _sign_in(client, user)
    assert client.get("/account/").wsgi_request.user == user


def test_mail_speaks_for_the_site(client_for: ClientFor) -> None:
    client_for().post("/account/signup/", NEW)
    assert mail.outbox[0].subject.startswith("Harbour Post: ")
    assert "Hello from Harbour Post!" in mail.outbox[0].body


@pytest.mark.parametrize(
    "extra",
    [
        {"role": "admin"},
        {"is_staff": "on", "is_superuser": "on"},
        {"is_active": "", "user_permissions": "1", "memberships": "1"},
    ],
)
def test_nobody_signs_up_with_more_than_an_account(site: Site, client_for: ClientFor, extra: dict[str, str]) -> None:
    client_for().post("/account/signup/", NEW | extra)
    user = User.objects.get(email="new.person@harbour.test")
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert not user.memberships.exists()


def test_signing_up_with_a_known_address_looks_the_same(people: People, client_for: ClientFor) -> None:
    known = client_for().post("/account/signup/", NEW | {"email": people.editor.email.upper()})
    fresh = client_for().post("/account/signup/", NEW)
    assert (known.status_code, known.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    assert User.objects.filter(email=people.editor.email).count() == 1
    assert mail.outbox[0].to == [people.editor.email] or mail.outbox[0].to == [people.editor.email.upper()]


def test_a_wrong_password_and_an_unknown_address_read_the_same(people: People, client_for: ClientFor) -> None:
    wrong = _sign_in(client_for(), people.editor, "wrong password")
    unknown = client_for().post("/account/login/", {"login": "nobody@x.test", "password": "wrong password"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.status_code == unknown.status_code == 200


def test_asking_for_a_new_password_reads_the_same_for_known_and_unknown(people: People, client_for: ClientFor) -> None:
    answers = [
        client_for().post("/account/password/reset/", {"email": email})
        for email in (people.editor.email, "nobody@x.test")
    ]
    assert [answer.headers["Location"] for answer in answers] == ["/account/password/reset/done/"] * 2
    assert [message.to for message in mail.outbox] == [[people.editor.email], ["nobody@x.test"]]


def test_a_forgotten_password_is_renewed_by_mail(people: People, client_for: ClientFor) -> None:
    client = client_for()
    client.post("/account/password/reset/", {"email": people.editor.email})
    (link,) = [link for link in _links(mail.outbox[0].body) if "/reset/key/" in link]
    form = client.get(link).headers["Location"]
    client.post(form, {"password1": "another long sentence", "password2": "another long sentence"})
    _sign_in(client, people.editor, "another long sentence")
    assert client.get("/account/").wsgi_request.user == people.editor


def test_somebody_made_inactive_cannot_sign_in(people: People, client_for: ClientFor) -> None:
    client = client_for(people.editor)
    User.objects.filter(pk=people.editor.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302
    assert _sign_in(client_for(), people.editor).headers["Location"] == "/account/inactive/"


def test_a_new_address_counts_once_it_is_confirmed(people: People, client_for: ClientFor) -> None:
    client = _in_a_browser(people.editor.memberships.get().site, people.editor)
    client.post("/account/email/", {"email": "moved@harbour.test", "action_add": ""})
    assert User.objects.get(pk=people.editor.pk).email == people.editor.email
    (message,) = [message for message in mail.outbox if message.to == ["moved@harbour.test"]]
    client.post(_links(message.body)[0])
    assert User.objects.get(pk=people.editor.pk).email == "moved@harbour.test"
    assert list(EmailAddress.objects.filter(user=people.editor).values_list("email", "verified")) == [
        ("moved@harbour.test", True)
    ]


def test_passwords_are_hashed_with_argon2id() -> None:
    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        assert get_hasher().encode("secret", "saltsaltsalt").startswith("argon2$argon2id$")


def _switch_on_second_factor(client: SiteClient) -> str:
    """The key of the authenticator app that was set up in the browser."""
    page = client.get("/account/two-factor/totp/activate/")
    key = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(key, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/account/two-factor/totp/activate/", {"code": code}).status_code == 302
    return str(key)


def _code(key: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(key, next(totp.yield_hotp_counters_from_time())))


def test_a_second_factor_is_set_up_and_then_asked_for(site: Site, people: People) -> None:
    client = _in_a_browser(site, people.editor)
    key = _switch_on_second_factor(client)
    fresh = SiteClient(site)
    assert _sign_in(fresh, people.editor).headers["Location"] == "/account/two-factor/authenticate/"
    assert fresh.get("/account/").status_code == 302
    assert fresh.post("/account/two-factor/authenticate/", {"code": "000000"}).status_code == 200
    Authenticator.objects.update(last_used_at=None)
    fresh.post("/account/two-factor/authenticate/", {"code": _code(key)})
    assert fresh.get("/account/").status_code in (200, 302)


def test_the_key_of_a_second_factor_is_not_stored_in_plain_text(site: Site, people: People) -> None:
    client = _in_a_browser(site, people.editor)
    key = _switch_on_second_factor(client)
    assert key not in str(Authenticator.objects.get(user=people.editor, type="totp").data)


def test_a_recovery_code_signs_in_once(site: Site, people: People) -> None:
    client = _in_a_browser(site, people.editor)
    _switch_on_second_factor(client)
    code = client.get("/account/two-factor/recovery-codes/").context["unused_codes"][0]
    for expected in (200, 302):
        fresh = SiteClient(site)
        _sign_in(fresh, people.editor)
        fresh.post("/account/two-factor/authenticate/", {"code": code})
        assert fresh.get("/account/").status_code == expected


def test_the_picture_of_the_key_passes_the_content_policy(site: Site, people: People) -> None:
    client = _in_a_browser(site, people.editor)
    page = client.get("/account/two-factor/totp/activate/")
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_sessions_elsewhere_can_be_ended(site: Site, people: People) -> None:
    here, elsewhere = SiteClient(site), SiteClient(site)
    for client in (here, elsewhere):
        _sign_in(client, people.editor)
        client.get("/account/")
    assert len(here.get("/account/sessions/").context["sessions"]) == 2
    here.post("/account/sessions/")
    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_a_return_address_of_another_host_is_not_followed(people: People, client_for: ClientFor) -> None:
    response = _sign_in(client_for(), people.editor, next="https://evil.test/")
    assert response.headers["Location"] == "/account/"


@pytest.mark.parametrize(
    "address",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/", "logout/"],
)
def test_pages_of_the_entrance_hold_no_inline_code(client_for: ClientFor, people: People, address: str) -> None:
    client = client_for(people.viewer) if address == "logout/" else client_for()
    _assert_clean(client.get(f"/account/{address}").content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "email/",
        "password/change/",
        "two-factor/",
        "two-factor/totp/activate/",
        "two-factor/webauthn/",
        "two-factor/webauthn/add/",
        "sessions/",
        "reauthenticate/",
    ],
)
def test_pages_of_the_account_hold_no_inline_code(site: Site, people: People, address: str) -> None:
    client = _in_a_browser(site, people.editor)
    response = client.get(f"/account/{address}")
    assert response.status_code == 200
    _assert_clean(response.content.decode())


def _assert_clean(page: str) -> None:
    assert page.strip().lower().startswith("<!doctype html>")
    assert "style=" not in page
    for script in re.findall(r"<script[^>]*>", page):
        assert 'src="/static/' in script or 'type="application/json"' in script, "data and files only"
    assert "<style" not in page
    for name in re.findall(r"<input[^>]*name=\"(\w+)\"[^>]*>", page):
        hidden = re.search(
            rf'<input[^>]*type="hidden"[^>]*name="{name}"|<input[^>]*name="{name}"[^>]*type="hidden"', page
        )
        assert hidden or re.search(rf'<label for="id_{name}"', page), f"{name} has no label"


def test_a_person_changes_the_own_name_only(people: People, client_for: ClientFor) -> None:
    client_for(people.viewer).post(
        "/account/", {"name": "Vera View", "email": "evil@x.test", "is_staff": "on", "is_superuser": "on"}
    )
    viewer = User.objects.get(pk=people.viewer.pk)
    assert (viewer.name, viewer.email, viewer.is_superuser) == ("Vera View", people.viewer.email, False)
