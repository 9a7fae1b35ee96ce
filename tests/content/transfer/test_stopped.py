"""A run that is stopped at any of its steps, and then run again, ends where an undisturbed one ends."""

from pathlib import Path

import pytest
from django.db import transaction

from accounts.sites.models import Site
from content.transfer.ledger import Ledger
from content.transfer.models import Import
from content.transfer.running import Options, Running
from tests.content.transfer import state
from tests.content.transfer.conftest import nobody_watches
from tests.content.transfer.generate import document, item

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a signal: nothing catches it."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    low = "<wp:category><wp:category_nicename>low</wp:category_nicename><wp:category_parent>high</wp:category_parent>"
    high = "<wp:category><wp:category_nicename>high</wp:category_nicename><wp:cat_name>High</wp:cat_name></wp:category>"
    filed = '<category domain="category" nicename="low">Low</category>'
    filed += '<category domain="post_tag" nicename="a">A</category>'
    items = [
        item(id=1, slug="first", body='<a href="/?p=3">On</a>', more=filed),
        item(id=2, slug="hidden", password="x"),
        item(id=3, slug="shown", body='<img src="https://old.example.org/a.jpg">'),
        item(id=4, type="page", slug="below", parent=5),
        item(id=5, type="page", slug="above"),
        item(id=6, slug="later", status="future", date="2090-01-01 08:00:00"),
    ]
    path = tmp_path / "export.xml"
    path.write_text(document(*items, head=f"{low}<wp:cat_name>Low</wp:cat_name></wp:category>{high}"))
    return path


def run(site: Site, path: Path) -> None:
    row = Import.objects.create(site=site, importer="wordpress", file_name=path.name)
    Running(row, path, None, nobody_watches, Options(fetch=False)).load()


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Writes to the ledger that are left until the kill; 0 is none at all."""
    left = [0]
    save = Ledger.save

    def saved(self: Ledger, rows: list) -> None:  # type: ignore[type-arg]
        save(self, rows)
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    monkeypatch.setattr(Ledger, "save", saved)
    return left


@pytest.mark.slow
def test_every_point_leads_to_the_same_end(site: Site, path: Path, left: list[int]) -> None:
    class Undone(Exception):
        """Takes everything back, for the next try."""

    def ended(stop_at: int) -> tuple[dict[str, list[str]], bool]:
        was_killed = False
        try:
            with transaction.atomic():
                left[0] = stop_at
                try:
                    run(site, path)
                except Killed:
                    was_killed = True
                    left[0] = 0
                    run(site, path)
                found = state.of(site)
                raise Undone
        except Undone:
            return found, was_killed

    whole, _ = ended(0)
    assert len(whole["live"]) == 4 and len(whole["uses"]) == 1
    stop_at, was_killed = 1, True
    while was_killed:
        found, was_killed = ended(stop_at)
        assert found == whole, f"stopped at write {stop_at}"
        stop_at += 1
    assert stop_at > 5
