"""What an export takes along, and that it can be broken off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.sites.models import Site
from content.archives import encoding, registry
from content.archives.exceptions import ExportRefused
from content.archives.exporting import export_archive
from content.archives.selecting import Selection
from content.archives.tables import base, going_in
from content.archives.tables.rows import RowTable
from tests.content.archives.whole import export, fill, restore, rows
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(site: Site, people: People) -> dict[str, Any]:
    return fill(site, people.editor)


def _titles(path: Path, table: str = "articles") -> set[str]:
    return {row["title"] for row in rows(path, table)}


def test_without_all_revisions_those_that_are_live_or_planned_are_taken(
    site: Site, made: dict[str, Any], tmp_path: Path
) -> None:
    found = rows(export(site, tmp_path / "a.zip"), "revisions")
    assert sorted(row["snapshot"]["title"] for row in found) == ["About", "First", "Planned", "Team"]
    assert len(rows(export(site, tmp_path / "b.zip", with_revisions=True), "revisions")) > len(found)


def test_merged_terms_are_called_by_what_they_were_merged_into(
    site: Site, made: dict[str, Any], tmp_path: Path
) -> None:
    path = export(site, tmp_path / "a.zip")
    boats = next(row["id"] for row in rows(path, "tags") if row["name"] == "Boats")
    live = next(row for row in rows(path, "revisions") if row["snapshot"]["title"] == "First")
    assert boats in live["snapshot"]["tags"]


@pytest.mark.parametrize(
    ("query", "articles", "pages"),
    [
        ("tag:harbour", {"First, changed", "Planned"}, set()),
        ("category:news", {"First, changed"}, set()),
        ("category:local harbour", {"First, changed"}, set()),
        ("author:ann-field", {"First, changed", "Sécond"}, set()),
        ("kind:page five", set(), {"Team", "About"}),
        ("state:published kind:article", {"First, changed"}, set()),
        ('"five people"', set(), {"Team", "About"}),
        ("until:2020-01-01", set(), set()),
        ("nothing-at-all", set(), set()),
    ],
)
def test_a_query_chooses_texts_and_what_they_need(
    site: Site, made: dict[str, Any], tmp_path: Path, query: str, articles: set[str], pages: set[str]
) -> None:
    path = export(site, tmp_path / "a.zip", query=query)
    assert (_titles(path), _titles(path, "pages")) == (articles, pages)
    assert len(rows(path, "pictures")) == (1 if "First, changed" in articles else 0)
    assert len(rows(path, "redirects")) == (1 if "First, changed" in articles else 0)
    assert restore(path, domain="part.localhost").notes == []


def test_ids_choose_texts(site: Site, made: dict[str, Any], tmp_path: Path) -> None:
    path = export(site, tmp_path / "a.zip", ids=(made["second"].public_id, made["team"].public_id))
    assert (_titles(path), _titles(path, "pages")) == ({"Sécond"}, {"Team", "About"})
    assert [row["name"] for row in rows(path, "authors")] == ["Ann Field"]


@pytest.mark.parametrize("query", ["color:red", "tag:", "since:yesterday", '"open', "kind:poem"])
def test_a_query_that_means_nothing_is_refused_with_what_to_write(site: Site, query: str) -> None:
    with pytest.raises(ExportRefused, match="“"):
        Selection(site, query=query)


def test_an_export_that_is_stopped_anywhere_goes_on_to_the_same_bytes(
    site: Site, made: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export(site, tmp_path / "whole.zip", with_revisions=True).read_bytes()
    monkeypatch.setattr(base.pages_of, "__defaults__", (1,))
    path, selection, stops = tmp_path / "parts.zip", Selection(site, with_revisions=True), 0
    while not path.exists():
        try:
            export_archive(path, selection, resume=True, tell=_stop_after(3))
        except KeyboardInterrupt:
            stops += 1
    assert stops > 5
    assert path.read_bytes() == whole
    assert sorted(found.name for found in tmp_path.iterdir()) == ["parts.zip", "whole.zip"]


def _stop_after(calls: int) -> Callable[[str, int], None]:
    left = [calls]

    def tell(what: str, count: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    return tell


def test_unfinished_work_for_something_else_is_not_continued(site: Site, made: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.raises(KeyboardInterrupt):
        export_archive(path, Selection(site), tell=_stop_after(1))
    with pytest.raises(ExportRefused, match="--resume"):
        export_archive(path, Selection(site, query="boats"), resume=True)
    export_archive(path, Selection(site))
    assert len(rows(path, "articles")) == 4


def test_every_column_is_exported_or_known_to_mean_nothing_elsewhere(db: None) -> None:
    """A new column of these models is in archives at once; this says when one is not."""
    people = {"created_by", "updated_by", "trashed_by", "user", "accepted_by"}
    for table in going_in():
        if isinstance(table, RowTable):
            known = {field.name for field in table.fields} | table.skip | people | {"id", "site", "public_id"}
            known |= {"kind", "object_id"} if table.is_about_content else set()
            assert {field.name for field in table.model._meta.concrete_fields} <= known, table.name


def test_rooms_above_add_rows_of_their_own(db: None) -> None:
    names = [extra.name for extra in registry.all_extras()]
    assert encoding.has_public_id and names == sorted(names)
