"""Settings, domains and team in the admin."""

from typing import Any

import pytest

from accounts.models import User
from accounts.sites.models import Domain, Membership, Site
from accounts.sites.roles import Role
from tests.conftest import ClientFor
from tests.people import PASSWORD, People, make_member, make_user
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db

SETTINGS = {
    "name": "Harbour Times",
    "tagline": "",
    "locale": "de-AT",
    "time_zone": "Europe/Vienna",
    "article_path": "{year}/{slug}",
    "ai_badge": "above",
    "ai_badge_share": "25",
    "accent": "#0a5c8f",
    "accent_dark": "",
    "font_heading": "old-style",
    "font_body": "",
    "width": "wide",
}


def _domains(site: Site, **more: Any) -> dict[str, Any]:
    rows = list(site.domains.order_by("pk"))
    data: dict[str, Any] = {"domains-TOTAL_FORMS": len(rows), "domains-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {f"domains-{number}-id": row.pk, f"domains-{number}-site": site.pk, f"domains-{number}-host": row.host}
        if row.is_primary:
            data[f"domains-{number}-is_primary"] = "on"
    return data | more


def _change(site: Site) -> str:
    return f"/admin/sites/site/{site.pk}/change/"


def test_an_administrator_edits_the_own_site(site: Site, people: People, client_for: ClientFor) -> None:
    response = client_for(people.admin).post(_change(site), SETTINGS | _domains(site))
    assert response.status_code == 302, response.context["adminform"].form.errors
    site.refresh_from_db()
    assert (site.name, site.time_zone, site.article_path) == ("Harbour Times", "Europe/Vienna", "{year}/{slug}")
    assert site.theme == {"accent": "#0a5c8f", "font_heading": "old-style", "width": "wide"}
    assert client_for().get("/theme.css").content.startswith(b":root { --accent: #0a5c8f;")


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("accent", "red", "six digits"),
        ("accent", "#ffff00", "darker"),
        ("accent_dark", "#101010", "lighter"),
        ("time_zone", "Nowhere", "time zone"),
        ("locale", "x" * 12, "language tag"),
        ("article_path", "admin/{slug}", "belong to the program"),
        ("font_body", "Comic Sans", "not one of"),
    ],
)
def test_a_wrong_setting_is_named_beside_its_field(
    site: Site, people: People, client_for: ClientFor, field: str, value: str, word: str
) -> None:
    response = client_for(people.admin).post(_change(site), SETTINGS | {field: value} | _domains(site))
    assert word in str(response.context["adminform"].form.errors[field])


def test_an_administrator_does_not_decide_about_domains(site: Site, people: People, client_for: ClientFor) -> None:
    stolen = _domains(site, **{"domains-0-host": "stolen.test"})
    client_for(people.admin).post(_change(site), SETTINGS | stolen)
    assert not Domain.objects.filter(host="stolen.test").exists()


def test_platform_staff_change_domains(site: Site, people: People, client_for: ClientFor) -> None:
    changed = _domains(site, **{"domains-1-host": "News.Test"})
    client_for(people.superuser).post(_change(site), SETTINGS | changed)
    assert set(site.domains.values_list("host", flat=True)) == {"testserver", "news.test", "127.0.0.1"}


def test_a_site_keeps_one_primary_domain(site: Site, people: People, client_for: ClientFor) -> None:
    two = _domains(site, **{"domains-1-is_primary": "on"})
    response = client_for(people.superuser).post(_change(site), SETTINGS | two)
    assert "exactly one domain" in response.content.decode()


def test_nobody_switches_off_the_site_they_stand_on(site: Site, people: People, client_for: ClientFor) -> None:
    client_for(people.superuser).post(_change(site), SETTINGS | _domains(site))
    site.refresh_from_db()
    assert site.is_active


def test_platform_staff_make_a_site(people: People, client_for: ClientFor) -> None:
    new = SETTINGS | {"domain": "third.test"}
    response = client_for(people.superuser).post("/admin/sites/site/add/", new)
    assert response.status_code == 302, response.context["adminform"].form.errors
    made = Site.objects.get(domains__host="third.test")
    assert (made.name, made.locale) == ("Harbour Times", "de-AT")
    assert made.memberships.get().user == people.superuser


def test_a_taken_domain_makes_no_second_site(people: People, client_for: ClientFor) -> None:
    response = client_for(people.superuser).post("/admin/sites/site/add/", SETTINGS | {"domain": "second.localhost"})
    assert "belongs to another site" in response.content.decode()
    assert Site.objects.count() == 2


def test_an_administrator_adds_somebody_by_address(site: Site, people: People, client_for: ClientFor) -> None:
    user = make_user("new@harbour.test")
    data = {"email": "New@Harbour.test", "role": "editor"}
    response = client_for(people.admin).post("/admin/sites/membership/add/", data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Membership.objects.get(user=user).site == site


@pytest.mark.parametrize(
    ("email", "word"), [("nobody@x.test", "create an account"), ("viewer@harbour.test", "on this team already")]
)
def test_who_cannot_be_added_is_explained(people: People, client_for: ClientFor, email: str, word: str) -> None:
    response = client_for(people.admin).post("/admin/sites/membership/add/", {"email": email, "role": "editor"})
    assert word in str(response.context["adminform"].form.errors)


def test_an_administrator_changes_a_role(site: Site, people: People, client_for: ClientFor) -> None:
    membership = Membership.objects.get(site=site, user=people.viewer)
    client_for(people.admin).post(f"/admin/sites/membership/{membership.pk}/change/", {"role": "creator"})
    membership.refresh_from_db()
    assert membership.role == Role.CREATOR
    assert User.objects.get(pk=people.viewer.pk).is_staff


def test_the_last_administrator_can_neither_step_down_nor_leave(
    site: Site, people: People, client_for: ClientFor
) -> None:
    membership = Membership.objects.get(site=site, user=people.admin)
    client = client_for(people.admin)
    response = client.post(f"/admin/sites/membership/{membership.pk}/change/", {"role": "viewer"})
    assert "needs an administrator" in str(response.context["adminform"].form.errors)
    assert client.post(f"/admin/sites/membership/{membership.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(
        "/admin/sites/membership/",
        {"action": "delete_selected", "_selected_action": [membership.pk], "post": "yes"},
    )
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_members_are_removed_one_by_one_and_in_bulk(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.admin)
    ids = [Membership.objects.get(site=site, user=user).pk for user in (people.viewer, people.creator)]
    client.post(f"/admin/sites/membership/{ids[0]}/delete/", {"post": "yes"})
    client.post("/admin/sites/membership/", {"action": "delete_selected", "_selected_action": [ids[1]], "post": "yes"})
    assert not Membership.objects.filter(pk__in=ids).exists()


@pytest.mark.parametrize("who", ["admin", "superuser"])
def test_the_team_list_does_not_cost_more_with_more_people(
    site: Site, people: People, client_for: ClientFor, django_assert_num_queries, who: str
) -> None:
    client = client_for(getattr(people, who))
    client.get("/admin/sites/membership/")
    with CountQueries() as few:
        client.get("/admin/sites/membership/")
    for number in range(20):
        make_member(site, f"m{number}@harbour.test", Role.VIEWER)
    with django_assert_num_queries(few.count):
        client.get("/admin/sites/membership/")


def test_platform_staff_make_a_user_who_can_sign_in(people: People, client_for: ClientFor) -> None:
    data = {"email": "Ada@X.test", "name": "Ada", "password1": PASSWORD, "password2": PASSWORD}
    response = client_for(people.superuser).post("/admin/accounts/user/add/", data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert client_for().post("/account/login/", {"login": "ada@x.test", "password": PASSWORD}).status_code == 302


def test_platform_staff_do_not_lock_themselves_out(people: People, client_for: ClientFor) -> None:
    client_for(people.superuser).post(f"/admin/accounts/user/{people.superuser.pk}/change/", {"name": "Root"})
    superuser = User.objects.get(pk=people.superuser.pk)
    assert (superuser.name, superuser.is_active, superuser.is_superuser) == ("Root", True, True)
