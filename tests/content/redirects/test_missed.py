"""Addresses that readers asked for in vain."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from accounts.sites.models import Site
from content.publishing import services as publishing
from content.redirects import missed, services, suggesting
from content.redirects.models import MissedAddress
from tests.conftest import ClientFor
from tests.content.reading.rows import Shelf
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


def log(site: Site) -> dict[str, int]:
    rows = MissedAddress.objects.filter(site=site).exclude(path="/missed/")  # that of the noise
    return dict(rows.missing().values_list("path", "hits"))


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "_BETWEEN", -1.0)


def test_a_miss_is_counted_with_the_page_that_led_there(
    site: Site, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    browser = client_for()
    browser.get("/gone/?utm=1", headers={"Referer": "https://user:pw@blog.example.org/post/?token=secret#x"})
    browser.get("/gone", headers={"Referer": "https://other.example.org/"})
    browser.head("/gone/")
    assert log(site) == {"/gone/": 2}
    assert MissedAddress.objects.get(site=site, path="/gone/").referrer == "https://blog.example.org/post/"


def test_the_link_to_an_address_never_leads_to_another_host(
    site: Site, client_for: ClientFor, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    client_for().get("/%5Cevil.example/")
    page = client_for(people.editor).get(reverse("admin:redirects_missedaddress_changelist")).text
    assert 'href="/%5Cevil.example/"' in page and 'href="/\\evil' not in page


@pytest.mark.parametrize(
    "address",
    ["/account/nothing/", "/preview/secret-token/", "/api/v1/nothing", "/apple-touch-icon.png", "/.well-known/x"],
)
def test_what_programs_ask_for_and_personal_addresses_are_not_counted(
    site: Site, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    at_once(monkeypatch)
    assert client_for().get(address).status_code == 404
    assert log(site) == {}


def test_many_at_once_are_written_together(site: Site, noise_site: Site) -> None:
    missed.note(site.pk, "/first/")
    with CountQueries() as queries:
        for number in range(50):
            missed.note(site.pk, f"/many-{number % 5}/")
            missed.note(noise_site.pk, "/theirs/")
    assert queries.count == 0
    missed._counts.written_at = 0.0
    missed.note(site.pk, "/last/")
    assert log(site) == {"/first/": 1, "/last/": 1} | {f"/many-{number}/": 10 for number in range(5)}
    assert log(noise_site) == {"/theirs/": 50}


def test_a_flood_of_made_up_addresses_leaves_those_that_are_wanted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once(monkeypatch)
    monkeypatch.setattr(missed, "MOST", 100)
    for _ in range(3):
        missed.note(site.pk, "/wanted/")
    for number in range(300):
        missed.note(site.pk, f"/{number}.php")
    assert MissedAddress.objects.filter(site=site).count() <= 101
    assert log(site)["/wanted/"] == 3


def test_a_database_that_cannot_be_written_to_costs_the_reader_nothing(
    site: Site, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise DatabaseError("read-only")

    at_once(monkeypatch)
    monkeypatch.setattr(missed, "_write_site", broken)
    assert client_for().get("/gone/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "suggestion"),
    [
        ("/2024/05/harbour-lights/", "/articles/harbour-lights/"),
        ("/articles/harbour-lights.html", "/articles/harbour-lights/"),
        ("/Articles/Harbour-Lights/", "/articles/harbour-lights/"),
        ("/articles/harbor-ligths/", "/articles/harbour-lights/"),
        ("/articles/harbour-lights/amp/", "/articles/harbour-lights/"),
        ("/something/entirely/different/", ""),
        ("/wp-login.php", ""),
    ],
)
def test_a_suggestion_is_the_page_that_was_probably_meant(
    site: Site, shelf: Shelf, noise_shelf: Shelf, monkeypatch: pytest.MonkeyPatch, asked: str, suggestion: str
) -> None:
    at_once(monkeypatch)
    shelf.page("/articles/harbour-lights/", title="Harbour lights")
    shelf.page("/articles/hidden-thing/", title="Hidden thing", access="members")
    noise_shelf.page("/something/entirely/different/")
    missed.note(site.pk, asked)
    assert suggesting.look() == 2  # one is noise
    assert MissedAddress.objects.get(site=site, path__istartswith=asked[:4]).suggestion == suggestion
    assert suggesting.look() == 0


def test_one_click_leads_the_address_on(
    site: Site, people: People, client_for: ClientFor, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    shelf.page("/articles/harbour-lights/", title="Harbour lights")
    missed.note(site.pk, "/old/harbour-lights/")
    suggesting.look()
    desk = client_for(people.editor)
    listing = desk.get("/admin/redirects/missedaddress/").text
    row = MissedAddress.objects.get(site=site, path="/old/harbour-lights/")
    lead = f"/admin/redirects/missedaddress/{row.public_id}/lead/"
    assert f'formaction="{lead}" name="target" value="/articles/harbour-lights/"' in listing
    assert "noise" not in listing
    desk.post(lead, {"target": "/articles/harbour-lights/"})
    assert client_for().get("/old/harbour-lights/")["Location"] == "/articles/harbour-lights/"
    assert "/old/harbour-lights/" not in log(site)
    assert desk.post(lead, {"target": "/x/"}).status_code == 404


def test_a_target_that_leads_nowhere_is_refused_and_the_address_stays(
    site: Site, people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    missed.note(site.pk, "/gone/")
    row = MissedAddress.objects.get(site=site, path="/gone/")
    answer = client_for(people.editor).post(
        f"/admin/redirects/missedaddress/{row.public_id}/lead/", {"target": "//evil.example/"}, follow=True
    )
    assert "begins with a slash" in answer.text
    assert log(site) == {"/gone/": 1}


def test_an_address_leaves_the_list_when_something_answers_there(
    site: Site, people: People, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    for path in ("/page/", "/redirect/", "/pattern/x/", "/still/"):
        missed.note(site.pk, path)
    shelf.page("/page/")
    publishing.save_redirect(site=site, path="/redirect/", target="/page/", by=people.editor)
    services.save_pattern(site=site, pattern="/pattern/*", target="/page/", by=people.editor)
    assert log(site) == {"/still/": 1}


def test_what_is_ignored_is_counted_out_of_sight(
    site: Site, people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    missed.note(site.pk, "/wp-login.php")  # shown as it was asked for
    row = MissedAddress.objects.get(site=site, path="/wp-login.php")
    desk = client_for(people.editor)
    address = "/admin/redirects/missedaddress/"
    desk.post(address, {"action": "ignore_selected", "_selected_action": [row.pk]})
    assert "/wp-login.php" not in desk.get(address).text
    missed.note(site.pk, "/wp-login.php")
    assert "/wp-login.php" in desk.get(f"{address}?shown=ignored").text
    row.refresh_from_db()
    assert (row.is_ignored, row.hits) == (True, 2)


def test_the_list_costs_the_same_however_long_it_is(
    site: Site, people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    desk = client_for(people.editor)

    def cost() -> int:
        with CountQueries() as queries:
            desk.get("/admin/redirects/missedaddress/")
        return queries.count

    missed.note(site.pk, "/one/")
    cost()
    before = cost()
    for number in range(40):
        missed.note(site.pk, f"/{number}/")
    assert cost() == before
