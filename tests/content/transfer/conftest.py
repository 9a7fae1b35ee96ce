"""Runs of importers over small files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from accounts.sites.models import Site
from content.transfer.models import Import, ImportedItem
from content.transfer.running import Options, Refused, Running

Importing = Callable[..., Import]
Bring = Callable[..., Import]


def nobody_watches(step: str, done: int, total: int) -> None:
    """A run without anybody to show its progress to."""


@pytest.fixture
def importing(site: Site, tmp_path: Path) -> Importing:
    """`importing(text)` imports it as a WordPress file and returns the run; broken files end as refused."""

    def make(text: str | bytes, *, by: User | None = None, importer: str = "wordpress", **options: Any) -> Import:
        path = tmp_path / "export.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        run = Import.objects.create(site=site, importer=importer, file_name=path.name)
        try:
            Running(run, path, by, nobody_watches, Options(**{"fetch": False} | options)).load()
        except Refused:
            assert run.state == Import.State.REFUSED
        return run

    return make


@pytest.fixture
def row(site: Site) -> Callable[[str, str], ImportedItem]:
    """`row("article", "7")` is the ledger's row of post 7."""

    def find(kind: str, source_id: str) -> ImportedItem:
        found: ImportedItem = ImportedItem.objects.get(site=site, kind=kind, source_id=source_id)
        return found

    return find


@pytest.fixture
def bring(site: Site, tmp_path: Path) -> Bring:
    """`bring({"_posts/2020-01-02-a.md": "…"})` writes these files, imports the folder and returns the run."""

    def make(files: dict[str, str | bytes], **options: Any) -> Import:
        root = tmp_path / "blog"
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        root.mkdir(exist_ok=True)
        run = Import.objects.create(site=site, importer="markdown", file_name="blog")
        try:
            Running(run, root, None, nobody_watches, Options(**{"fetch": False} | options)).load()
        except Refused:
            assert run.state == Import.State.REFUSED
        return run

    return make
