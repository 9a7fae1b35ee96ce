"""Pages in the index."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from accounts.sites.models import Site
from content.search.services import IndexRow, index_pages

Index = Callable[..., int]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
_refs = count(1)


def row(site: Site, title: str = "Page", text: str = "", **fields: Any) -> IndexRow:
    ref = fields.pop("ref", None) or next(_refs)
    known = {"path": f"/articles/{ref}/", "kind": "article", "language": "en"}
    return IndexRow(
        ref=ref,
        site_id=site.pk,
        title=title,
        text=text,
        published_at=NOW + timedelta(minutes=ref),
        **(known | fields),
    )


@pytest.fixture
def index(site: Site) -> Index:
    """`index("Title", "Text")` puts a page of the site into the index and returns its ref."""

    def make(title: str = "Page", text: str = "", *, at: Site | None = None, **fields: Any) -> int:
        one = row(at or site, title, text, **fields)
        index_pages([one])
        return one.ref

    return make
