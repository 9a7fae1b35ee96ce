"""Files without a row."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.operations.pruning import prune
from tests.content.media.conftest import Uploaded

pytestmark = pytest.mark.django_db


def test_files_that_no_picture_has_go_after_a_day(ready: Uploaded) -> None:
    asset = ready()
    default_storage.save("originals/2026/11/nobody.jpg", ContentFile(b"x"))
    default_storage.save("renditions/gone/1.webp", ContentFile(b"x"))
    default_storage.save("imports/elsewhere.zip", ContentFile(b"x"))
    later = timezone.now() + timedelta(days=2)
    assert prune(timezone.now(), dry_run=False, only=("orphans",)) == {"orphans": 0}, "too young"
    found = prune(later, dry_run=True, only=("orphans",))["orphans"]
    assert prune(later, dry_run=False, only=("orphans",)) == {"orphans": found}
    assert not default_storage.exists("originals/2026/11/nobody.jpg")
    assert not default_storage.exists("renditions/gone/1.webp")
    assert default_storage.exists("imports/elsewhere.zip")
    assert default_storage.exists(asset.original.name)
    assert all(default_storage.exists(rendition.file.name) for rendition in asset.renditions.all())
    assert prune(later, dry_run=True, only=("orphans",)) == {"orphans": 0}
