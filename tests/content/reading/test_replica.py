"""Who reads the copy of the database, and who never does."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.sites.models import Site
from aicmr.lib import freshness, replica
from content.articles.models import Article
from content.publishing import changes, services
from tests.conftest import ClientFor
from tests.people import People, SiteClient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _copy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The copy is the same database over another connection: level unless a test says otherwise."""
    copy: Any = connection.copy(replica.ALIAS)
    connections[replica.ALIAS] = copy
    settings.DATABASE_ROUTERS = [replica.ROUTER]
    settings.SITE_CLOCK = True
    monkeypatch.setattr(changes, "_sequence_of_replica", lambda site_id: changes._sequence(site_id, "default"))
    freshness.forget()
    yield
    copy.close()
    del connections[replica.ALIAS]
    freshness.forget()


@pytest.fixture
def path(write: Callable[..., Article], people: People) -> str:
    return services.publish(write("Morning"), by=people.editor).path


def read(client: SiteClient, path: str) -> int:
    """How many queries went to the copy."""
    with CaptureQueriesContext(connections[replica.ALIAS]) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_readers_read_the_copy(site: Site, path: str) -> None:
    assert read(SiteClient(site), path) > 0


def test_whoever_is_signed_in_reads_what_they_write(client_for: ClientFor, people: People, path: str) -> None:
    assert read(client_for(people.editor), path) == 0
    assert read(client_for(people.editor), "/admin/") == 0


def test_a_copy_that_lags_is_not_read(site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    level = changes._sequence(site.pk, "default")
    monkeypatch.setattr(changes, "_sequence_of_replica", lambda site_id: level - 1)
    freshness.forget()
    assert read(SiteClient(site), path) == 0


def test_a_copy_that_is_away_is_not_read(site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_sequence_of_replica", lambda site_id: None)
    freshness.forget()
    assert read(SiteClient(site), path) == 0


def test_a_copy_that_goes_away_costs_no_page(site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = SiteClient(site)
    assert read(client, path) > 0

    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError(2006, "Server has gone away")

    monkeypatch.setattr(connections[replica.ALIAS], "cursor", gone)
    assert client.get(path).status_code == 200


def test_nothing_is_written_to_it_and_it_is_not_migrated() -> None:
    router = replica.Router()
    with replica.used():
        assert (router.db_for_read(Site), router.db_for_write(Site)) == (replica.ALIAS, "default")
    assert router.db_for_read(Site) is None
    assert not router.allow_migrate(replica.ALIAS, "sites") and router.allow_migrate("default", "sites")
