"""Public pictures come from the CDN's address; what is not public never does."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.sites.models import Site
from content.media import markup, services
from content.media.models import Asset
from tests.content.media.conftest import Uploaded
from tests.content.media.pictures import jpeg

pytestmark = pytest.mark.django_db
CDN = "https://cdn.example.org"


@pytest.fixture(autouse=True)
def _cdn(settings: Settings) -> None:
    settings.CDN_URL = CDN
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "cdn.example.org"]


@pytest.fixture
def asset(ready: Uploaded) -> Asset:
    return ready(jpeg(400, 300))


def public(asset: Asset) -> Asset:
    services.set_public([asset.pk], public=True)
    asset.refresh_from_db()
    return asset


def at_the_cdn(url: str) -> Any:
    return Client(HTTP_HOST="cdn.example.org").get(url)


def test_markup_names_the_cdn_for_every_size(asset: Asset) -> None:
    html = markup.picture_html(services.picture([public(asset)])[asset.pk], "body")
    assert f'src="{CDN}/media/' in html and f'srcset="{CDN}/media/' in html
    assert '"/media/' not in html and ", /media/" not in html


def test_signed_addresses_stay_with_the_site(asset: Asset) -> None:
    html = markup.picture_html(services.picture([asset], is_signed=True)[asset.pk], "body")
    assert CDN not in html and "?t=" in html


def test_the_cdn_fetches_public_pictures_of_all_sites_and_nothing_else(
    asset: Asset, uploaded: Uploaded, noise_site: Site
) -> None:
    url = asset.renditions.all()[0].url
    assert at_the_cdn(url).status_code == 404
    signed = services.picture([asset], is_signed=True)[asset.pk]["src"]
    assert at_the_cdn(signed).status_code == 404  # not even with its token
    public(asset)
    assert at_the_cdn(url).status_code == 200
    assert at_the_cdn(url)["Cache-Control"] == "public, max-age=31536000, immutable"
    for address in ("/", "/account/login/", "/admin/", "/search/?q=x", "/theme.css"):
        assert at_the_cdn(address).status_code == 404, address


def test_without_a_cdn_addresses_are_the_sites_own(asset: Asset, settings: Settings) -> None:
    settings.CDN_URL = ""
    html = markup.picture_html(services.picture([public(asset)])[asset.pk], "body")
    assert 'src="/media/' in html
    assert at_the_cdn(asset.renditions.all()[0].url).status_code == 404
