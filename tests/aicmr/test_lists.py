"""Lists of the admin look at so many rows at most: counts end, filters offer what was used lately."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Entry
from accounts.jobs.models import Job
from accounts.operations.models import Backup
from aicmr.lib import lists
from aicmr.lib.careful_admin import CarefulAdmin
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
BACKUPS = "/admin/operations/backup/"


def test_every_list_of_the_admin_counts_no_further_than_people_page() -> None:
    ours = [one for one in admin.site._registry.values() if isinstance(one, CarefulAdmin)]
    assert ours and not [one for one in ours if one.show_full_result_count]
    assert {one.paginator for one in ours} == {lists.CappedPaginator}


def test_a_count_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 3)
    for number in range(5):
        Backup.objects.create(place=f"/srv/{number}")
    assert lists.CappedPaginator(Backup.objects.all(), 2).num_pages == 2


def test_filters_offer_what_the_newest_rows_have_and_what_is_chosen(
    people: People, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_LOOKED_AT", 2)
    model_admin = admin.site._registry[Backup]
    monkeypatch.setattr(model_admin, "list_filter", ("place",))
    for place in ("/old", "/mid", "/new"):
        Backup.objects.create(place=place)
    client = client_for(people.superuser)
    with CaptureQueriesContext(connection) as captured:
        shown = client.get(BACKUPS).text
    assert "?place=%2Fnew" in shown and "?place=%2Fmid" in shown and "?place=%2Fold" not in shown
    assert not [query for query in captured.captured_queries if "DISTINCT" in query["sql"] and "place" in query["sql"]]
    assert "/old" in client.get(f"{BACKUPS}?place=/old").text
    assert {Entry, Job} <= set(admin.site._registry)
