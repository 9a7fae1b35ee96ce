import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

from accounts.audit.models import Entry
from accounts.models import User
from accounts.sites.models import Site
from content.media import services, usage
from content.media.models import Asset
from tests.content.media.conftest import Uploaded
from tests.content.media.pictures import file, jpeg, oriented, png
from tests.people import People
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db


def test_an_upload_is_kept_as_it_came_under_a_random_name(uploaded: Uploaded, people: People) -> None:
    data = jpeg(640, 480)
    asset = uploaded(data, name="IMG_2041 harbour-front.JPG")
    assert (asset.mime, asset.width, asset.height, asset.size) == ("image/jpeg", 640, 480, len(data))
    assert (asset.title, asset.file_name) == ("IMG 2041 harbour front", "IMG_2041 harbour-front.JPG")
    assert (asset.state, asset.is_public, asset.created_by) == (Asset.State.PENDING, False, people.creator)
    assert "harbour" not in str(asset.original.name)
    with default_storage.open(str(asset.original.name)) as stored:
        assert stored.read() == data
    assert Entry.objects.get(topic="media.asset_uploaded").payload == {"asset_id": asset.pk}


def test_the_size_is_that_of_the_upright_picture(uploaded: Uploaded) -> None:
    asset = uploaded(oriented(6, 640, 480))
    assert (asset.width, asset.height) == (480, 640)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("shell.php.jpg", "shellphp.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\boat.png", "boat.jpg"),
        ("evil\r\nSet-Cookie: a=b.jpg", "evilset-cookie-ab.jpg"),
        ("x" * 400 + ".jpg", "x" * 80 + ".jpg"),
        ("<script>.svg", "script.jpg"),
    ],
)
def test_a_files_name_has_no_power(uploaded: Uploaded, name: str, shown: str) -> None:
    asset = uploaded(name=name)
    assert asset.download_name == shown
    assert str(asset.original.name).endswith(".jpg")
    assert ".." not in str(asset.original.name)


def test_a_store_that_does_not_answer_keeps_nothing_and_the_upload_can_be_repeated(
    uploaded: Uploaded, settings: Any
) -> None:
    gone = {"bucket": "b", "endpoint": "http://127.0.0.1:9", "region": "r", "access_key": "a", "secret_key": "s"}
    there = settings.STORAGES
    settings.STORAGES = there | {"default": {"BACKEND": "aicmr.lib.storage.BucketStorage", "OPTIONS": gone}}
    with pytest.raises(services.UploadRefused, match="Upload it again"):
        uploaded()
    assert not Asset.objects.filter(file_name="harbour.jpg", size=len(jpeg())).exists()
    settings.STORAGES = there
    assert uploaded().state == Asset.State.PENDING


def test_the_same_bytes_give_the_same_asset(uploaded: Uploaded) -> None:
    first, second = uploaded(name="a.jpg"), uploaded(name="b.jpg")
    assert second == first
    assert second.is_duplicate
    assert not first.is_duplicate


def test_the_same_bytes_on_another_site_are_another_asset(uploaded: Uploaded, noise_site: Site) -> None:
    first, second = uploaded(), uploaded(at=noise_site)
    assert second != first
    assert not second.is_duplicate


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<svg><script>alert(1)</script></svg>", "Upload a JPEG, PNG"),
        (b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)", "holds something else"),
        (jpeg(300, 200)[:-40], "end is missing"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(site: Site, data: bytes, reason: str) -> None:
    before = Asset.objects.count()
    with pytest.raises(services.UploadRefused, match=reason):
        services.upload(file(data), site=site, by=None)
    assert Asset.objects.count() == before


@pytest.mark.parametrize("rider", [b"<script>alert(1)</script>", b"PK\x03\x04 a whole archive", b"<?php die(); ?>"])
def test_what_rides_in_or_behind_a_picture_does_not_reach_readers(ready: Uploaded, rider: bytes) -> None:
    data = jpeg(640, 480)
    comment = b"\xff\xfe" + struct.pack(">H", len(rider) + 2) + rider
    asset = ready(data[:2] + comment + data[2:] + rider)
    assert asset.mime == "image/jpeg"
    sizes = list(asset.renditions.all())
    assert sizes
    for size in sizes:
        with default_storage.open(size.path) as stored:
            assert rider not in stored.read()


def test_a_bomb_is_refused_by_its_header(site: Site) -> None:
    with pytest.raises(services.UploadRefused, match="25000 × 20000 pixels; at most 120 megapixels"):
        services.upload(file(png_header(25_000, 20_000)), site=site, by=None)
    with pytest.raises(services.UploadRefused, match="pixels"):
        services.upload(file(png_header(1, 70_000)), site=site, by=None)


def test_bytes_are_counted(site: Site, settings: Any) -> None:
    settings.MEDIA_MAX_MB = 1
    with pytest.raises(services.UploadRefused, match="larger than 1 MB"):
        services.upload(file(jpeg() + b"\0" * 1_000_000), site=site, by=None)


def test_a_failed_row_leaves_no_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    discarded: list[str] = []
    monkeypatch.setattr(services.files, "discard", discarded.extend)
    with pytest.raises(ValueError, match="unsaved"):
        services.upload(file(jpeg()), site=site, by=User(email="not-saved@harbour.test"))
    assert len(discarded) == 1


def test_a_file_on_disk_is_read_in_pieces(site: Site) -> None:
    data = jpeg(640, 480)
    with TemporaryUploadedFile("boat.jpg", "image/jpeg", len(data), None) as temporary:
        temporary.write(data)
        temporary.seek(0)
        asset = services.upload(temporary, site=site, by=None)
    assert asset.size == len(data)


def test_pictures_have_what_templates_need_in_one_query(ready: Uploaded) -> None:
    assets = [ready(jpeg(700 + step, 350), alt=f"Boat {step}") for step in range(3)]
    waiting = Asset(pk=10**9)
    with CountQueries() as queries:
        found = services.picture([*assets, waiting])
    assert queries.count == 1
    assert set(found) == {asset.pk for asset in assets}
    picture = found[assets[0].pk]
    assert (picture["alt"], picture["width"], picture["height"]) == ("Boat 0", 700, 350)
    assert picture["focal"] == [0.5, 0.5]
    assert [width for _, width in picture["sources"]["avif"]] == [320, 480, 640]
    assert [width for _, width in picture["sources"]["webp"]] == [320, 480, 640]
    assert picture["src"].startswith(f"/media/{assets[0].public_id}/")
    assert picture["src"].endswith("-640.jpg")
    assert picture["color"].startswith("#")


def test_no_picture_costs_no_query() -> None:
    with CountQueries() as queries:
        assert services.picture([]) == {}
    assert queries.count == 0


def test_opening_and_closing_is_for_the_assets_named(uploaded: Uploaded) -> None:
    shown, other = uploaded(jpeg(70, 50)), uploaded(jpeg(71, 50))
    services.set_public([shown.pk], public=True)
    assert list(Asset.objects.filter(is_public=True)) == [shown]
    services.set_public([shown.pk, other.pk], public=False)
    assert not Asset.objects.filter(is_public=True).exists()


def test_an_editors_address_is_signed(ready: Uploaded, uploaded: Uploaded) -> None:
    assert "?t=" in services.editor_url(ready(jpeg(400, 300)))
    assert services.editor_url(uploaded(jpeg(401, 300))) == ""


def test_saving_tells_the_pages_that_show_it(uploaded: Uploaded, people: People) -> None:
    asset = uploaded()
    asset.alt = "Boats at dawn"
    services.save_asset(asset, by=people.editor)
    assert Asset.objects.get(pk=asset.pk).alt == "Boats at dawn"
    entry = Entry.objects.get(topic="media.asset_changed")
    assert (entry.payload, entry.actor) == ({"asset_id": asset.pk}, people.editor)


@pytest.mark.django_db(transaction=True)
def test_deleting_takes_the_files_along(ready: Uploaded, people: People) -> None:
    asset = ready(jpeg(400, 300))
    names = [str(asset.original.name), *[rendition.path for rendition in asset.renditions.all()]]
    assert all(default_storage.exists(name) for name in names)
    services.delete_asset(asset, by=people.editor)
    assert not any(default_storage.exists(name) for name in names)
    assert Entry.objects.filter(topic="media.asset_deleted").exists()


def test_a_picture_in_use_stays(uploaded: Uploaded, people: People) -> None:
    asset = uploaded()

    def finder(one: Asset) -> list[usage.Usage]:
        return [usage.Usage("Boats", "/admin/articles/article/1/change/", "draft")] if one == asset else []

    usage.register(finder)
    try:
        with pytest.raises(services.AssetInUse, match="“Boats”. Take it out there first"):
            services.delete_asset(asset, by=people.editor)
        assert Asset.objects.filter(pk=asset.pk).exists()
    finally:
        usage.forget(finder)


def test_only_those_who_work_on_a_site_see_its_pictures(uploaded: Uploaded, site: Site, people: People) -> None:
    asset = uploaded()
    may = {role for role, user in people.by_role().items() if asset in Asset.objects.visible_to(user, site)}
    assert may == {"creator", "editor", "admin"}
    assert asset in Asset.objects.visible_to(people.superuser, site)
    assert asset not in Asset.objects.visible_to(people.stranger)


def test_words_are_looked_for_in_all_texts(uploaded: Uploaded, site: Site) -> None:
    asset = uploaded(name="quay.jpg", title="Morning", alt="Two boats")
    for words in ("morning", "BOATS quay", "two"):
        assert list(Asset.objects.for_site(site).matching(words)) == [asset]
    assert not Asset.objects.for_site(site).matching("morning evening")


def test_a_process_that_takes_uploads_does_not_load_pillow() -> None:
    code = (
        "import os, sys, io, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'aicmr.settings.test'; django.setup();"
        "from django.core.files.base import ContentFile; from django.urls import get_resolver;"
        "get_resolver().url_patterns; from content.media import services, inspection, processing, tasks;"
        f"inspection.inspect(ContentFile({png()!r}));"
        "print(sorted({'PIL', 'pillow_heif', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
