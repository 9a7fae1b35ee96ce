"""Guessing passwords and codes, and flooding the account pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import locks
from accounts.audit.models import Entry
from accounts.models import SignInLock, User
from accounts.sites.models import Site
from aicmr.lib import limits
from tests.accounts.test_sign_in import NEW, _in_a_browser, _sign_in, _switch_on_second_factor
from tests.conftest import ClientFor
from tests.people import PASSWORD, People, SiteClient

pytestmark = pytest.mark.django_db


def _wrong(client: SiteClient, user: Any, times: int) -> list[int]:
    return [_sign_in(client, user, "wrong password").status_code for _ in range(times)]


def _is_in(client: SiteClient) -> bool:
    return bool(client.get("/account/").wsgi_request.user.is_authenticated)


def _a_minute_later() -> None:
    """The window of the limits and the first pause are over."""
    limits.forget()
    from django.core.cache import caches

    caches["limits"].clear()
    SignInLock.objects.update(locked_until=timezone.now() - timedelta(seconds=1))


def test_the_sixth_wrong_password_is_refused(people: People, client_for: ClientFor) -> None:
    client = client_for()
    assert _wrong(client, people.editor, 6) == [200] * 5 + [429]
    refused = _sign_in(client, people.editor)
    assert refused.status_code == 429 and not _is_in(client)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert "Sign-in is paused" in refused.content.decode()


def test_an_address_that_guesses_at_many_accounts_is_refused(people: People, client_for: ClientFor) -> None:
    client = client_for()
    answers = [_sign_in(client, user, "wrong password").status_code for user in people.by_role().values()]
    assert answers == [200] * 5
    assert _sign_in(client, people.superuser, "wrong password").status_code == 429
    elsewhere = client_for()
    elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.44"
    _sign_in(elsewhere, people.superuser)
    assert _is_in(elsewhere)


def test_a_made_up_forwarded_address_changes_nothing(people: People, client_for: ClientFor) -> None:
    answers = [
        _sign_in(client_for(**{"x-forwarded-for": f"203.0.113.{n}"}), user, "wrong password").status_code
        for n, user in enumerate([*people.by_role().values(), people.superuser])
    ]
    assert answers == [200] * 5 + [429]


def test_unknown_addresses_are_paused_alike(site: Site, client_for: ClientFor) -> None:
    nobody = User(email="nobody@harbour.test")
    assert _wrong(client_for(), nobody, 6) == [200] * 5 + [429]
    assert mail.outbox == []
    assert not Entry.objects.filter(topic="accounts.sign_in_paused").exists()


def test_right_passwords_count_nothing(people: People, client_for: ClientFor) -> None:
    for _ in range(8):
        client = client_for()
        _sign_in(client, people.editor)
        assert _is_in(client)


def test_a_browser_that_the_owner_used_is_not_paused_by_strangers(people: People, client_for: ClientFor) -> None:
    own = client_for()
    _sign_in(own, people.editor)
    own.post("/account/logout/")
    stranger = client_for()
    stranger.defaults["REMOTE_ADDR"] = "192.0.2.66"
    assert _wrong(stranger, people.editor, 6)[-1] == 429
    assert _sign_in(own, people.editor).status_code == 302
    assert _is_in(own)
    assert _sign_in(stranger, people.editor).status_code == 429, "the owner's success does not let the stranger go on"


def test_the_owner_is_told_by_mail_and_passes_by_its_link(
    people: People, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    stranger = client_for()
    stranger.defaults["REMOTE_ADDR"] = "192.0.2.66"
    with django_capture_on_commit_callbacks(execute=True):
        _wrong(stranger, people.editor, 6)
    (message,) = mail.outbox
    assert message.to == [people.editor.email]
    (link,) = re.findall(r"http://testserver(/account/unlock/\S+)", message.body)
    own = client_for()
    assert _sign_in(own, people.editor).status_code == 429
    assert "It is you?" in own.get(link).content.decode()
    assert _sign_in(own, people.editor).status_code == 429, "a mail scanner that opens the link changes nothing"
    own.post(link)
    assert not _is_in(own)
    _sign_in(own, people.editor)
    assert _is_in(own)


def test_a_damaged_or_old_link_helps_nobody(
    people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts import devices

    token = devices.unlock_token(people.editor)
    assert client_for().post(f"/account/unlock/{token}x/").status_code == 404
    monkeypatch.setattr(devices, "LINK_AGE", -1)
    assert client_for().get(f"/account/unlock/{token}/").status_code == 404


@pytest.mark.parametrize("cookie", ["x", "x:y:z", ":::"])
def test_a_made_up_cookie_is_no_known_browser(people: People, client_for: ClientFor, cookie: str) -> None:
    client = client_for()
    client.cookies["device"] = cookie
    assert _wrong(client, people.editor, 6)[-1] == 429


def test_pauses_grow_and_end(people: People, client_for: ClientFor) -> None:
    client = client_for()
    _wrong(client, people.editor, 5)
    lengths = []
    for _ in range(3):
        _a_minute_later()
        _wrong(client, people.editor, 1)
        lengths.append(locks.pause("password", people.editor.email, ""))
    assert lengths == [120, 240, 480]
    _a_minute_later()
    _sign_in(client, people.editor)
    assert _is_in(client)
    assert not SignInLock.objects.exists()


@given(st.integers(0, 10_000))
def test_no_pause_is_longer_than_an_hour_or_shorter_than_the_one_before(failures: int) -> None:
    assert 0 <= locks.length(failures) <= locks.length(failures + 1) <= 3600


def test_a_day_without_wrong_tries_is_a_new_beginning(db: None) -> None:
    for _ in range(7):
        locks.failed("password", "a", "")
    SignInLock.objects.update(failed_at=timezone.now() - timedelta(days=2))
    assert locks.failed("password", "a", "") == 0


def test_codes_of_the_second_factor_cannot_be_guessed(site: Site, people: People) -> None:
    _switch_on_second_factor(_in_a_browser(site, people.editor))
    client = SiteClient(site)
    _sign_in(client, people.editor)
    answers = [client.post("/account/two-factor/authenticate/", {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert Authenticator.objects.filter(user=people.editor).exists()
    _sign_in(client, people.editor)
    assert client.post("/account/two-factor/authenticate/", {"code": "000000"}).status_code == 429


def test_a_right_password_does_not_forgive_wrong_codes(site: Site, people: People) -> None:
    _switch_on_second_factor(_in_a_browser(site, people.editor))
    client = SiteClient(site)
    for _ in range(5):
        _sign_in(client, people.editor)
        client.post("/account/two-factor/authenticate/", {"code": "000000"})
    assert locks.pause("code", str(people.editor.pk), "") > 0


def test_the_fourth_sign_up_in_a_minute_is_refused(site: Site, client_for: ClientFor) -> None:
    answers = [
        client_for().post("/account/signup/", NEW | {"email": f"new{n}@harbour.test"}).status_code for n in range(4)
    ]
    assert answers == [302, 302, 302, 429]
    assert User.objects.filter(email="new2@harbour.test").exists()
    assert not User.objects.filter(email="new3@harbour.test").exists()


def test_nobody_is_flooded_with_reset_mails(people: People, client_for: ClientFor) -> None:
    answers = []
    for n in range(6):
        client = client_for()
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{n}"
        answers.append(client.post("/account/password/reset/", {"email": people.editor.email}).status_code)
    assert answers == [302] * 5 + [429]


def test_a_new_password_ends_the_pause(people: People, client_for: ClientFor) -> None:
    client = client_for()
    _wrong(client, people.editor, 6)
    limits.forget()
    client.post("/account/password/reset/", {"email": people.editor.email})
    (link,) = re.findall(r"testserver(/\S+/reset/key/\S+)", mail.outbox[-1].body)
    form = client.get(link).headers["Location"]
    client.post(form, {"password1": "another long sentence", "password2": "another long sentence"})
    _a_minute_later()
    _sign_in(client, people.editor, "another long sentence")
    assert _is_in(client)


def test_forms_of_the_account_are_counted_by_person(people: People, site: Site, settings: Any) -> None:
    client, other = SiteClient(site, people.editor), SiteClient(site, people.viewer)
    answers = [client.post("/account/", {"name": f"Name {n}"}).status_code for n in range(31)]
    assert answers == [302] * 30 + [429]
    assert other.post("/account/", {"name": "Other"}).status_code == 302


def test_signing_in_works_without_redis(people: People, client_for: ClientFor, settings: Any) -> None:
    """django-allauth's own limits, which need a cache, are off: theirs would let nobody in."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = settings.CACHES | {
        name: {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": settings.REDIS_URL,
            "OPTIONS": {"IGNORE_EXCEPTIONS": name == "default"},
        }
        for name in ("default", "limits")
    }
    limits.forget()
    client = client_for()
    _sign_in(client, people.editor)
    assert _is_in(client)
    assert _wrong(client_for(), people.viewer, 6)[-1] == 429
    limits.forget()


def test_the_cookie_of_a_browser_holds_no_name_and_goes_nowhere_else(people: People, client_for: ClientFor) -> None:
    client = client_for()
    _sign_in(client, people.editor)
    cookie = client.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/account/", True, "Lax")
    assert people.editor.email not in cookie.value and PASSWORD not in cookie.value
