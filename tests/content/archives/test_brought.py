"""What an import left behind goes with the site: comments and menus that wait, and that it was imported at all."""

from pathlib import Path
from typing import Any

import pytest

from accounts.sites.models import Site
from content.archives.exceptions import ArchiveRefused
from content.articles.models import Article
from content.transfer.models import Import, ImportedItem, PictureUse
from content.transfer.running import Options, Running
from tests.content.archives.whole import export, forged, restore, rows, wipe
from tests.content.transfer.generate import ORIGIN, document, item

pytestmark = pytest.mark.django_db
_COMMENT = (
    "<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author>Ada</wp:comment_author>"
    "<wp:comment_content>Well said.</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>"
)
_PICTURE = f"{ORIGIN}/wp-content/uploads/2020/01/boat.jpg"
_MENU = (
    '<category domain="nav_menu" nicename="main">Main</category>'
    "<wp:postmeta><wp:meta_key>_menu_item_type</wp:meta_key><wp:meta_value>custom</wp:meta_value></wp:postmeta>"
)
TEXT = document(
    item(id=7, slug="a", title="A", body=f'<p>Text</p><img src="{_PICTURE}">', more=_COMMENT),
    item(id=8, type="attachment", status="inherit", more=f"<wp:attachment_url>{_PICTURE}</wp:attachment_url>"),
    item(id=9, type="nav_menu_item", more=_MENU),
    item(id=10, slug="b", title="B", body="<p>Other</p>"),
)


def _bring(site: Site, folder: Path, text: str = TEXT) -> dict[str, Any]:
    path = folder / "old.xml"
    path.write_text(text)
    run = Import.objects.create(site=site, importer="wordpress", file_name=path.name)
    Running(run, path, None, lambda step, done, total: None, Options(fetch=False)).load()
    found: dict[str, Any] = run.summary["states"]
    return found


@pytest.fixture
def archive(site: Site, tmp_path: Path) -> Path:
    _bring(site, tmp_path)
    Article.objects.filter(site=site, title="B").delete()  # it was thrown away here
    return export(site, tmp_path / "first.zip", with_revisions=True)


def test_it_comes_back_as_it_was_and_the_same_file_again_changes_nothing(
    site: Site, archive: Path, tmp_path: Path
) -> None:
    wipe(site)
    made = restore(archive)
    assert made.target is not None and made.notes == []
    again = export(made.target, tmp_path / "again.zip", with_revisions=True)
    assert rows(archive, "brought") == rows(again, "brought") and archive.read_bytes() == again.read_bytes()
    waiting = ImportedItem.objects.filter(site=made.target)
    assert waiting.waiting("comment").get().payload["body"] == "Well said."
    assert waiting.waiting("menu").get().payload["menu"] == "main"
    assert PictureUse.objects.get(item__site=made.target).asset.source_id == "8"
    text = Article.objects.get(site=made.target)
    assert waiting.get(kind="article", source_id="7").target_id == text.pk
    assert _bring(made.target, tmp_path)["article"] == {"unchanged": 2}
    changed = TEXT.replace("Other", "Quite other")
    assert _bring(made.target, tmp_path, changed)["article"] == {"unchanged": 1, "kept": 1}  # deleted stays deleted


def test_a_site_that_has_brought_the_same_keeps_its_own(site: Site, archive: Path) -> None:
    before = list(ImportedItem.objects.filter(site=site).order_by("pk").values())
    restore(archive, site=site)
    assert list(ImportedItem.objects.filter(site=site).order_by("pk").values()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"key": "x"},
        {"key": None},
        {"payload": []},
        {"uses": [["x", True]]},
        {"uses": "ab"},
        {"uses": [["0" * 32, 1]]},
        {"target": "../x"},
        {"target": 7},
        {"state": "never"},
        {"line": -1},
        {"line": "7"},
        {"needs_person": "yes"},
        {"created_at": "9999-12-31"},
    ],
)
def test_a_ledger_that_was_made_up_is_refused(archive: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    bad = forged(archive, tmp_path / "bad.zip", "brought", lambda found: found[0].update(change))
    with pytest.raises(ArchiveRefused, match=r"brought\.jsonl, line 1"):
        restore(bad, domain="new.localhost")
