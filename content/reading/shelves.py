"""The newest of lists, which many pages show: read in one statement, and remembered until a list changes."""

from typing import TYPE_CHECKING

from aicmr.lib.remembered import Remembered
from content.publishing import tags
from content.publishing.models import LivePage
from content.reading import scans
from content.reading.scans import Scan

if TYPE_CHECKING:
    from accounts.sites.models import Site

RELATED = 3
_newest = Remembered(600)  # lists; a few kilobytes each


def newest_of(site: "Site", wanted: dict[str, int], as_of: int | None) -> dict[str, list[LivePage]]:
    """For each list its newest pages, as many as `wanted` says, those that not everybody may read included.

    One statement for all lists that are not remembered; each page has its list as `.term`.
    """
    found = {term: _newest.find(site.pk, f"t:{term}", as_of, size) for term, size in wanted.items()}
    missing = {term: wanted[term] for term, pages in found.items() if pages is None}
    if missing:
        read: dict[str, list[LivePage]] = {term: [] for term in missing}
        for page in scans.read(site, [Scan(term, size) for term, size in missing.items()]):
            read[page.term].append(page)  # type: ignore[attr-defined]
        for term, pages in read.items():
            _newest.keep(site.pk, f"t:{term}", as_of, pages, wanted[term])
        found |= read
    return found


def related_to(site: "Site", page: LivePage, as_of: int | None) -> tuple[list[LivePage], list[str]]:
    """The newest others under the page's first tag, else category, that holds enough of them, else of all.

    Also returns the tags of the lists that this depends on: the one chosen, and those before it that hold too few.
    """
    nearest = [*page.head.get("near", ()), "all"]
    shelves = newest_of(site, dict.fromkeys(nearest, RELATED + 1), as_of)
    for place, term in enumerate(nearest):
        others = [other for other in shelves[term] if other.pk != page.pk][:RELATED]
        if len(others) == RELATED or term == "all":
            return scans.public(others), tags.of_terms(nearest[: place + 1])
    return [], [tags.ANY]
