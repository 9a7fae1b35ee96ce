"""Keyset pages of a list: as fast on page 500 as on page 1, and never a COUNT."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.publishing.models import LivePage
from content.reading import scans
from content.reading.scans import CARD, Cursor, Scan

if TYPE_CHECKING:
    from accounts.sites.models import Site

PAGE_SIZE = 20
WITH_BODY = (*CARD, "body", "modified_at")


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `newer` and `older` are cursors, empty where nothing follows."""

    pages: list[LivePage]
    newer: str = ""
    older: str = ""


def list_pages(
    site: "Site",
    term: str,
    *,
    before: Cursor | None = None,
    after: Cursor | None = None,
    size: int = PAGE_SIZE,
    with_body: bool = False,
) -> Listing:
    """The newest pages under `term`, or those next to a cursor. One query."""
    fields = WITH_BODY if with_body else CARD
    found = scans.read(site, [Scan(term, size + 1, before, after)], fields)
    more = len(found) > size
    if after:
        return _listing(found[-size:], newer=more, older=True)
    return _listing(found[:size], newer=before is not None, older=more)


def _listing(pages: list[LivePage], *, newer: bool, older: bool) -> Listing:
    if not pages:
        return Listing([])
    first, last = (str(Cursor(page.published_at, page.pk)) for page in (pages[0], pages[-1]))
    return Listing(scans.public(pages), first if newer else "", last if older else "")
