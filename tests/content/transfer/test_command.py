"""The commands as people type them."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.sites.models import Site
from content.articles.models import Article
from content.transfer import running
from content.transfer.ahead import ReaderDied
from content.transfer.models import Import, ImportedItem
from tests.content.transfer.generate import document, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "site.xml"
    path.write_text(document(item(id=7, slug="first", title="First"), item(id=8, slug="second", title="Second")))
    return path


def told(site: Site, *args: object) -> str:
    out = io.StringIO()
    call_command(
        "import_wordpress", *map(str, args), "--site", site.host, "--no-media", stdout=out, stderr=io.StringIO()
    )
    return out.getvalue()


def test_a_dry_run_says_what_is_in_the_file_and_writes_nothing(site: Site, export: Path) -> None:
    assert "In the file: 2 posts" in told(site, export, "--dry-run")
    rows = (Article, Import, ImportedItem)
    assert not any(row._default_manager.filter(site=site).exists() for row in rows)


def test_an_import_tells_what_it_did_and_writes_a_report(site: Site, export: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    said = told(site, export, "--report", report)
    assert "article: 2 imported" in said
    assert "2 posts and pages in " in said
    assert " a second" in said
    assert report.read_text(encoding="utf-8").count("imported") >= 2
    assert "article: 2 unchanged" in told(site, export)


def test_a_file_that_is_not_there_is_told(site: Site, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        told(site, tmp_path / "missing.xml")


def test_a_reader_that_was_ended_is_told_without_a_traceback(
    site: Site, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*args: object, **options: object) -> Iterator[list[object]]:
        raise ReaderDied("Run the import again: it goes on where it was.")
        yield []

    monkeypatch.setattr(running, "MANY", 1)
    monkeypatch.setattr(running.ahead, "batches_ahead", dies)
    with pytest.raises(CommandError, match="Run the import again"):
        told(site, export)
    monkeypatch.undo()
    assert "article: 2 imported" in told(site, export)
