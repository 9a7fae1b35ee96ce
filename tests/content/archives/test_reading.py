"""Archives that somebody has tampered with, or that were damaged on the way, are refused before anything is written."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings

from accounts.sites.models import Site
from content.archives.exceptions import ArchiveRefused
from content.archives.models import Restore
from content.archives.siteinfo import check_site
from content.articles.models import Article
from tests.content.archives.whole import export, fill, forged, repacked, restore, rows

pytestmark = pytest.mark.django_db


_made: dict[str, bytes] = {}


@pytest.fixture
def archive(site: Site, tmp_path: Path) -> Path:
    """Made once: what is in it does not matter here, only what is done to it."""
    path = tmp_path / "first.zip"
    if not _made:
        fill(site, None)
        _made["archive"] = export(site, path, with_revisions=True).read_bytes()
    path.write_bytes(_made["archive"])
    return path


def _refused(path: Path, words: str) -> None:
    sites = Site.objects.count()
    with pytest.raises(ArchiveRefused, match=words):
        restore(path, domain="new.localhost")
    assert Site.objects.count() == sites and not Restore.objects.exclude(file_name="noise.zip").exists()


def _link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../outside.txt", "leads out of the archive"),
        ("media/../../outside.txt", "leads out of the archive"),
        ("/etc/passwd", "leads out of the archive"),
        ("C:/windows.txt", "leads out of the archive"),
        ("media\\outside.jpg", "leads out of the archive"),
        ("rows//x.jsonl", "leads out of the archive"),
        ("rows/strange.jsonl", "does not belong"),
        ("run.sh", "does not belong"),
    ],
)
def test_names_that_do_not_belong(archive: Path, tmp_path: Path, name: str, words: str) -> None:
    _refused(repacked(archive, tmp_path / "bad.zip", {}, [(name, b"x")]), words)


def test_links_to_other_files(archive: Path, tmp_path: Path) -> None:
    _refused(repacked(archive, tmp_path / "bad.zip", {}, [(_link("media/passwd"), b"/etc/passwd")]), "is a link")


def test_a_manifest_whose_packed_bytes_are_torn(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as torn, zipfile.ZipFile(archive) as whole:
        torn.writestr("manifest.json", whole.read("manifest.json"))
    data = bytearray(path.read_bytes())
    place = 30 + len("manifest.json")
    data[place : place + 8] = b"\xff" * 8
    path.write_bytes(data)
    _refused(path, "manifest.json cannot be read")


@pytest.mark.parametrize("value", [None, -1, 10**29, True, [], [[1]], {"a": {"b": 1}}])
def test_no_value_of_the_site_ends_in_an_error(archive: Path, tmp_path: Path, value: Any) -> None:
    with zipfile.ZipFile(archive) as whole:
        row = json.loads(whole.read("site.json"))
    for name in row.keys() - {"domains"}:
        try:
            check_site(row | {name: value})
        except ArchiveRefused as refused:
            assert "site.json" in str(refused)


def test_the_same_name_twice(archive: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        bad = repacked(archive, tmp_path / "bad.zip", {}, [("site.json", b"{}")])
    _refused(bad, "twice")


def test_what_unpacks_to_far_too_much(archive: Path, tmp_path: Path) -> None:
    _refused(repacked(archive, tmp_path / "bad.zip", {}, [("media/x.jpg", bytes(30_000_000))]), "it is a trap")


@override_settings(ARCHIVE_MAX_GB=0.00001)
def test_what_is_larger_than_this_installation_takes(archive: Path) -> None:
    _refused(archive, "ARCHIVE_MAX_GB")


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (lambda data: data[:-100], "not a whole ZIP"),
        (lambda data: b"", "not a whole ZIP"),
        (lambda data: b"PK\x03\x04" * 9, "ZIP"),
    ],
)
def test_what_is_no_whole_zip_file(archive: Path, tmp_path: Path, cut: Callable[[bytes], bytes], words: str) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(cut(archive.read_bytes()))
    _refused(bad, words)


@pytest.mark.parametrize("name", ["rows/articles.jsonl", "manifest.json", "site.json"])
def test_a_byte_that_was_changed_on_the_way(archive: Path, tmp_path: Path, name: str) -> None:
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo(name)
    extra = int.from_bytes(whole[info.header_offset + 28 : info.header_offset + 30], "little")
    begin = info.header_offset + 30 + len(info.filename) + extra
    # Its last two bytes hold the mark of the end: with those changed, all of the text is there, and its sum is right.
    for place in range(begin, begin + info.compress_size - 2, max(info.compress_size // 5, 1)):
        data = bytearray(whole)
        data[place] ^= 0x55
        bad = tmp_path / "bad.zip"
        bad.write_bytes(bytes(data))
        _refused(bad, "damaged|line|cannot be read|not a whole ZIP|is not what|ZIP file")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "of version 2; this installation reads version 1"),
        ({"version": "1"}, "of version"),
        ({"version": True}, "of version True"),
        ({"version": None}, "of version None"),
        ({"format": "other"}, "no archive of AiCMR"),
        ({"files": None}, "does not list"),
        ({"files": [{"name": "articles"}]}, "does not list"),
        ({"files": [{"name": "../x", "rows": 0, "size": 0, "sha256": ""}]}, "does not list"),
        ({"files": [{"name": "tags", "rows": float("inf"), "size": 0, "sha256": ""}]}, "does not list"),
        ({"files": [{"name": "tags", "rows": 10**30, "size": 0, "sha256": ""}]}, "does not list"),
        ({"site": "0"}, "site.json is not what"),
    ],
)
def test_a_manifest_that_lies(archive: Path, tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json")) | change
    _refused(repacked(archive, tmp_path / "bad.zip", {"manifest.json": json.dumps(manifest).encode()}), words)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("manifest.json", None, "holds no manifest.json"),
        ("manifest.json", b"{", "cannot be read"),
        ("manifest.json", b"[]", "no object"),
        ("manifest.json", b"[" * 100_000, "cannot be read"),
        ("site.json", None, "holds no site.json"),
        ("rows/tags.jsonl", None, "rows/tags.jsonl is missing"),
        ("rows/tags.jsonl", b"{}\n", "rows/tags.jsonl, line 1"),
        ("rows/tags.jsonl", b"{broken\n", "rows/tags.jsonl, line 1: this is not JSON"),
        ("rows/tags.jsonl", b"\xff\xfe\n", "rows/tags.jsonl, line 1"),
        ("rows/tags.jsonl", b"{}", "cut off"),
        ("rows/tags.jsonl", b"", "damaged or changed"),
    ],
)
def test_files_that_are_broken(archive: Path, tmp_path: Path, name: str, data: bytes | None, words: str) -> None:
    _refused(repacked(archive, tmp_path / "bad.zip", {name: data}), words)


def test_a_picture_whose_bytes_are_others(archive: Path, tmp_path: Path) -> None:
    name = rows(archive, "pictures")[0]["file"]
    _refused(repacked(archive, tmp_path / "bad.zip", {name: b"<svg onload=alert(1)>"}), "damaged or changed")
    _refused(repacked(archive, tmp_path / "bad2.zip", {name: None}), "is missing")


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("articles", {"slug": "../../admin"}, "articles.jsonl, line 1: slug"),
        ("articles", {"title": "x" * 300}, "line 1: title"),
        ("articles", {"title": None}, "line 1: title"),
        ("articles", {"id": "../x"}, "line 1: id"),
        ("articles", {"id": 7}, "line 1: id"),
        ("articles", {"state": "open"}, "line 1: state"),
        ("articles", {"created_at": "yesterday"}, "line 1: created_at"),
        ("articles", {"created_at": "2026-01-01T00:00:00"}, "line 1: created_at"),
        ("articles", {"tags": "all"}, "line 1: tags"),
        ("articles", {"hero": 3}, "line 1: hero"),
        ("articles", {"version": -1}, "line 1: version"),
        ("articles", {"version": None}, "line 1: version: this is missing"),
        ("articles", {"translation_group": None}, "line 1: translation_group: this is missing"),
        ("tags", {"name": " "}, "line 1: name"),
        ("tags", {"name": 5}, "line 1: name: this has to be a text"),
        ("authors", {"slug": True}, "line 1: slug: this has to be a text"),
        ("categories", {"name": {"a": 1}}, "line 1: name: this has to be a text"),
        ("pictures", {"size": None}, "line 1: size: this is missing"),
        ("revisions", {"created_at": None}, "line 1: created_at"),
        ("schedules", {"created_at": None}, "line 1: created_at"),
        ("pictures", {"mime": "image/svg+xml"}, "line 1: mime"),
        ("pictures", {"file": "media/../../../etc/passwd"}, "line 1: file"),
        ("revisions", {"number": "one"}, "revisions.jsonl, line 1"),
        ("revisions", {"number": "1"}, "line 1: number: this has to be a whole number"),
        ("revisions", {"number": True}, "line 1: number: this has to be a whole number"),
        ("articles", {"noindex": "yes"}, "line 1: noindex: true or false"),
        ("guidelines", {"updated_at": None}, "line 1: updated_at"),
        ("editions", {"guidelines": {}}, "line 1: guidelines"),
        ("revisions", {"snapshot": []}, "line 1: snapshot"),
        ("live", {"path": "articles"}, "live.jsonl, line 1"),
        ("live", {"published_at": 5}, "line 1: published_at"),
        ("schedules", {"action": "delete"}, "schedules.jsonl, line 1: action"),
        ("redirects", {"target": "javascript:alert(1)"}, "redirects.jsonl, line 1: target"),
    ],
)
def test_rows_that_cannot_be(archive: Path, tmp_path: Path, table: str, change: dict[str, Any], words: str) -> None:
    _refused(forged(archive, tmp_path / "bad.zip", table, lambda found: found[0].update(change)), words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hero": ["abc"]}, "hero: one id"),
        ({"tags": "abc"}, "tags: a list of ids"),
        ({"tags": None}, "tags: a list of ids"),
        ({"authors": [None]}, "authors"),
        ({"authors": [["abc"]]}, "authors"),
        ({"seo_title": 5}, "seo_title: this has to be a text"),
        ({"summary": None}, "summary: this is missing"),
        ({"is_featured": "yes"}, "is_featured: true or false"),
        ({"body": ["<p>"]}, "body: this has to be a text"),
        ({"language": {}}, "language: this has to be a text"),
        ({"later": json.loads("[" * 300 + "]" * 300)}, "snapshot: it nests more than"),
    ],
)
def test_frozen_texts_that_lie_about_their_types(
    archive: Path, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    bad = forged(archive, tmp_path / "bad.zip", "revisions", lambda found: found[0]["snapshot"].update(change))
    _refused(bad, f"revisions.jsonl, line 1: {words}")


def test_what_stands_below_itself(archive: Path, tmp_path: Path) -> None:
    def turn(found: list[dict[str, Any]]) -> None:
        for row, other in zip(found, [*found[1:], found[0]], strict=True):
            row["parent"] = other["id"]

    for table in ("pages", "categories"):
        _refused(forged(archive, tmp_path / "bad.zip", table, turn), f"{table}.jsonl: .* stands below itself")


def test_what_stands_deeper_than_anybody_looks(archive: Path, tmp_path: Path) -> None:
    def stack(found: list[dict[str, Any]]) -> None:
        row = dict(found[-1])
        found[:] = [row | {"id": f"x{number:04}", "slug": f"c{number}", "parent": None} for number in range(300)]
        for above, below in zip(found, found[1:], strict=False):
            below["parent"] = above["id"]

    _refused(forged(archive, tmp_path / "bad.zip", "categories", stack), "deeper than 100 levels")


def test_the_same_row_twice(archive: Path, tmp_path: Path) -> None:
    bad = forged(archive, tmp_path / "bad.zip", "articles", lambda found: found.insert(0, dict(found[0])))
    _refused(bad, "articles.jsonl, line 2: it stands twice")


def test_scripts_in_texts_do_not_come_in(archive: Path, tmp_path: Path) -> None:
    def poison(found: list[dict[str, Any]]) -> None:
        for row in found:
            row.get("snapshot", row)["body"] = '<p onclick="x()">Kept</p><script>alert(1)</script>'

    bad = forged(archive, tmp_path / "bad.zip", "articles", poison)
    worse = forged(bad, tmp_path / "worse.zip", "revisions", poison)
    target = restore(worse, domain="new.localhost").target
    bodies = list(Article.objects.filter(site=target).values_list("body", flat=True))
    assert bodies and all("Kept" in body and "script" not in body and "onclick" not in body for body in bodies)
    assert all("alert" not in str(row["snapshot"]) for row in rows(export(target, tmp_path / "x.zip"), "revisions"))


def test_rows_of_rooms_that_are_not_here_are_named_and_left_out(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    entry = next(file for file in manifest["files"] if file["name"] == "tags")
    manifest["files"].append(entry | {"name": "sculptures"})
    changes: dict[str, bytes | None] = {"manifest.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(archive) as opened:
        extra = [("rows/sculptures.jsonl", opened.read("rows/tags.jsonl"))]
    assert restore(repacked(archive, tmp_path / "new.zip", changes, extra), domain="new.localhost").state == "done"
