"""Fixtures that every test may use.

A test that touches the database runs beside a noise site: another tenant at `second.localhost` with
look-alike people and rows, so that a forgotten site filter shows at once. Each room adds its rows in
`tests/noise/<room>.py` as `def make(site: Site, people: People) -> None`.
"""

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase

from accounts.models import User
from accounts.sites import hosts
from accounts.sites.models import Site
from aicmr.lib import limits
from tests.committed import Committed
from tests.people import People, SiteClient, make_site, make_team, make_user

# Lower rooms first, so that a room may use the rows of the rooms below it.
_FLOORS = ("audit", "jobs", "media", "taxonomy", "content", "search", "publishing", "articles", "engine", "ai")
OTHER, OTHER_HOST, SUPERUSER = "second.test", "second.localhost", "superuser@platform.test"
ClientFor = Callable[..., SiteClient]


def pytest_collection_finish() -> None:
    """What was loaded to collect the tests stays to the end: looking through it for garbage costs a twentieth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def make_noise(site: Site, people: People) -> None:
    """The rows of every room on `site`, by those who work there."""
    for name in _noise_modules():
        import_module(f"tests.noise.{name}").make(site, people)


def _noise_modules() -> list[str]:
    found = {path.stem for path in (Path(__file__).parent / "noise").glob("[a-z]*.py")}
    return [room for room in _FLOORS if room in found] + sorted(found.difference(_FLOORS))


@pytest.fixture(autouse=True)
def _fresh_caches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that one test remembers reaches the next; within one, counted queries do not depend on the clock."""
    monkeypatch.setattr(hosts, "SECONDS", 3600.0)
    hosts.forget()
    limits.forget()
    for alias in caches:
        caches[alias].clear()
    yield
    hosts.forget()


@pytest.fixture(autouse=True)
def _noise(request: pytest.FixtureRequest) -> None:
    uses_database = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if uses_database or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("noise_people")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """On SQLite the tables are made from the models, which is ten times as fast as eighty migrations.

    Those run on MariaDB and MySQL, in every demo, and where a test makes a database of its own.
    """
    if connection.vendor == "sqlite":
        settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """The other site is committed once: no test pays for its rows, and none takes them away."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            settings.MIGRATION_MODULES = {}
            _finish_schema()
        with transaction.atomic():
            _make_other_site()
        committed = Committed()
        committed.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: committed.put_back())
        yield


def _finish_schema() -> None:
    """What only migrations make, and the note that all of them have run."""
    with connection.schema_editor(atomic=False) as editor:
        import_module("content.search.migrations.0002_fulltext").create(apps, editor)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(connection).disk_migrations:
        recorder.record_applied(app, name)


def _make_other_site() -> People:
    """Another tenant that looks like `site`; it owns second.localhost."""
    other = make_site("Harbour Post", OTHER_HOST)
    boss = make_user(SUPERUSER, superuser=True)
    people = People(stranger=make_user(f"stranger@{OTHER}"), superuser=boss, **make_team(other, OTHER))
    make_noise(other, people)
    return people


@pytest.fixture
def noise_people(db: None) -> People:
    found = {user.email: user for user in User.objects.filter(email__in=[SUPERUSER, *(_emails().values())])}
    return People(superuser=found[SUPERUSER], **{name: found[email] for name, email in _emails().items()})


def _emails() -> dict[str, str]:
    names = ("viewer", "creator", "other_creator", "editor", "admin", "stranger")
    return {name: f"{name.replace('_', '-')}@{OTHER}" for name in names}


@pytest.fixture
def noise_site(noise_people: People) -> Site:
    return Site.objects.get(domains__host=OTHER_HOST)


@pytest.fixture
def superuser(noise_people: People) -> User:
    return noise_people.superuser


@pytest.fixture
def site(db: None) -> Site:
    """The site under test; it owns testserver (Django's test client), localhost and 127.0.0.1."""
    return make_site("Harbour Post", "testserver", "localhost", "127.0.0.1")


@pytest.fixture
def people(site: Site, noise_people: People, superuser: User) -> People:
    """One person per role on `site`; the stranger administers the noise site."""
    return People(stranger=noise_people.admin, superuser=superuser, **make_team(site, "harbour.test"))


@pytest.fixture
def client_for(site: Site) -> ClientFor:
    """`client_for(user)` is signed in at `site`; `client_for()` is anonymous; `at=` takes another site."""

    def make(user: User | None = None, *, at: Site | None = None, **headers: str) -> SiteClient:
        return SiteClient(at or site, user, **headers)

    return make
