from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from accounts.audit.models import Entry
from accounts.jobs.registry import beat_schedule
from content.media import processing, tasks
from content.media.models import Asset, Rendition
from content.media.services import process_again
from tests.content.media.conftest import Uploaded
from tests.content.media.pictures import encoded, jpeg, oriented, png
from tests.people import People

pytestmark = pytest.mark.django_db


def rows(asset: Asset) -> list[tuple[Any, ...]]:
    return list(asset.renditions.values_list("format", "width", "height", "file", "size"))


def test_an_asset_becomes_ready(uploaded: Uploaded) -> None:
    asset = uploaded(oriented(6, 640, 480))
    assert processing.make_renditions(asset.pk)
    asset.refresh_from_db()
    assert (asset.state, asset.error, asset.lease_until) == (Asset.State.READY, "", None)
    assert (asset.width, asset.height) == (480, 640)
    assert asset.color != "#888888"
    assert {row[:2] for row in rows(asset)} == {
        *[(form, width) for form in ("webp", "avif") for width in (320, 480)],
        ("jpeg", 480),
    }
    for rendition in asset.renditions.all():
        assert default_storage.size(rendition.path) == rendition.size
    assert Entry.objects.get(topic="media.renditions_ready").payload == {"asset_id": asset.pk}


def test_making_them_again_changes_nothing(ready: Uploaded, people: People) -> None:
    asset = ready(jpeg(400, 300))
    before = rows(asset)
    process_again(asset, by=people.editor)
    assert processing.make_renditions(asset.pk)
    assert rows(asset) == before


def test_a_ready_asset_is_left_alone(ready: Uploaded) -> None:
    asset = ready()
    assert not processing.make_renditions(asset.pk)
    assert Entry.objects.filter(topic="media.renditions_ready").count() == 1


def test_a_missing_row_is_survived() -> None:
    tasks.make_renditions(10**9)


def test_two_workers_do_not_work_on_one_asset(uploaded: Uploaded) -> None:
    asset = uploaded()
    Asset.objects.filter(pk=asset.pk).update(lease_until=timezone.now() + timedelta(seconds=30))
    assert not processing.make_renditions(asset.pk)
    assert asset.pk not in processing.due()


def test_a_worker_that_died_is_replaced_when_its_lease_has_ended(uploaded: Uploaded) -> None:
    """What it left: a claim, and a rendition of which only the beginning was written."""
    asset = uploaded(jpeg(400, 300))
    first = processing._make(asset).renditions[0]
    default_storage.delete(first.path)
    default_storage.save(first.path, ContentFile(b"half"))
    Asset.objects.filter(pk=asset.pk).update(lease_until=timezone.now() - timedelta(seconds=1), attempts=1)
    assert asset.pk in processing.due()
    tasks.sweep()  # runs the task at once here, as a worker would
    asset.refresh_from_db()
    assert asset.state == Asset.State.READY
    assert all(default_storage.size(one.path) == one.size for one in asset.renditions.all())


def test_a_worker_that_was_overtaken_writes_nothing(uploaded: Uploaded, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = uploaded(jpeg(400, 300))
    made = processing._make

    def slow(claimed: Asset) -> processing.Made:
        result = made(claimed)
        Asset.objects.filter(pk=asset.pk).update(attempts=7)  # another worker has claimed it meanwhile
        return result

    monkeypatch.setattr(processing, "_make", slow)
    assert not processing.make_renditions(asset.pk)
    assert not asset.renditions.exists()


def test_a_picture_that_cannot_be_decoded_fails_with_what_to_do(uploaded: Uploaded) -> None:
    whole = encoded(Image.effect_noise((300, 200), 80), "PNG")
    at = whole.index(b"IDAT") + 400
    asset = uploaded(whole[:at] + b"\0" * 600 + whole[at + 600 :], name="noise.png")
    assert not processing.make_renditions(asset.pk)
    asset.refresh_from_db()
    assert asset.state == Asset.State.FAILED
    assert "Export it again" in asset.error


def test_a_missing_original_fails_with_a_text(uploaded: Uploaded) -> None:
    asset = uploaded()
    default_storage.delete(str(asset.original.name))
    assert not processing.make_renditions(asset.pk)
    asset.refresh_from_db()
    assert (asset.state, bool(asset.error)) == (Asset.State.FAILED, True)


def test_a_picture_that_stops_its_worker_is_given_up(uploaded: Uploaded) -> None:
    asset = uploaded()
    Asset.objects.filter(pk=asset.pk).update(attempts=3, lease_until=timezone.now() - timedelta(seconds=1))
    assert not processing.make_renditions(asset.pk)
    asset.refresh_from_db()
    assert asset.state == Asset.State.FAILED
    assert "worker stopped 3 times" in asset.error


def test_an_outage_is_tried_again(uploaded: Uploaded, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = uploaded()

    def refuse(name: str, data: bytes) -> str:
        raise ConnectionError("the bucket does not answer")

    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr(processing.files, "keep", refuse)
        processing.make_renditions(asset.pk)
    asset.refresh_from_db()
    assert asset.state == Asset.State.PENDING
    Asset.objects.filter(pk=asset.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert processing.make_renditions(asset.pk)


def test_pending_assets_are_rung_for_by_beat() -> None:
    assert "media.sweep" in beat_schedule()


def test_the_command_makes_what_is_missing(ready: Uploaded, uploaded: Uploaded, capsys: Any) -> None:
    there, waiting = ready(jpeg(400, 300)), uploaded(png(350, 200), name="boat.png")
    failed = uploaded(jpeg(352, 200))
    Asset.objects.filter(pk=failed.pk).update(state=Asset.State.FAILED, error="No memory")
    call_command("renditions", site="testserver")
    assert "2 of 2 pictures" in capsys.readouterr().out
    assert Rendition.objects.filter(asset__in=[waiting, failed]).exists()
    call_command("renditions", site="testserver", all=True)
    assert "3 of 3 pictures" in capsys.readouterr().out
    assert Asset.objects.get(pk=there.pk).state == Asset.State.READY
