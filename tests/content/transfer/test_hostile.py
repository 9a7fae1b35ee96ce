"""Broken and hostile files: each case is a file in `cases/` with what is expected beside it.

`state` is how the run ends, `line` where the first fault is, `problems`, `notes` and `people` what the report says (of
the file, of items, of items that need a person), `live` every public address, `titles` titles that are there, `bodies`
what the text at an address holds, `absent` what no public page holds.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing.models import LivePage
from content.taxonomy.models import Author, Category, Tag
from content.transfer.models import ImportedItem
from tests.content.transfer.conftest import Importing

pytestmark = pytest.mark.django_db
CASES = sorted(path.stem for path in Path(__file__).with_name("cases").glob("*.json"))


def case(name: str) -> tuple[bytes, dict[str, Any]]:
    path = Path(__file__).with_name("cases") / name
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return path.with_suffix(".xml").read_bytes(), expected


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_it_ends_in_a_clear_report(name: str, importing: Importing, site: Site) -> None:
    data, expected = case(name)
    run = importing(data)
    pages = LivePage.objects.filter(site=site)
    assert run.state == expected["state"]
    said = " ".join(message for _, message, _ in run.problems)
    assert all(text in said for text in expected.get("problems", [])), said
    if "line" in expected:
        assert run.problems[0][0] == expected["line"]
    if "live" in expected:
        assert sorted(pages.values_list("path", flat=True)) == expected["live"]
    assert set(expected.get("titles", [])) <= set(pages.values_list("title", flat=True))
    for path, text in expected.get("bodies", {}).items():
        assert text in pages.get(path=path).body
    shown = " ".join(f"{page.title} {page.body} {page.labels}" for page in pages)
    assert [text for text in expected.get("absent", []) if text in shown] == []
    rows = ImportedItem.objects.for_site(site)
    for names, found in (("notes", rows), ("people", rows.needing_a_person())):
        notes = " ".join(found.values_list("note", flat=True))
        assert all(text in notes for text in expected.get(names, [])), notes
    assert not rows.filter(state="failed").exists()


@pytest.mark.parametrize("name", [name for name in CASES if case(name)[1]["state"] == "refused"])
def test_what_is_refused_leaves_nothing_behind(name: str, importing: Importing, site: Site) -> None:
    run = importing(case(name)[0])
    kinds = (Article, Page, Author, Category, Tag, LivePage, ImportedItem)
    assert [model.__name__ for model in kinds if model.objects.filter(site=site).exists()] == []
    assert any(is_fatal for *_, is_fatal in run.problems)


def test_what_comes_before_the_break_is_taken_if_asked_for(importing: Importing, site: Site) -> None:
    importing(case("truncated_between_items")[0], partial=True)
    assert list(LivePage.objects.filter(site=site).values_list("path", flat=True)) == ["/articles/plain/"]
