"""What a search on the other site would find."""

from datetime import UTC, datetime

from accounts.sites.models import Site
from content.search.indexing import IndexRow, write
from tests.people import People

REF = 900_000_000


def make(site: Site, people: People) -> None:
    write(
        [
            IndexRow(
                ref=REF,
                site_id=site.pk,
                path="/articles/harbour/",
                title="Harbour",
                text="Noise of the other site: forty boats lie in the harbour.",
                kind="article",
                language="en",
                published_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        ]
    )
