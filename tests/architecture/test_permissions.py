"""Role × address: nobody reaches what is not theirs, and nothing is reachable that has no row."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.template.response import SimpleTemplateResponse
from django.urls import resolve

from accounts.models import User
from accounts.operations.models import Backup
from accounts.sites.models import Site
from accounts.sites.roles import PERMISSIONS
from tests.architecture import matrix
from tests.architecture import permissions as p
from tests.conftest import ClientFor, make_noise
from tests.people import People

QUICK = ("anonymous", "viewer", "creator")
SOMEBODY = [who if who in QUICK else pytest.param(who, marks=pytest.mark.slow) for who in sorted(matrix.RANK)]


@pytest.fixture
def world(site: Site, noise_site: Site, people: People) -> matrix.World:
    """Both sites hold the same rows, made by the noise modules."""
    matrix_people = {**people.by_role(), "superuser": people.superuser}
    make_noise(site, people)
    for each in (site, noise_site):  # backups belong to no site: see LOOKUPS
        Backup.objects.create(place="/srv/backups", rows=each.pk)
    return matrix.World(site, noise_site, matrix_people)


def _user(people: People, who: str) -> User | None:
    return None if who == "anonymous" else getattr(people, who)


def test_every_named_address_has_a_row() -> None:
    missing = sorted(set(matrix.addresses()) - set(p.ADDRESSES))
    assert not missing, f"add a row to tests/architecture/permissions.py for: {', '.join(missing)}"


def test_every_model_in_the_admin_has_a_row() -> None:
    missing = sorted({model._meta.label_lower for model in matrix.registered()} - set(p.MODELS))
    assert not missing, f"add a row to tests/architecture/permissions.py for: {', '.join(missing)}"


def test_no_row_outlives_its_address() -> None:
    gone = sorted(set(p.ADDRESSES) - set(matrix.addresses()))
    gone += sorted(set(p.MODELS) - {model._meta.label_lower for model in matrix.registered()})
    assert not gone, f"rows in tests/architecture/permissions.py without an address or a model: {', '.join(gone)}"


def test_each_row_asks_the_address_that_it_names() -> None:
    wrong = []
    for name, row in p.ADDRESSES.items():
        address = re.sub(r"\{people[^}]*\}|\{[^}]*\.pk\}", "1", row.address).split("?")[0]
        address = re.sub(r"\{[^}]*\}", "0123456789abcdefghjk", address)
        if resolve(address).view_name != name:
            wrong.append(f"{name}: {address} is {resolve(address).view_name}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def _unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may open a page is settled before it is drawn, which takes most of the time."""

    def blank(response: SimpleTemplateResponse) -> SimpleTemplateResponse:
        response.content = b""
        return response

    monkeypatch.setattr(SimpleTemplateResponse, "render", blank)
    monkeypatch.setattr(type(admin.site._wrapped), "each_context", lambda *_: {})


@pytest.mark.usefixtures("_unrendered")
@pytest.mark.parametrize("who", SOMEBODY)
def test_addresses_open_to_those_who_may(world: matrix.World, people: People, client_for: ClientFor, who: str) -> None:
    client = client_for(_user(people, who))
    client.raise_request_exception = False
    wrong = []
    for name, row in [*p.ADDRESSES.items(), *((name, row) for name, row, _ in matrix.generic_rows())]:
        try:
            address = matrix.filled(row.address, world, world.site)
        except matrix.NoSuchRow as missing:
            wrong.append(f"{name}: {missing}")
            continue
        response = matrix.ask(client, row, address)
        may = matrix.may(who, row)
        if response.status_code >= 500 or may == matrix.is_turned_away(response, row.may_be_missing and may):
            wrong.append(f"{name}: {row.method} {row.address} → {response.status_code}, {who} may: {may}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("_unrendered")
@pytest.mark.parametrize("who", SOMEBODY)
def test_rows_of_another_site_are_found_by_nobody(
    world: matrix.World, people: People, client_for: ClientFor, who: str
) -> None:
    client = client_for(_user(people, who))
    client.raise_request_exception = False
    rows = [(name, row) for name, row in p.ADDRESSES.items() if matrix.names_a_row(row.address)]
    rows += [(name, row) for name, row, needs_row in matrix.generic_rows() if needs_row]
    found = []
    for name, row in rows:
        if who == "superuser" and name.split(" ")[0] in p.SPANNING:
            continue
        try:
            response = matrix.ask(client, row, matrix.filled(row.address, world, world.other))
        except matrix.NoSuchRow:
            continue  # said by the test above
        to_the_start = response.status_code == 302 and response.headers["Location"] == "/admin/"
        if not (to_the_start or matrix.is_turned_away(response)):
            found.append(f"{name}: {row.method} {row.address} → {response.status_code}")
    assert not found, "\n".join(found)


def test_every_permission_of_a_role_exists(db: None) -> None:
    known = {
        f"{row.content_type.app_label}.{row.codename}" for row in Permission.objects.select_related("content_type")
    }
    dead = sorted(PERMISSIONS["admin"] - known)
    assert not dead, f"accounts/sites/roles.py names permissions that do not exist: {', '.join(dead)}"
