from datetime import UTC, datetime

import pytest

from accounts.sites.models import Site
from aicmr.lib.rows import insert, upsert
from content.publishing.models import Change, LivePage, LiveTerm, Redirect
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


def test_rows_are_stored_as_models_would_store_them(noise_site: Site) -> None:
    page = LivePage.objects.filter(site=noise_site).first()
    assert page
    when = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
    insert(LiveTerm, ["site_id", "page_id", "term", "published_at"], [(noise_site.pk, page.pk, "tag:999", when)])
    row = LiveTerm.objects.get(term="tag:999")
    assert (row.site_id, row.page_id, row.published_at) == (noise_site.pk, page.pk, when)


def test_many_rows_are_one_call_and_none_are_no_call(noise_site: Site) -> None:
    with CountQueries() as counted:
        insert(LiveTerm, ["site_id", "page_id", "term", "published_at"], [])
        assert counted.count == 0
        rows = [(noise_site.pk, number, "x", datetime(2026, 1, 1, tzinfo=UTC)) for number in range(300)]
        insert(Change, ["site_id", "sequence", "tags", "created_at"], rows)
    assert counted.count == 1
    assert Change.objects.filter(site=noise_site, tags="x").count() == 300


def test_a_row_that_is_there_gets_the_new_values(noise_site: Site) -> None:
    columns = ["site_id", "path_key", "path", "target", "target_key", "is_automatic", "created_at"]
    when = datetime(2026, 1, 1, tzinfo=UTC)
    for target in ("/one/", "/two/"):
        row = (noise_site.pk, "k" * 32, "/from/", target, "", True, when)
        upsert(Redirect, columns, [row], unique=["site_id", "path_key"])
    assert [row.target for row in Redirect.objects.filter(path="/from/")] == ["/two/"]
