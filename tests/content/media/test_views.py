import time
from typing import Any

import pytest

from accounts.sites.models import Site
from content.media import addresses, services
from content.media.models import Asset
from tests.content.media.conftest import Uploaded
from tests.content.media.pictures import jpeg
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


def url_of(asset: Asset, form: str = "webp") -> str:
    return asset.renditions.filter(format=form).order_by("width")[0].url


@pytest.fixture
def shown(ready: Uploaded) -> Asset:
    asset = ready(jpeg(400, 300))
    services.set_public([asset.pk], public=True)
    asset.refresh_from_db()
    return asset


@pytest.mark.parametrize("form", ["webp", "avif", "jpeg"])
def test_a_public_rendition_is_for_everyone_and_forever(shown: Asset, client_for: Any, form: str) -> None:
    rendition = shown.renditions.filter(format=form)[0]
    client = client_for()
    with CountQueries() as queries:
        response = client.get(rendition.url)
    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{form}"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert len(response.content) == rendition.size
    assert queries.count <= 2  # the site's own row, and the rendition


def test_a_public_rendition_touches_no_session(shown: Asset, client_for: Any, people: People) -> None:
    client, url = client_for(people.editor), url_of(shown)
    with CountQueries() as queries:
        response = client.get(url)
    assert not [query for query in queries.captured_queries if "session" in query["sql"]]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_a_browser_that_has_it_gets_304(shown: Asset, client_for: Any) -> None:
    response = client_for().get(url_of(shown))
    again = client_for().get(url_of(shown), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == response["Cache-Control"]


def test_nobody_sees_what_is_not_public_without_a_signed_address(
    ready: Uploaded, client_for: Any, people: People
) -> None:
    asset = ready(jpeg(400, 300))
    for user in (None, people.viewer, people.stranger):
        assert client_for(user).get(url_of(asset)).status_code == 404


def test_a_signed_address_opens_its_own_asset_only(ready: Uploaded, client_for: Any) -> None:
    asset, other = ready(jpeg(400, 300)), ready(jpeg(410, 300))
    response = client_for().get(addresses.signed(url_of(asset), asset))
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("private")
    assert client_for().get(addresses.signed(url_of(other), asset)).status_code == 404


@pytest.mark.parametrize("token", ["", "x", ".", "zz.zz", "7fffffff.", f"7fffffff.{'0' * 32}", "0" * 5000])
def test_a_made_up_token_opens_nothing(ready: Uploaded, client_for: Any, token: str) -> None:
    assert client_for().get(f"{url_of(ready(jpeg(400, 300)))}?t={token}").status_code == 404


def test_a_token_expires_within_a_day(ready: Uploaded) -> None:
    asset = ready(jpeg(400, 300))
    now = 1_800_000_000.0
    until = int(addresses.token(asset, now=now).partition(".")[0], 16)
    assert 12 * 3600 <= until - now <= 24 * 3600
    assert not addresses.opens(asset, addresses.token(asset, now=1_000_000_000.0))
    assert addresses.opens(asset, addresses.token(asset))


def test_pictures_stay_while_servers_learn_a_new_key(ready: Uploaded, settings: Any) -> None:
    """An address is made by one server and opened by another, for as long as the old key is a fallback."""
    asset, old, new = ready(jpeg(400, 300)), "old-" * 16, "new-" * 16
    made = []
    for key, known in ((old, []), (old, [new]), (new, [old])):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, known
        made.append(addresses.token(asset))
        assert all(addresses.opens(asset, token) for token in made)
    settings.SECRET_KEY_FALLBACKS = []
    assert [addresses.opens(asset, token) for token in made] == [False, False, True]


@pytest.mark.parametrize("hours", [1, -1])
def test_pictures_stay_when_the_clock_jumps_by_an_hour(
    ready: Uploaded, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = ready(jpeg(400, 300))
    token, now = addresses.token(asset), time.time
    monkeypatch.setattr("time.time", lambda: now() + hours * 3600)
    assert addresses.opens(asset, token)
    ahead = addresses.token(asset)
    monkeypatch.setattr("time.time", now)
    assert addresses.opens(asset, ahead)


def test_another_sites_host_does_not_serve_it(shown: Asset, client_for: Any, noise_site: Site) -> None:
    token = addresses.signed(url_of(shown), shown)
    assert client_for(at=noise_site).get(url_of(shown)).status_code == 404
    assert client_for(at=noise_site).get(token).status_code == 404


def test_an_address_of_an_older_rendition_leads_to_the_present_one(shown: Asset, client_for: Any) -> None:
    url = url_of(shown)
    stale = url.replace(shown.renditions.filter(format="webp")[0].digest, "0123456789abcdef")
    response = client_for().get(stale)
    assert (response.status_code, response["Location"]) == (302, url)


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/x/",
        "/media/x/y-320.webp",
        "/media/x/y-320.php",
        "/media/../originals/a.jpg",
        "/media/x/y-z.jpg",
        "/media/x/y-99999999999999999999.jpg",
    ],
)
def test_addresses_of_nothing_are_404(client_for: Any, site: Site, path: str) -> None:
    assert client_for().get(path).status_code == 404


def test_originals_have_no_public_address(shown: Asset, client_for: Any) -> None:
    name = str(shown.original.name)
    assert client_for().get(f"/media/{name}").status_code == 404
    assert client_for().get(f"/media/{shown.public_id}/{name.rsplit('/', 1)[-1]}").status_code == 404


def test_nginx_can_send_the_bytes(shown: Asset, client_for: Any, settings: Any) -> None:
    settings.MEDIA_X_ACCEL = True
    rendition = shown.renditions.filter(format="webp")[0]
    response = client_for().get(rendition.url)
    assert response["X-Accel-Redirect"] == f"/_media/{rendition.path}"
    assert response["Content-Type"] == "image/webp"
    assert response.content == b""


def test_nginx_can_send_the_bytes_of_a_bucket(shown: Asset, client_for: Any, settings: Any) -> None:
    options = {"bucket": "b", "endpoint": "http://127.0.0.1:9", "region": "r", "access_key": "a", "secret_key": "s"}
    settings.MEDIA_X_ACCEL = True
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "aicmr.lib.storage.BucketStorage", "OPTIONS": options}
    }
    rendition = shown.renditions.filter(format="webp")[0]
    address = client_for().get(rendition.url)["X-Accel-Redirect"]
    assert address.startswith(f"/_bucket/b/{rendition.path}?X-Amz-Algorithm=")
