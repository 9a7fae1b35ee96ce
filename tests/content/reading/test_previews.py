"""Previews: the public template, for those who hold a link and for people of the site."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.sites.models import Site
from content.articles.models import Article
from content.media.models import Asset, Rendition
from content.publishing import services
from content.publishing.models import LivePage, PreviewLink
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]


@pytest.fixture
def link(write: Write, people: People) -> PreviewLink:
    return services.create_preview_link(write("Not yet public"), by=people.editor)


def test_a_link_shows_the_draft_as_readers_will_see_it(client_for: ClientFor, link: PreviewLink) -> None:
    response = client_for().get(link.get_absolute_url())
    assert response.status_code == 200
    assert b"Not yet public" in response.content
    assert b"The harbour opens at six." in response.content
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not LivePage.objects.filter(site=link.site).exists()


def test_the_draft_is_shown_as_it_is_now(client_for: ClientFor, link: PreviewLink, people: People) -> None:
    article = Article.objects.get(pk=link.object_id)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Changed since"})
    assert b"Changed since" in client_for().get(link.get_absolute_url()).content


@pytest.mark.parametrize("change", ["expired", "revoked", "tampered", "unsigned", "trashed", "garbage"])
def test_a_link_that_does_not_hold_shows_nothing(
    client_for: ClientFor, link: PreviewLink, people: People, change: str
) -> None:
    address = link.get_absolute_url()
    if change == "expired":
        PreviewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif change == "revoked":
        services.revoke_preview_link(link, by=people.editor)
    elif change == "tampered":
        address = f"{address[:-3]}{'a' if address[-3] != 'a' else 'b'}{address[-2:]}"
    elif change == "unsigned":
        address = f"/preview/{link.public_id}/"
    elif change == "trashed":
        services.trash(Article.objects.get(pk=link.object_id), by=people.editor)
    else:
        address = "/preview/%00%F0%9F%98%80.x/"
    response = client_for().get(address)
    assert response.status_code == 404
    assert b"Not yet public" not in response.content


def test_a_link_opens_on_its_own_site_only(client_for: ClientFor, link: PreviewLink, noise_site: Site) -> None:
    assert client_for(at=noise_site).get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("hours", "expected"), [(0, 1), (72, 72), (10_000, 720)])
def test_links_last_an_hour_to_thirty_days(write: Write, people: People, hours: int, expected: int) -> None:
    link = services.create_preview_link(write(), by=people.editor, hours=hours)
    assert abs(link.expires_at - timezone.now() - timedelta(hours=expected)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("creator", 200),
        ("editor", 200),
        ("admin", 200),
        ("superuser", 200),
        ("other_creator", 404),
        ("viewer", 404),
        ("stranger", 404),
        (None, 404),
    ],
)
def test_people_who_may_edit_see_drafts_without_a_link(
    client_for: ClientFor, write: Write, people: People, who: str | None, status: int
) -> None:
    article = write("Not yet public")
    client = client_for(getattr(people, who) if who else None)
    response = client.get(f"/preview/article/{article.public_id}/")
    assert response.status_code == status
    assert (b"Not yet public" in response.content) == (status == 200)


def test_drafts_of_the_other_site_are_not_shown(client_for: ClientFor, noise_site: Site, people: People) -> None:
    foreign = Article.objects.filter(site=noise_site, slug="draft").get()
    for user in (people.editor, people.stranger, people.superuser):
        assert client_for(user).get(f"/preview/article/{foreign.public_id}/").status_code == 404


def test_a_password_alone_opens_no_draft_where_a_second_factor_is_asked(
    client_for: ClientFor, people: People, link: PreviewLink, settings
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    client = client_for(people.editor)
    address = f"/preview/article/{Article.objects.get(pk=link.object_id).public_id}/"
    assert client.get(address).status_code == 404
    assert client.get(link.get_absolute_url()).status_code == 200
    Authenticator.objects.create(user=people.editor, type="totp", data={})
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/preview/forged:token/", "/preview/article/nobody/", "/stream/nothing/"])
def test_what_is_not_found_there_is_kept_nowhere(client_for: ClientFor, site: Site, address: str) -> None:
    response = client_for(None).get(address)
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert 'content="noindex"' in response.content.decode()


@pytest.mark.parametrize("address", ["/preview/nothing/x/", "/preview/article/x/"])
def test_what_there_is_not_is_not_found(client_for: ClientFor, people: People, address: str) -> None:
    assert client_for(people.editor).get(address).status_code == 404


def test_an_empty_draft_can_be_previewed(client_for: ClientFor, write: Write, people: People) -> None:
    article = write("", body="")
    assert client_for(people.creator).get(f"/preview/article/{article.public_id}/").status_code == 200


def test_pictures_in_a_preview_open_though_they_are_not_public(
    site: Site, client_for: ClientFor, write: Write, people: People
) -> None:
    values = {"mime": "image/png", "size": 1, "sha256": "0" * 64, "width": 1200, "height": 800}
    asset = Asset.objects.create(site=site, title="Boat", alt="A boat", original="a.png", file_name="a.png", **values)
    Rendition.objects.create(asset=asset, format="jpeg", width=640, height=427, file="r/abc-640.jpg", size=1)
    article = write("With a picture", hero=asset.pk)
    page = client_for(people.creator).get(f"/preview/article/{article.public_id}/").content.decode()
    assert "?t=" in page
    assert not Asset.objects.get(pk=asset.pk).is_public


def test_pages_are_previewed_at_their_place(client_for: ClientFor, write_page: Callable, people: People) -> None:  # type: ignore[type-arg]
    page = write_page("Imprint", parent=write_page("About").pk)
    assert b"Imprint" in client_for(people.editor).get(f"/preview/page/{page.public_id}/").content
