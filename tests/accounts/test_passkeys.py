"""Passkeys: what the server makes of them; the ceremony itself runs in tests/e2e/test_account.py."""

import json
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.forms import PasskeyLoginForm
from accounts.sites.models import Site
from tests.accounts.test_sign_in import _in_a_browser, _sign_in
from tests.conftest import ClientFor
from tests.people import People, SiteClient

pytestmark = pytest.mark.django_db
LOGIN = "/account/two-factor/webauthn/login/"
NAMES = ["id", "rawId", "type", "response", "clientExtensionResults", "authenticatorAttachment"]
NAMES += ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"]
FORGED = [
    *("", "null", "1", "[]", "{}", '"x"', "{", '{"response": null}', '{"response": []}', '{"id": 1, "response": {}}'),
    '{"response": {"userHandle": "MQ"}}',
    '{"rawId": 9223372036854775807}',
    '{"id": "AA", "rawId": 50000000000, "type": "public-key", "response": {"userHandle": 50000000000}}',
    '{"rawId": NaN, "id": 1e300, "response": {"userHandle": -Infinity}}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ"}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"},
        }
    ),
]


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_passkey_signs_nobody_in(people: People, client_for: ClientFor, credential: str) -> None:
    client = client_for()
    assert client.get(LOGIN, headers={"accept": "application/json"}).status_code == 200
    response = client.post(LOGIN, {"credential": credential})
    assert response.status_code in (200, 302)
    assert not client.get("/account/").wsgi_request.user.is_authenticated


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["AA", "e30", "MQ", "public-key"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=12,
)


@given(credential=st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=6))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_made_up_credential_breaks_the_form(rf: RequestFactory, credential: dict[str, Any]) -> None:
    request = rf.get("/")
    request.session = SessionStore()
    request.session["mfa.webauthn.state"] = {"challenge": "AA", "user_verification": "required"}
    with context.request_context(request):
        assert not PasskeyLoginForm({"credential": json.dumps(credential)}).is_valid()


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_passkey_is_not_added(site: Site, people: People, credential: str) -> None:
    client = _in_a_browser(site, people.editor)
    client.get("/account/two-factor/webauthn/add/")
    assert client.post("/account/two-factor/webauthn/add/", {"name": "x", "credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


def test_tries_with_passkeys_are_limited(people: People, client_for: ClientFor) -> None:
    answers = [client_for().post(LOGIN, {"credential": "{}"}).status_code for _ in range(6)]
    assert answers[:5] == [302] * 5 and answers[5] == 429


def test_a_passkey_belongs_to_the_host_it_is_made_at(site: Site, people: People) -> None:
    client = _in_a_browser(site, people.editor)
    options = client.get("/account/two-factor/webauthn/add/").context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"] == {"id": "testserver", "name": site.name}


def test_a_passkey_is_second_factor_enough_for_the_staff(site: Site, people: People) -> None:
    client = SiteClient(site, people.editor)
    with override_settings(REQUIRE_STAFF_MFA=True):
        assert client.get("/admin/").headers["Location"] == "/account/two-factor/"
        Authenticator.objects.create(user=people.editor, type="webauthn", data={"name": "Key", "credential": {}})
        assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(site: Site, people: People) -> None:
    Authenticator.objects.create(user=people.editor, type="recovery_codes", data={})
    with override_settings(REQUIRE_STAFF_MFA=True):
        assert SiteClient(site, people.editor).get("/admin/").status_code == 302


def test_the_passkeys_of_others_are_not_found(site: Site, people: People, client_for: ClientFor) -> None:
    key = Authenticator.objects.create(user=people.editor, type="webauthn", data={"name": "Key", "credential": {}})
    for user in (people.viewer, people.admin, people.superuser):
        client = _in_a_browser(site, user)
        for what in ("edit", "remove"):
            address = f"/account/two-factor/webauthn/keys/{key.pk}/{what}/"
            assert client.get(address).status_code == client.post(address, {"name": "x"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).wrap().name == "Key"


def test_signing_in_with_the_password_still_asks_for_the_passkey(site: Site, people: People) -> None:
    Authenticator.objects.create(user=people.editor, type="webauthn", data={"name": "Key", "credential": {}})
    assert _sign_in(SiteClient(site), people.editor).headers["Location"] == "/account/two-factor/authenticate/"
