"""Fixtures that every test may use.

A test that touches the database runs beside a noise site: another tenant at `second.localhost` with
look-alike people and rows, so that a forgotten site filter shows at once. Each room adds its rows in
`tests/noise/<room>.py` as `def make(site: Site, people: People) -> None`.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.core.cache import caches

from accounts.models import User
from accounts.sites import hosts
from accounts.sites.models import Site
from aicmr.lib import limits
from tests.people import People, SiteClient, make_site, make_team, make_user

# Lower rooms first, so that a room may use the rows of the rooms below it.
_FLOORS = ("audit", "jobs", "media", "taxonomy", "content", "search", "publishing", "articles", "engine", "ai")
ClientFor = Callable[..., SiteClient]


def make_noise(site: Site, people: People) -> None:
    """The rows of every room on `site`, by those who work there."""
    for name in _noise_modules():
        import_module(f"tests.noise.{name}").make(site, people)


def _noise_modules() -> list[str]:
    found = {path.stem for path in (Path(__file__).parent / "noise").glob("[a-z]*.py")}
    return [room for room in _FLOORS if room in found] + sorted(found.difference(_FLOORS))


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Nothing that one test remembers reaches the next."""
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


@pytest.fixture
def noise_site(db: None) -> Site:
    """Another tenant that looks like `site`; it owns second.localhost."""
    return make_site("Harbour Post", "second.localhost")


@pytest.fixture
def noise_people(noise_site: Site, superuser: User) -> People:
    team = make_team(noise_site, "second.test")
    people = People(stranger=make_user("stranger@second.test"), superuser=superuser, **team)
    make_noise(noise_site, people)
    return people


@pytest.fixture
def superuser(db: None) -> User:
    return make_user("superuser@platform.test", superuser=True)


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
