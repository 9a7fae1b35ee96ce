"""Backups: what is in them, what is noticed, what is kept."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from accounts.operations import archives, files, making, nightly, restoring, snapshots
from accounts.operations.exceptions import BackupFailed
from accounts.operations.keeping import Policy
from accounts.operations.models import Backup
from accounts.operations.shelves import Folder, shelf
from accounts.sites.models import Site
from tests.people import make_user

KEY = "k3y-of-thirty-two-characters-at-least"
ALL = Policy()
SECRET = "a sentence that no backup shows"


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Folder:
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "media"}}
    settings.STORAGES = settings.STORAGES | {"default": disk}
    default_storage.save("originals/2026/11/one.jpg", ContentFile(SECRET.encode() * 50))
    default_storage.save("originals/2026/11/same.jpg", ContentFile(SECRET.encode() * 50))
    default_storage.save("renditions/two.webp", ContentFile(b"two"))
    return Folder(tmp_path / "shelf")


def _make(place: Folder, key: str = "", **options: Any) -> making.Made:
    return making.make(place, key, policy=options.pop("policy", ALL), verify=False, **options)


def _all_bytes(place: Folder) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(place.path.rglob("*")) if path.is_file())


@pytest.mark.slow
def test_every_row_comes_back_in_an_empty_database(transactional_db: None, site: Site, place: Folder) -> None:
    """The proof runs in a process of its own: it restores the rows into an empty database and sums them up."""
    Site.objects.filter(pk=site.pk).update(name="Größe 😀 \u2028 'quoted'", theme={"b": [1.5, None], "a": {"ü": True}})
    made = making.make(place, KEY, policy=ALL, verify=True)
    assert made.rows["sites.site"].count == Site.objects.count()
    assert made.rows["accounts.user"].count == User.objects.count() > 0
    assert "sessions.session" not in made.rows


def test_a_difference_between_rows_and_proof_is_found(db: None, place: Folder) -> None:
    made = _make(place)
    found: dict[str, list[Any]] = {label: [seen.count, seen.digest] for label, seen in made.rows.items()}
    making.compare(made, found)
    found["sites.site"][0] += 1
    del found["sites.domain"]
    with pytest.raises(BackupFailed, match=r"these rows differ: sites\.domain, sites\.site\."):
        making.compare(made, found)


def test_equal_contents_are_kept_once_and_not_again(db: None, place: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _make(place)
    assert (first.files, len(place.names("media/"))) == (3, 2)
    read: list[str] = []
    digest = files._digest
    monkeypatch.setattr(files, "_digest", lambda storage, name: read.append(name) or digest(storage, name))
    default_storage.save("renditions/three.webp", ContentFile(b"three"))
    monkeypatch.setattr(making.keeping, "name_at", lambda moment: "aicmr-20990101T000000Z.backup")
    assert _make(place).files == 4
    assert read == ["renditions/three.webp"], "what is unchanged is not even read"
    assert len(place.names("media/")) == 3


def test_an_encrypted_backup_shows_nothing(transactional_db: None, site: Site, place: Folder) -> None:
    make_user("somebody@secret.test")
    made = _make(place, KEY)
    assert SECRET.encode() not in _all_bytes(place) and b"secret.test" not in _all_bytes(place)
    assert restoring.check(place, made.name, KEY).engine == connection.vendor
    with pytest.raises(BackupFailed, match="is encrypted"):
        restoring.check(place, made.name, "")


@pytest.mark.parametrize("harm", ["cut", "changed", "renamed"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    db: None, site: Site, place: Folder, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _make(place, KEY)
    path = place.path / made.name
    data = bytearray(path.read_bytes())
    if harm == "cut":
        data = data[: len(data) // 2]
    elif harm == "changed":
        data[len(data) // 2] ^= 1
    name = "aicmr-20200101T000000Z.backup" if harm == "renamed" else made.name
    (place.path / name).write_bytes(bytes(data))
    wiped: list[str] = []
    monkeypatch.setattr(restoring.loading, "wipe", wiped.append)
    with pytest.raises(BackupFailed):
        restoring.restore(place, name, KEY, force=True, told=lambda what, count: None)
    assert wiped == []


def test_without_a_key_a_changed_row_is_noticed_by_its_sum(transactional_db: None, site: Site, place: Folder) -> None:
    made = _make(place)
    path = place.path / made.name
    data = path.read_bytes()
    text = gzip.decompress(data[7:]).replace(b"Harbour Post", b"Harbour Most", 1)
    path.write_bytes(data[:7] + gzip.compress(text))
    with pytest.raises(BackupFailed, match="are not those that were written"):
        restoring.check(place, made.name, "")


def test_a_database_in_use_is_not_replaced_without_force(db: None, site: Site, place: Folder) -> None:
    made = _make(place)
    with pytest.raises(CommandError, match="add --force"):
        call_command("restore", str(place.path / made.name))
    assert Site.objects.filter(pk=site.pk).exists()


def test_a_backup_of_another_version_is_refused(db: None, site: Site, place: Folder, monkeypatch: Any) -> None:
    newest = max(name for app, name in snapshots.applied("default") if app == "sites")
    monkeypatch.setattr(snapshots, "applied", lambda alias: [("sites", newest)])
    made = _make(place)
    path = place.path / made.name
    text = gzip.decompress(path.read_bytes()[7:]).replace(newest.encode(), b"0099_future", 1)
    path.write_bytes(path.read_bytes()[:7] + gzip.compress(text))
    with pytest.raises(BackupFailed, match=r"lacks migrations: sites\.0099_future"):
        restoring.check(place, made.name, "")


def test_files_come_back_with_their_names_and_content(db: None, place: Folder) -> None:
    made = _make(place, KEY)
    entries = archives.entries(place, made.name, KEY)
    default_storage.delete("renditions/two.webp")
    (place.path.parent / "media" / "originals/2026/11/one.jpg").write_bytes(b"scribbled over")
    back = [entry.name for entry in entries if files.bring_back(default_storage, place, KEY, entry)]
    assert sorted(back) == ["originals/2026/11/one.jpg", "renditions/two.webp"]
    assert default_storage.open("originals/2026/11/one.jpg").read() == SECRET.encode() * 50


def test_a_damaged_content_is_named_and_not_brought_back(db: None, place: Folder) -> None:
    made = _make(place)
    for name in place.names("media/"):
        path = place.path / name
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    default_storage.delete("renditions/two.webp")
    entries = {entry.name: entry for entry in archives.entries(place, made.name, "")}
    with pytest.raises(BackupFailed, match=r"renditions/two\.webp is damaged"):
        files.bring_back(default_storage, place, "", entries["renditions/two.webp"])
    assert not default_storage.exists("renditions/two.webp")


def test_old_backups_go_and_their_contents_with_them(db: None, place: Folder, monkeypatch: Any) -> None:
    def at(days_ago: int) -> None:
        name = f"aicmr-202611{20 - days_ago}T000000Z.backup"
        monkeypatch.setattr(making.keeping, "name_at", lambda moment: name)

    at(3)
    _make(place, KEY)
    default_storage.delete("renditions/two.webp")
    at(1)
    _make(place, KEY)
    assert len(place.names("media/")) == 2
    at(0)
    made = _make(place, KEY, policy=Policy(days=1, weeks=0, months=0))
    assert len(made.dropped) == 2
    assert len(place.names("media/")) == 1, "what only a dropped backup named is gone"


def test_contents_stay_where_another_backup_cannot_be_read(db: None, place: Folder, monkeypatch: Any) -> None:
    monkeypatch.setattr(making.keeping, "name_at", lambda moment: "aicmr-20261101T000000Z.backup")
    _make(place, KEY)
    monkeypatch.setattr(making.keeping, "name_at", lambda moment: "aicmr-20261102T000000Z.backup")
    _make(place, KEY[::-1])
    before = place.names("media/")
    monkeypatch.setattr(making.keeping, "name_at", lambda moment: "aicmr-20261103T000000Z.backup")
    _make(place, KEY, policy=Policy(days=2, weeks=0, months=0))
    assert place.names("media/") >= before


def test_the_command_says_what_it_made(db: None, place: Folder, capsys: Any, settings: Any) -> None:
    call_command("backup", to=str(place.path), no_verify=True)
    said = capsys.readouterr().out
    assert "not encrypted" in said and "not verified" in said and "3 files" in said
    row = Backup.objects.get()
    assert row.finished_at and row.files == 3 and not row.is_proven and row.error == ""
    with pytest.raises(CommandError, match="--encrypt needs BACKUP_KEY"):
        call_command("backup", to=str(place.path), encrypt=True)
    with pytest.raises(CommandError, match="three whole numbers"):
        call_command("backup", to=str(place.path), keep="7")
    settings.BACKUP_KEY = "weak"
    with pytest.raises(CommandError, match="BACKUP_KEY needs"):
        call_command("backup", to=str(place.path))
    assert "BACKUP_KEY needs" in Backup.objects.first().error  # type: ignore[union-attr]


def test_the_backup_of_the_day_is_made_once(db: None, place: Folder, settings: Any, monkeypatch: Any) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    monkeypatch.setattr(nightly.timezone, "now", lambda: noon)
    monkeypatch.setattr(making, "prove", lambda *args: None)
    assert nightly.back_up_if_due() is False, "nobody asked for backups"
    settings.BACKUP_TO = str(place.path)
    assert [nightly.back_up_if_due() for _ in range(3)] == [True, False, False]
    noon = noon.replace(day=21, hour=1)
    assert nightly.back_up_if_due() is False, "too early in the day"
    assert len(place.names("aicmr-")) == 1


def test_the_night_has_one_backup_and_a_second_try(
    db: None, place: Folder, settings: Any, monkeypatch: Any, capsys: Any
) -> None:
    def night(hour: int) -> str:
        monkeypatch.setattr(making.keeping, "name_at", lambda moment: f"aicmr-20261120T{hour:02}0000Z.backup")
        call_command("backup", to=str(place.path), nightly=True)
        return str(capsys.readouterr().out)

    monkeypatch.setattr(making, "prove", lambda *args: None)
    settings.BACKUP_TO = str(place.path)
    running = Backup.objects.create(place=settings.BACKUP_TO)
    assert "being made" in night(3)
    Backup.objects.filter(pk=running.pk).update(error="the disk was full")
    assert "3 files" in night(4)
    assert "being made" in night(5)
    assert len(place.names("aicmr-")) == 1


def test_a_proof_prints_sums(db: None, place: Folder, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "accounts.operations.restoring.prove", lambda *args: {"sites.site": snapshots.Sum(2, 5)}, raising=True
    )
    made = _make(place)
    call_command("restore", str(place.path / made.name), proof=True)
    assert json.loads(capsys.readouterr().out) == {"sites.site": [2, f"{5:064x}"]}


def test_a_place_without_backups_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no backup in"):
        call_command("restore", str(tmp_path))
    assert shelf(str(tmp_path)).names("") == set()
