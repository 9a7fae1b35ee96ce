"""The admin as a whole: addresses that somebody made up, and what is found for whom."""

import pytest

from accounts.sites.models import Membership, Site
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/admin/sites/membership/?role__range=x",
        "/admin/sites/membership/?id__in=99999999999999999999999999",
        "/admin/sites/membership/?role__regex=[",
        "/admin/audit/entry/?created_at__year=-1",
        "/admin/audit/delivery/?due_at__year=99999999999999999999999",
        "/admin/accounts/user/?is_active__range=",
        "/admin/audit/entry/?site=9223372036854775808",
        "/admin/accounts/user/?_to_field=%2B",
        "/admin/accounts/user/?id__exact=NaN",
        "/admin/accounts/user/?_to_field=memberships",
        "/admin/autocomplete/?app_label=sites&model_name=site&field_name=memberships&term=",
        "/admin/autocomplete/?app_label=sites&model_name=membership&field_name=nothing&term=",
    ],
)
def test_a_made_up_question_is_turned_away(client_for: ClientFor, people: People, address: str) -> None:
    assert client_for(people.superuser).get(address).status_code in (400, 403)


@pytest.mark.parametrize("model", ["sites/membership", "audit/entry", "accounts/user"])
def test_an_empty_name_of_a_key_is_none(client_for: ClientFor, people: People, model: str) -> None:
    assert client_for(people.superuser).get(f"/admin/{model}/999999/change/?_to_field=").status_code in (302, 404)


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", ""])
def test_the_search_for_lists_takes_any_page(client_for: ClientFor, people: People, page: str) -> None:
    response = client_for(people.admin).get("/admin/search/", {"s": "site", "page": page})
    assert response.status_code == 200
    assert "/admin/sites/site/" in response.content.decode()


def test_the_search_for_lists_answers_for_the_role_of_the_moment(
    client_for: ClientFor, site: Site, people: People
) -> None:
    client = client_for(people.admin)
    assert "/admin/sites/membership/" in client.get("/admin/search/?s=member").content.decode()
    Membership.objects.filter(site=site, user=people.admin).update(role="creator")
    assert "/admin/sites/membership/" not in client.get("/admin/search/?s=member").content.decode()


def test_the_search_for_nothing_finds_nothing(client_for: ClientFor, people: People) -> None:
    assert "/admin/sites/" not in client_for(people.admin).get("/admin/search/?s=").content.decode()
