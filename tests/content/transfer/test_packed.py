"""Exports that come packed: one file, or the parts of one; what is made to fill a disk is refused before it does."""

import bz2
import fcntl
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.sites.models import Site
from content.articles.models import Article
from content.media.models import Asset
from content.transfer.forms import UploadForm
from content.transfer.importers.wordpress import parts, read
from content.transfer.records import Entry, Problem
from tests.content.media.pictures import jpeg
from tests.content.transfer.generate import ORIGIN, document, item
from tests.content.transfer.test_doors import GHOST, TEXT, WXR, encrypted, refused, told

pytestmark = pytest.mark.django_db
Files = dict[str, str | bytes]


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(data: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.xml")
        info.size = len(data.encode())
        archive.addfile(info, io.BytesIO(data.encode()))
    return out.getvalue()


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path / "var"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: zipped({"a/b.xml": data})])
def test_a_packed_export_is_opened_and_leaves_nothing_on_the_disk(
    pack: Callable[[bytes], bytes], site: Site, tmp_path: Path, var: Path
) -> None:
    path = tmp_path / "export"  # whatever it is called
    path.write_bytes(pack(WXR.encode()))
    assert "article: 1 imported" in told(site, "import_wordpress", path)
    assert "article: 1 unchanged" in told(site, "import_wordpress", path)
    assert not [file for file in var.rglob("*") if file.is_file()]


def test_parts_are_one_export_in_the_order_of_their_numbers(site: Site, tmp_path: Path) -> None:
    head = "<wp:author><wp:author_login>ann</wp:author_login></wp:author>"
    files: Files = {
        "x/old.wordpress.10.xml": document(item(id=3, slug="c", title="C"), head=head),
        "x/old.wordpress.2.xml": document(
            item(id=2, slug="b", title="B", body=f'<a href="{ORIGIN}/?p=3">To C</a>'), head=head
        ),
        "x/old.wordpress.1.xml": document(item(id=1, slug="a", title="A"), head=head),
        "x/sitemaps/sitemap.xml": "<urlset/>",
        "__MACOSX/x/._old.wordpress.1.xml": b"\0",
    }
    path = tmp_path / "old.zip"
    path.write_bytes(zipped(files))
    said = told(site, "import_wordpress", path)
    assert "article: 3 imported" in said and "author: 1 imported" in said
    assert "sitemap.xml lies in another folder than the export" in said
    assert list(Article.objects.filter(site=site).order_by("pk").values_list("title", flat=True)) == ["A", "B", "C"]
    assert 'href="/articles/c/"' in Article.objects.get(site=site, title="B").body
    assert "article: 3 unchanged" in told(site, "import_wordpress", path)


def test_a_broken_part_is_named_and_nothing_of_the_others_is_imported(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a.xml": WXR, "b.xml": WXR[:-90]}))
    assert "b.xml: The file was cut off" in refused(site, "import_wordpress", path)
    path.write_bytes(zipped({"a.xml": WXR, "b.xml": ""}))
    assert "b.xml: The file is empty" in refused(site, "import_wordpress", path)


def test_parts_of_two_sites_are_not_mixed(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a.xml": WXR, "b.xml": document(item(id=7), origin="https://other.example")}))
    assert "b.xml: It is of another site (other.example)" in refused(site, "import_wordpress", path)


def test_things_with_one_number_in_one_line_are_told_apart(tmp_path: Path, site: Site) -> None:
    same = document(*(item(id=7, slug=f"s{n}", title=f"T{n}") for n in range(4))).replace("\n", " ")
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a.xml": same, "b.xml": same}))
    assert "article: 8 imported" in told(site, "import_wordpress", path)
    assert "article: 8 unchanged" in told(site, "import_wordpress", path)
    assert Article.objects.filter(site=site, state="published").count() == 1


def test_pictures_that_are_packed_with_it_are_taken(site: Site, tmp_path: Path) -> None:
    url = f"{ORIGIN}/wp-content/uploads/2020/01/boat.jpg"
    picture = item(id=8, type="attachment", status="inherit", more=f"<wp:attachment_url>{url}</wp:attachment_url>")
    text = document(item(id=7, slug="a", title="A", body=f'<img src="{url}" alt="Boat">'), picture)
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"site/a.xml": text, "site/uploads/2020/01/boat.jpg": jpeg(40, 30)}))
    assert "asset: 1 imported" in told(site, "import_wordpress", path)
    assert f'data-asset="{Asset.objects.get(site=site).public_id}"' in Article.objects.get(site=site).body


def test_pictures_of_ghost_too(site: Site, tmp_path: Path) -> None:
    export = GHOST.replace("<p>Words.</p>", "<p>Words.</p><img src='__GHOST_URL__/content/images/2020/a.jpg'>")
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"data/a.ghost.json": export, "content/images/2020/a.jpg": jpeg(40, 30), "b.json": "{}"}))
    said = told(site, "import_ghost", path, "--url", "https://old.example")
    assert "article: 1 imported" in said and "asset: 1 imported" in said


@pytest.mark.parametrize(
    ("door", "data", "said"),
    [
        ("import_wordpress", gzip.compress(WXR.encode(), mtime=0)[:-20], "not a whole gzip file"),
        ("import_wordpress", gzip.compress(WXR.encode(), mtime=0)[:40], "not a whole gzip file"),
        ("import_wordpress", b"\x1f\x8b", "not a whole gzip file"),
        ("import_wordpress", gzip.compress(WXR.encode(), mtime=0) + b"junk", "not a whole gzip file"),
        ("import_ghost", bz2.compress(GHOST.encode())[:-9], "not a whole bzip2 file"),
        ("import_ghost", lzma.compress(GHOST.encode())[:-30], "not a whole xz file"),
        ("import_ghost", b"\xfd7zXZ\0 nothing", "not a whole xz file"),
        ("import_wordpress", zipped({"a.xml": WXR})[:-30], "not a whole ZIP file"),
        ("import_wordpress", gzip.compress(bytes(30_000_000), mtime=0), "it is a trap"),
        ("import_wordpress", zipped({"a.xml": bytes(30_000_000)}), "it is a trap"),
        ("import_wordpress", gzip.compress(tarred(WXR), mtime=0), "Another archive is packed"),
        ("import_wordpress", gzip.compress(zipped({"a.xml": WXR}), mtime=0), "Another archive is packed"),
        ("import_wordpress", gzip.compress(gzip.compress(WXR.encode(), mtime=0)), "compressed (gzip)"),
        ("import_wordpress", gzip.compress(GHOST.encode(), mtime=0), "import_ghost takes it"),
        ("import_wordpress", zipped({"a.json": GHOST}), "import_ghost takes it"),
        ("import_wordpress", zipped({"a.md": TEXT}), "import_markdown takes it"),
        ("import_wordpress", zipped({"../a.xml": WXR}), "leads out of the file"),
        ("import_wordpress", zipped({"/a.xml": WXR}), "leads out of the file"),
        ("import_wordpress", zipped({"a.txt": "x"}), "no file that ends in .xml or .wxr"),
        ("import_wordpress", zipped({}), "no file that ends in .xml or .wxr"),
        ("import_ghost", zipped({"a.json": GHOST, "b.json": GHOST}), "several exports (a.json, b.json)"),
        ("import_ghost", zipped({"a.xml": WXR}), "import_wordpress takes it"),
    ],
)
def test_what_is_packed_wrongly_is_refused_in_words(
    door: str, data: bytes, said: str, site: Site, tmp_path: Path, var: Path
) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(data)
    assert said in refused(site, door, path)
    assert not [file for file in var.rglob("*") if file.is_file()]


def test_a_password_is_named(site: Site, tmp_path: Path) -> None:
    encrypted(tmp_path / "x.zip")
    assert "without a password" in refused(site, "import_wordpress", tmp_path / "x.zip")


def test_more_than_is_allowed_to_unpack_is_refused(
    site: Site, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ARCHIVE_MAX_GB = 0
    (tmp_path / "x.gz").write_bytes(gzip.compress(WXR.encode(), mtime=0))
    assert "unpacks to more than 0 GB" in refused(site, "import_wordpress", tmp_path / "x.gz")


def test_what_a_killed_run_has_left_is_taken_away_after_days(site: Site, tmp_path: Path, var: Path) -> None:
    for name in ("old", "fresh", "busy"):
        (var / "unpacked" / name / "files").mkdir(parents=True)
        (var / "unpacked" / name / "lock").touch()
    for name in ("old", "busy"):
        os.utime(var / "unpacked" / name, (1, 1))
    (tmp_path / "x.gz").write_bytes(gzip.compress(WXR.encode(), mtime=0))
    with (var / "unpacked/busy/lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told(site, "import_wordpress", tmp_path / "x.gz")
    assert sorted(path.name for path in (var / "unpacked").iterdir()) == ["busy", "fresh"]


@pytest.mark.parametrize("name", ["...zip", "..zip", "\u2693" * 66 + ".zip", " .zip"])
def test_a_file_may_be_called_anything(name: str, site: Site, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(zipped({"a.md": TEXT, "b.md": TEXT}))
    assert "article: 2 imported" in told(site, "import_markdown", tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.zip", zipped({"a.xml": WXR}), "wordpress"),
        ("a.xml.gz", gzip.compress(WXR.encode(), mtime=0), "wordpress"),
        ("a.zip", zipped({"x/a.json": GHOST}), "ghost"),
        ("a.gz", gzip.compress(GHOST.encode(), mtime=0), "ghost"),
        ("a.zip", zipped({"_posts/a.md": TEXT, "feed.xml": "<rss/>", "package.json": "{}"}), "markdown"),
        ("a.zip", zipped({"manifest.json": "{}", "site.json": "{}"}), "restore_site takes it"),
        ("a.zip", b"PK\x03\x04 broken", "markdown"),
        ("a.gz", b"\x1f\x8b broken", "markdown"),
        ("a.tar", b"", "ends in .json, .zip, .xml, .wxr, .gz, .bz2, .xz"),
    ],
)
def test_an_upload_goes_to_who_reads_what_is_in_it(name: str, data: bytes, expected: str) -> None:
    form = UploadForm({}, {"file": SimpleUploadedFile(name, data or b"x")})
    found = form.importer.name if form.is_valid() else form.errors["file"][0]
    assert expected in found


def test_parts_and_problems_have_a_place(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(WXR)
    (tmp_path / "b.xml").write_text(WXR.replace("Words.", "&nbsp;"))
    records = list(read(tmp_path))
    assert [path.name for path in parts(tmp_path)[0]] == ["a.xml", "b.xml"]
    assert sum(isinstance(record, Entry) for record in records) == 2
    assert not [record for record in records if isinstance(record, Problem) and not record.message.startswith("b.xml")]
