"""What comes out of an archive is what went in."""

from pathlib import Path

import pytest

from accounts.sites.models import Site
from content.publishing.models import LivePage
from tests.content.archives.whole import export, fill, restore, rows, wipe
from tests.people import People

pytestmark = pytest.mark.django_db


def test_export_restore_export_is_the_same_byte_for_byte(site: Site, people: People, tmp_path: Path) -> None:
    fill(site, people.editor)
    first = export(site, tmp_path / "first.zip", with_revisions=True)
    live = {page.path: (page.title, page.published_at, page.body) for page in LivePage.objects.for_site(site)}
    wipe(site)
    restored = restore(first)
    assert restored.state == "done" and restored.notes == []
    again = export(restored.target, tmp_path / "again.zip", with_revisions=True)
    for name in ("articles", "revisions", "live", "schedules", "redirects", "categories", "tags", "pictures", "pages"):
        assert rows(first, name) == rows(again, name)
    assert first.read_bytes() == again.read_bytes()
    assert {
        page.path: (page.title, page.published_at, page.body) for page in LivePage.objects.for_site(restored.target)
    } == live
