"""Keys: shown once, hashed, limited in scope, time and number, and gone when taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from limits import parse

from accounts.audit.models import Entry
from accounts.integrations import keys
from accounts.integrations.keys import find_key
from accounts.integrations.models import ApiKey
from accounts.integrations.services import KeyRefused, make_key, revoke_key
from accounts.models import User
from accounts.sites.models import Membership, Site
from tests.accounts.test_sign_in import _in_a_browser
from tests.conftest import ClientFor
from tests.people import People, SiteClient

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"


def _key(site: Site, user: User, **more: Any) -> tuple[ApiKey, str]:
    return make_key(site=site, by=user, name="Script", **{"scopes": ["site:read"], "expires_at": None, **more})


def _ask(client: SiteClient, text: str) -> Any:
    return client.get(ME, headers={"authorization": f"Bearer {text}"})


def test_a_key_answers_for_its_person_and_site(site: Site, people: People, client_for: ClientFor) -> None:
    key, text = _key(site, people.editor)
    answer = _ask(client_for(), text)
    assert answer.status_code == 200
    assert answer.json()["user"] == {"id": people.editor.public_id, "name": people.editor.name, "role": "editor"}
    assert answer.json()["site"]["id"] == site.public_id and answer.json()["key"]["id"] == key.public_id
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-RateLimit-Remaining"] == "119"
    assert "Access-Control-Allow-Origin" not in answer.headers and "Set-Cookie" not in answer.headers


def test_the_key_itself_is_not_stored(site: Site, people: People) -> None:
    key, text = _key(site, people.editor)
    secret = text.split("_", 2)[2]
    assert secret not in str(ApiKey.objects.filter(pk=key.pk).values().get())
    assert secret not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("text", ["", "x", "aicmr_", "aicmr__", "aicmr_00000000_x", "Bearer", "ключ_é_ü", "a" * 5000])
def test_other_texts_open_nothing(site: Site, people: People, client_for: ClientFor, text: str) -> None:
    _key(site, people.editor)
    assert find_key(text, site) is None


def test_each_part_of_a_key_counts(site: Site, people: People) -> None:
    _, text = _key(site, people.editor)
    mark, prefix, secret = text.split("_", 2)
    for wrong in (f"other_{prefix}_{secret}", f"{mark}_{prefix}_{secret}x", f"{mark}_{prefix}_", f"{mark}_{secret}"):
        assert find_key(wrong, site) is None
    assert find_key(text, site)


def test_without_a_key_the_door_says_what_to_send(client_for: ClientFor, people: People) -> None:
    answer = client_for(people.admin).get(ME)
    assert answer.status_code == 401, "being signed in is not enough: cookies open nothing here"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer") and "Authorization: Bearer" in answer.json()["error"]


def test_a_key_lacks_what_it_was_not_given(site: Site, people: People, client_for: ClientFor) -> None:
    key, text = _key(site, people.editor)
    ApiKey.objects.filter(pk=key.pk).update(scopes=["something:else"])
    answer = _ask(client_for(), text)
    assert answer.status_code == 403 and "site:read" in answer.json()["error"]


@pytest.mark.parametrize("why", ["revoked", "expired", "inactive", "left", "elsewhere"])
def test_a_key_ends(site: Site, noise_site: Site, people: People, client_for: ClientFor, why: str) -> None:
    key, text = _key(site, people.editor, expires_at=timezone.now() + timedelta(days=1))
    client = client_for()
    assert _ask(client, text).status_code == 200
    if why == "revoked":
        assert revoke_key(key, by=people.admin) and not revoke_key(key, by=people.admin)
    elif why == "expired":
        ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    elif why == "inactive":
        User.objects.filter(pk=people.editor.pk).update(is_active=False)
    elif why == "left":
        Membership.objects.filter(user=people.editor).delete()
    else:
        client = client_for(at=noise_site)
    assert _ask(client, text).status_code == 401


def test_use_is_noted_once_a_minute(site: Site, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    key, text = _key(site, people.editor)
    now = timezone.now()
    seen = []
    for seconds in (0, 30, 61):
        moment = now + timedelta(seconds=seconds)
        monkeypatch.setattr(keys.timezone, "now", lambda moment=moment: moment)
        find_key(text, site)
        seen.append(ApiKey.objects.get(pk=key.pk).last_used_at)
    assert seen[0] == seen[1] == now and seen[2] == now + timedelta(seconds=61)


def test_one_request_too_many_is_refused_per_key(
    site: Site, people: People, client_for: ClientFor, settings: Any
) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"api": parse("2/minute")}
    (_, one), (_, other) = _key(site, people.editor), _key(site, people.editor)
    client = client_for()
    assert [_ask(client, one).status_code for _ in range(3)] == [200, 200, 429]
    assert _ask(client, other).status_code == 200
    assert [_ask(client, "guess").status_code for _ in range(3)] == [401, 401, 429]


def test_strangers_get_no_key_and_nobody_an_unknown_scope(site: Site, people: People) -> None:
    with pytest.raises(KeyRefused, match="Only members"):
        _key(site, people.stranger)
    with pytest.raises(KeyRefused, match="no scope nonsense"):
        _key(site, people.editor, scopes=["nonsense"])
    with pytest.raises(KeyRefused, match="Choose"):
        _key(site, people.editor, scopes=[])


def test_on_the_account_page_a_key_is_shown_once(site: Site, people: People) -> None:
    client = _in_a_browser(site, people.editor)
    page = client.post("/account/api-keys/", {"name": "Script", "scopes": ["site:read"], "days": "30"})
    text = page.context["text"]
    assert text in page.content.decode() and find_key(text, site)
    again = client.get("/account/api-keys/").content.decode()
    assert "Script" in again and text not in again
    key = ApiKey.objects.of(people.editor, site).get()
    assert key.expires_at and timedelta(days=29) < key.expires_at - timezone.now() <= timedelta(days=30)
    assert client.post(f"/account/api-keys/{key.public_id}/revoke/").status_code == 302
    assert find_key(text, site) is None


def test_a_new_key_asks_who_one_is(site: Site, people: People) -> None:
    assert (
        SiteClient(site, people.editor)
        .get("/account/api-keys/")
        .headers["Location"]
        .startswith("/account/reauthenticate/")
    )


def test_the_keys_of_others_are_not_found(site: Site, people: People, client_for: ClientFor) -> None:
    key, _ = _key(site, people.editor)
    for user in (people.viewer, people.admin, people.superuser):
        assert client_for(user).post(f"/account/api-keys/{key.public_id}/revoke/").status_code == 404


def test_administrators_take_back_any_key_of_their_site(site: Site, people: People, client_for: ClientFor) -> None:
    key, text = _key(site, people.editor)
    client = client_for(people.admin)
    assert key.prefix in client.get("/admin/integrations/apikey/").content.decode()
    client.post("/admin/integrations/apikey/", {"action": "revoke", "_selected_action": [key.pk]})
    assert find_key(text, site) is None
    assert client_for(people.editor).get("/admin/integrations/apikey/").status_code == 403
