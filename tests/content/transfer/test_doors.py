"""Wrong and hostile files given to the commands: one clear message, an exit code, and nothing is there afterwards."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing.models import LivePage
from content.transfer.packed import unpacked
from tests.content.transfer.generate import document, item

pytestmark = pytest.mark.django_db
WXR = document(item(id=7, slug="plain", title="Plain", body="Words."))
_POST = {"id": "1", "title": "T", "slug": "t", "status": "published", "html": "<p>Words.</p>"}
GHOST = json.dumps({"db": [{"meta": {"version": "5.0"}, "data": {"posts": [_POST]}}]})
TEXT = "---\ntitle: Plain\ndate: 2020-01-02\n---\nWords."
Make = Callable[[Path], None]


def counts() -> dict[str, int]:
    """Rows of every table but the one of runs, where a refused one is named."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found | {"transfer_import": 0}


def told(site: Site, door: str, path: Path, *more: str) -> str:
    out = io.StringIO()
    call_command(door, str(path), "--site", site.host, "--no-media", *more, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refused(site: Site, door: str, path: Path, *more: str) -> str:
    """What is said; nothing may have been written."""
    out, before = io.StringIO(), counts()
    with pytest.raises(CommandError) as caught:
        call_command(door, str(path), "--site", site.host, "--no-media", *more, stdout=out, stderr=io.StringIO())
    assert counts() == before
    assert caught.value.returncode
    return f"{out.getvalue()} {caught.value}"


def packed(**files: str | bytes) -> Make:
    """A ZIP file with these; two underlines are a slash."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)

    return make


def linked(path: Path) -> None:
    info = zipfile.ZipInfo("link.md")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")


def encrypted(path: Path) -> None:
    packed(**{"a.md": TEXT})(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def changed(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", TEXT)
    path.write_bytes(path.read_bytes().replace(b"Words", b"Wards"))


def torn(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.md", TEXT)
    data = bytearray(path.read_bytes())
    data[38:43] = b"\xff" * 5
    path.write_bytes(data)


def written(data: str | bytes) -> Make:
    return lambda path: None if path.write_bytes(data if isinstance(data, bytes) else data.encode()) else None


FILES = {
    "a folder": ("import_wordpress", "x.xml", Path.mkdir, "import_markdown takes folders"),
    "a pipe": ("import_wordpress", "x.xml", os.mkfifo, "no ordinary file"),
    "no file": ("import_ghost", "x.json", lambda path: None, "There is no file"),
    "no folder": ("import_markdown", "x", lambda path: None, "There is no folder"),
    "a pipe for a folder": ("import_markdown", "x", os.mkfifo, "no ordinary file"),
    "nothing in it": ("import_ghost", "x.json", written(""), "Line 1: The file is empty"),
    "Ghost's for WordPress": ("import_wordpress", "x.xml", written(GHOST), "import_ghost takes it"),
    "WordPress's for Ghost": ("import_ghost", "x.json", written(WXR), "import_wordpress takes it"),
    "WordPress's for Markdown": ("import_markdown", "x.xml", written(WXR), "import_wordpress takes it"),
    "one text for Markdown": ("import_markdown", "a.md", written(TEXT), "the folder that it lies in"),
    "an unknown file for Markdown": ("import_markdown", "a.bin", written(b"\0"), "neither a folder nor a .zip"),
    "an archive": (
        "import_wordpress",
        "x.xml",
        packed(**{"manifest.json": "{}", "site.json": "{}"}),
        "restore_site takes it",
    ),
    "packed by others": ("import_wordpress", "x.xml", b"7z\xbc\xaf\x27\x1c", "Line 1: The file is compressed (7z)"),
    "UTF-16": ("import_ghost", "x.json", GHOST.encode("utf-16"), "UTF-16"),
    "deep lists": ("import_ghost", "x.json", written("[" * 100_000), "more than 8 deep"),
    "deep objects": ("import_ghost", "x.json", written('{"db":' * 100_000), "more than 8 deep"),
    "no JSON": ("import_ghost", "x.json", written(GHOST[:-9]), "Line 1: This is not JSON"),
    "an encoding for hosts": ("import_wordpress", "x.xml", WXR.replace("UTF-8", "idna"), "which there is not"),
    "an encoding for nothing": ("import_wordpress", "x.xml", WXR.replace("UTF-8", "undefined"), "which there is not"),
    "an encoding for programs": ("import_wordpress", "x.xml", WXR.replace("UTF-8", "unicode_escape"), "there is not"),
    "no ZIP": ("import_markdown", "x.zip", written(b"nope"), "not a whole ZIP file"),
    "an empty ZIP": ("import_markdown", "x.zip", packed(), "holds no Markdown files"),
    "a ZIP without texts": ("import_markdown", "x.zip", packed(**{"a.txt": "x"}), "holds no Markdown files"),
    "a packed WXR for Markdown": ("import_markdown", "x.zip", packed(**{"a.xml": WXR}), "import_wordpress"),
    "a path out": ("import_markdown", "x.zip", packed(**{"../../evil.md": TEXT}), "leads out of the file"),
    "a path from the top": ("import_markdown", "x.zip", packed(**{"/etc/evil.md": TEXT}), "leads out of the file"),
    "a path of Windows": ("import_markdown", "x.zip", packed(**{"..\\evil.md": TEXT}), "leads out of the file"),
    "a drive": ("import_markdown", "x.zip", packed(**{"C:/evil.md": TEXT}), "leads out of the file"),
    "a link": ("import_markdown", "x.zip", linked, "a link to another file"),
    "a trap": ("import_markdown", "x.zip", packed(**{"a.md": bytes(21_000_000)}), "it is a trap"),
    "a long name": ("import_markdown", "x.zip", packed(**{f"{'x' * 300}.md": TEXT}), "longer than names"),
    "deep folders": ("import_markdown", "x.zip", packed(**{f"{'d/' * 3000}a.md": TEXT}), "longer than names"),
    "a file as a folder": (
        "import_markdown",
        "x.zip",
        packed(**{"a.md": TEXT, "a.md/b.md": TEXT}),
        "a file and a folder",
    ),
    "an address that is none": (
        "import_markdown",
        "x.zip",
        packed(**{"_config.yml": "url: http://[", "a.txt": ""}),
        "_config.yml names no address",
    ),
    "a password": ("import_markdown", "x.zip", encrypted, "without a password"),
    "changed bytes": ("import_markdown", "x.zip", changed, "not a whole ZIP file"),
    "torn bytes": ("import_markdown", "x.zip", torn, "not a whole ZIP file"),
}


@pytest.mark.parametrize("case", FILES)
def test_what_cannot_be_imported_is_refused_in_words(case: str, site: Site, tmp_path: Path) -> None:
    door, name, make, said = FILES[case]
    path = tmp_path / name
    (make if callable(make) else written(make))(path)
    assert said in refused(site, door, path)
    assert said in refused(site, door, path, "--dry-run") or not path.exists()


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31 23:59:59"])
def test_a_day_at_the_end_of_the_calendar_stops_nothing(date: str, site: Site, tmp_path: Path) -> None:
    Site.objects.filter(pk=site.pk).update(time_zone="Pacific/Kiritimati")
    path = tmp_path / "x.xml"
    path.write_text(document(item(id=1, slug="odd", title="Odd", date=date), item(id=2, slug="even")))
    assert "article: 2 imported" in told(site, "import_wordpress", path)


def test_a_packed_folder_is_imported_and_leaves_nothing_on_the_disk(
    site: Site, tmp_path: Path, settings: object
) -> None:
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    path = tmp_path / "blog.zip"
    packed(**{"blog/a.md": TEXT, "blog/b.md": "Other words.", "__MACOSX/blog/._a.md": b"\0"})(path)
    assert "article: 2 imported" in told(site, "import_markdown", path)
    assert "article: 2 unchanged" in told(site, "import_markdown", path)
    assert Article.objects.filter(site=site).count() == 2
    assert "Words." in LivePage.objects.get(site=site, title="Plain").body
    assert not list((tmp_path / "var").rglob("*.md"))


def test_an_upload_may_have_a_longer_name_than_this_disk_takes(tmp_path: Path, settings: object) -> None:
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    packed(**{"a.md": TEXT})(tmp_path / "x.zip")
    with unpacked(tmp_path / "x.zip", name=f"{'文' * 150}.zip") as folder:
        assert [path.name for path in folder.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--as", "nobody@example.org"), "nobody with the address"),
        (("--media-dir", "/nowhere"), "no folder /nowhere"),
        (("--report", "/nowhere/report.csv"), "report cannot be written"),
        (("--report", "/"), "report cannot be written"),
    ],
)
def test_an_option_that_cannot_be_is_told_before_the_work(
    site: Site, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "x.xml"
    path.write_text(WXR)
    assert said in refused(site, "import_wordpress", path, *more)
