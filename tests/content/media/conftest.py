"""Pictures in the library."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.sites.models import Site
from content.media.models import Asset
from content.media.processing import make_renditions
from content.media.services import upload
from tests.content.media.pictures import file, jpeg
from tests.people import People

Uploaded = Callable[..., Asset]


@pytest.fixture
def uploaded(site: Site, people: People) -> Uploaded:
    """`uploaded(jpeg(640, 480), name="…")` is an asset of the site that waits for its renditions."""

    def make(data: bytes | None = None, name: str = "harbour.jpg", *, at: Site | None = None, **fields: Any) -> Asset:
        return upload(file(jpeg() if data is None else data, name), site=at or site, by=people.creator, **fields)

    return make


@pytest.fixture
def ready(uploaded: Uploaded) -> Uploaded:
    """The same with its renditions."""

    def make(*args: Any, **kwargs: Any) -> Asset:
        asset = uploaded(*args, **kwargs)
        make_renditions(asset.pk)  # where commits count, the task has run already
        asset.refresh_from_db()
        assert asset.state == Asset.State.READY
        return asset

    return make
