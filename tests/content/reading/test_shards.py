"""Two shards: where rows of a site go, what stays at home, and what would go astray and is refused."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from pytest_django import Settings

from accounts.audit.models import Delivery, Entry
from accounts.models import User
from accounts.sites.models import Site
from aicmr.lib import shards
from content.articles.models import Article
from content.articles.services import create_article
from content.publishing import services
from content.publishing.models import LivePage
from content.reading import scans
from tests.people import People

SHARDS = ("north", "south")
_sites: dict[int, str] = {}


def place(site_id: int) -> str:
    """What a deployment writes: here, what a test says."""
    return _sites.get(site_id, "default")


@pytest.fixture
def _two_shards(
    transactional_db: None, noise_people: People, site: Site, people: People, settings: Settings, tmp_path: Path
) -> Iterator[None]:
    """Databases of their own, copied from the one of the tests: all tables, and the rows that are shared."""
    for alias in SHARDS:
        shard: Any = connection.copy(alias)
        shard.settings_dict["NAME"] = _copied(alias, tmp_path)
        connections[alias] = shard
    settings.DATABASE_ROUTERS, settings.SHARD_OF = [shards.ROUTER], f"{__name__}.place"
    yield
    settings.DATABASE_ROUTERS = []
    _sites.clear()
    for alias in SHARDS:
        name = connections[alias].settings_dict["NAME"]
        connections[alias].close()
        del connections[alias]
        if connection.vendor == "mysql":
            _run(f"DROP DATABASE `{name}`")


def _copied(alias: str, folder: Path) -> str:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / alias)) as target:
            connection.connection.backup(target)
        return str(folder / alias)
    here, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_{alias}"
    _run(f"DROP DATABASE IF EXISTS `{name}`")
    _run(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
    for table in connection.introspection.table_names():
        _run(f"CREATE TABLE `{name}`.`{table}` LIKE `{here}`.`{table}`")
        _run(f"INSERT INTO `{name}`.`{table}` SELECT * FROM `{here}`.`{table}`")
    return name


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def homes(_two_shards: None, site: Site, noise_site: Site) -> tuple[Site, Site]:
    """A site in the north and one in the south."""
    _sites.update({site.pk: "north", noise_site.pk: "south"})
    return site, noise_site


def publish(site: Site, by: User, title: str = "Morning") -> LivePage:
    with shards.used(site.pk):
        return services.publish(create_article(site=site, title=title, body="<p>Boats.</p>", by=by), by=by)


def titles(alias: str) -> list[str]:
    found = LivePage.objects.using(alias).filter(title__startswith="Morning").order_by("title")
    return list(found.values_list("title", flat=True))


def test_rows_of_two_sites_go_to_two_databases(homes: tuple[Site, Site], people: People) -> None:
    north, south = homes
    before = {alias: Entry.objects.using(alias).count() for alias in ("default", *SHARDS)}
    publish(north, people.editor, "Morning in the north")
    publish(south, people.superuser, "Morning in the south")
    assert (titles("north"), titles("south")) == (["Morning in the north"], ["Morning in the south"])
    assert titles("default") == []
    told = {alias: Entry.objects.using(alias).count() - count for alias, count in before.items()}
    assert told["default"] == 0 < told["north"] == told["south"], "what happened is written where it happened"


def test_a_service_that_breaks_leaves_nothing_on_its_shard(homes: tuple[Site, Site], people: People) -> None:
    heard: list[str] = []
    with pytest.raises(ZeroDivisionError), shards.used(homes[0].pk), transaction.atomic():
        publish(homes[0], people.editor)
        transaction.on_commit(lambda: heard.append("committed"))
        assert 1 / 0
    assert titles("north") == heard == []
    with shards.used(homes[0].pk), transaction.atomic():
        publish(homes[0], people.editor)
        transaction.on_commit(lambda: heard.append("committed"))
    assert (titles("north"), heard) == (["Morning"], ["committed"])


def test_reading_by_sql_reads_the_shard(homes: tuple[Site, Site], people: People) -> None:
    page = publish(homes[0], people.editor)
    with shards.used(homes[0].pk):
        assert page.pk in [found.pk for found in scans.read(homes[0], [scans.Scan("all", 5)])]
    with shards.used(homes[1].pk):
        assert "Morning" not in [found.title for found in scans.read(homes[1], [scans.Scan("all", 5)])]


def test_what_sites_share_stays_at_home(homes: tuple[Site, Site], people: People) -> None:
    with shards.used(homes[0].pk):
        person = User.objects.get(pk=people.editor.pk)
        person.name = "Ann of the North"
        person.save()
        with shards.used(homes[1].pk):
            assert User.objects.get(pk=person.pk).name == "Ann of the North"
    named = {alias: User.objects.using(alias).get(pk=person.pk).name for alias in ("default", *SHARDS)}
    assert named == {"default": "Ann of the North"} | dict.fromkeys(SHARDS, people.editor.name)


def test_a_row_in_hand_goes_where_its_site_lives(homes: tuple[Site, Site], people: People) -> None:
    page = publish(homes[0], people.editor)
    page.title = "Morning again"
    page.save()
    page.refresh_from_db()
    assert (titles("north"), titles("south"), titles("default")) == (["Morning again"], [], [])


def test_what_would_go_astray_is_refused(homes: tuple[Site, Site], people: People) -> None:
    page = publish(homes[0], people.editor)
    with pytest.raises(shards.WrongShard, match="Which site's"):
        LivePage.objects.filter(title="Morning").exists()
    with shards.used(homes[1].pk), pytest.raises(shards.WrongShard, match="is in 'north', not in 'south'"):
        page.save()
    with shards.used(homes[1].pk):
        other = LivePage.objects.filter(site=homes[1])[0]
    assert not shards.Router().allow_relation(page, other)
    assert shards.Router().allow_relation(page, people.editor)


@pytest.mark.usefixtures("_two_shards")
def test_a_site_that_was_given_no_shard_lives_at_home(site: Site, people: People) -> None:
    publish(site, people.editor)
    assert (titles("default"), titles("north")) == (["Morning"], [])


SHARED = """
accounts.SignInLock accounts.User
account.EmailAddress account.EmailConfirmation admin.LogEntry auth.Group auth.Permission contenttypes.ContentType
integrations.ApiKey jobs.Turn jobs.Worker mfa.Authenticator operations.Backup providers.Circuit sessions.Session
sites.Domain sites.Membership sites.Site usersessions.UserSession
"""


def test_every_other_row_knows_its_site() -> None:
    """A model without a way to its site could not be put on a shard: give it a site, or say here that it is shared."""
    models = {model._meta.label: model for model in apps.get_models() if not model._meta.proxy}
    homeless = {label for label, model in models.items() if not shards.way(model)}
    assert homeless == set(SHARED.split()) & models.keys()  # a system without AI has none of its rows
    assert shards.way(Article) == ("site_id",) and shards.way(Delivery) == ("entry", "site_id")
