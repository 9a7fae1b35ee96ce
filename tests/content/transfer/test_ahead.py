"""Reading in a process of its own: the same records as without one, in little memory, and no silence when it dies."""

import os
import signal
from pathlib import Path

import pytest

from accounts.sites.models import Site
from content.publishing.models import LivePage
from content.transfer import ahead, running
from content.transfer.ahead import ReaderDied, batches, batches_ahead
from content.transfer.models import Import, ImportedItem
from content.transfer.records import Comment, Entry
from content.transfer.registry import importer
from tests.content.transfer import generate
from tests.content.transfer.conftest import Importing


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "posts.xml"
    path.write_text("".join(generate.generate(7)), encoding="utf-8")
    return path


@pytest.mark.parametrize("mode", ["all", "raw", "clean"])
def test_the_other_process_reads_what_this_one_reads(export: Path, mode: ahead.Mode) -> None:
    wordpress = importer("wordpress")
    here = list(batches(wordpress, export, url="", mode=mode, size=3))
    there = list(batches_ahead(wordpress, export, url="", mode=mode, size=3))
    assert there == here
    assert [len(batch) for batch in here][:2] == [3, 3]


def test_entries_are_hashed_as_the_source_has_them(export: Path) -> None:
    wordpress = importer("wordpress")
    raw = [taken for batch in batches(wordpress, export, url="", mode="raw", size=9) for taken in batch]
    clean = [taken for batch in batches(wordpress, export, url="", mode="clean", size=9) for taken in batch]
    assert [taken.hash for taken in raw] == [taken.hash for taken in clean]
    assert all(taken.html is None and taken.entry.body for taken in raw)
    assert all(taken.html and not taken.entry.body for taken in clean)


def test_planning_gets_everything_but_the_bodies(export: Path) -> None:
    items = [item for batch in batches(importer("wordpress"), export, url="", mode="all", size=50) for item in batch]
    assert {item.body for item in items if isinstance(item, Entry)} == {""}
    assert any(item.body for item in items if isinstance(item, Comment))


def test_a_batch_of_long_texts_is_a_short_one(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LARGEST", 10_000)
    sizes = [len(batch) for batch in batches(importer("wordpress"), export, url="", mode="raw", size=200)]
    assert sum(sizes) == 7
    assert max(sizes) <= 3


def test_a_process_that_was_killed_is_no_end_of_the_file(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    make = ahead.subprocess.Popen

    class Watched(make):  # type: ignore[misc, valid-type]
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            started.append(self.pid)
            os.kill(self.pid, signal.SIGSTOP)

    monkeypatch.setattr(ahead.subprocess, "Popen", Watched)
    reading = batches_ahead(importer("wordpress"), export, url="", mode="raw", size=3)
    monkeypatch.setattr(ahead, "_received", _killing(started, ahead._received))
    with pytest.raises(ReaderDied, match="Run the import again"):
        list(reading)


def _killing(started: list[int], receive: object) -> object:
    def received(pipe: object) -> object:
        os.kill(started[0], signal.SIGKILL)
        return receive(pipe)  # type: ignore[operator]

    return received


def test_who_stops_listening_leaves_no_process_behind(export: Path) -> None:
    reading = batches_ahead(importer("wordpress"), export, url="", mode="raw", size=1)
    next(reading)
    reading.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_site_comes_out_the_same_whoever_reads_it(
    export: Path, importing: Importing, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MANY", 1)
    run = importing(export.read_bytes())
    assert run.state == Import.State.DONE
    bodies = dict(LivePage.objects.filter(site=site).values_list("path", "body"))
    hashes = set(ImportedItem.objects.filter(site=site, kind="article").values_list("payload_hash", flat=True))
    for model in (LivePage, ImportedItem):
        model.objects.filter(site=site).delete()
    monkeypatch.setattr(running, "MANY", 10_000)
    importing(export.read_bytes())
    again = ImportedItem.objects.filter(site=site, kind="article")
    assert set(again.values_list("payload_hash", flat=True)) == hashes
    assert sorted(dict(LivePage.objects.filter(site=site).values_list("path", "body")).values()) == sorted(
        bodies.values()
    )
