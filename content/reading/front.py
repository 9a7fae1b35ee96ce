"""The home page's rows and the months of the archive: several short range scans sent as one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from content.publishing.live import month_term
from content.publishing.models import LivePage, LiveTerm
from content.reading import scans
from content.reading.scans import Cursor, Scan
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site

LATEST = 13  # after the lead
RAIL = 6  # of them where there are sections
SECTION = 4
SECTIONS = 6
_WAYS = ("DESC", "ASC")


@dataclass(frozen=True, slots=True)
class Section:
    category: Category
    pages: list[LivePage]


@dataclass(frozen=True, slots=True)
class Front:
    """The lead story, what came next, and the newest of each category that readers see in the menu."""

    lead: LivePage | None
    latest: list[LivePage]
    sections: list[Section]
    older: str = ""
    terms: tuple[str, ...] = ()  # the lists that all this came from


def front_of(site: "Site") -> Front:
    """Two queries: the categories, then all their newest pages at once."""
    categories = list(Category.objects.filter(site=site, parent=None, in_menu=True)[:SECTIONS])
    wanted = {"featured": 1, "all": LATEST + 2} | {f"cat:{category.pk}": SECTION + 1 for category in categories}
    found = newest_of(site, wanted)
    latest = found["all"]
    lead = next(iter(found["featured"] or latest), None)

    def without_lead(pages: list[LivePage]) -> list[LivePage]:
        return [page for page in pages if lead is None or page.pk != lead.pk]

    sections = [Section(row, without_lead(found[f"cat:{row.pk}"])[:SECTION]) for row in categories]
    sections = [section for section in sections if section.pages]
    rest = without_lead(latest)
    shown = rest[: RAIL if sections else LATEST]  # what is older begins right after these
    older = str(Cursor(shown[-1].published_at, shown[-1].pk)) if len(shown) < len(rest) else ""
    return Front(lead, shown, sections, older, tuple(wanted))


def newest_of(site: "Site", wanted: dict[str, int]) -> dict[str, list[LivePage]]:
    """For each term its newest public pages, at most as many as `wanted` says; one statement for all terms."""
    found: dict[str, list[LivePage]] = {term: [] for term in wanted}
    for page in scans.public(scans.read(site, [Scan(term, size) for term, size in wanted.items()])):
        found[page.term].append(page)  # type: ignore[attr-defined]
    return found


def months_of(site: "Site") -> list[date]:
    """The months in which the site published, newest first: two probes for the ends, one for each month between."""
    table = LiveTerm._meta.db_table
    where = f"FROM {table} t WHERE t.site_id = %s AND t.term"  # a range or one term: never a scan of the whole list
    # Not up to "month;": collations of MySQL sort the semicolon before the colon.
    ends = [f"SELECT t.term {where} > 'month:' AND t.term < 'month:A' ORDER BY t.term {way} LIMIT 1" for way in _WAYS]
    found = scans.probe([(sql, [site.pk]) for sql in ends])
    if not found:
        return []
    newest, oldest = (date.fromisoformat(f"{term.removeprefix('month:')}-01") for term in found)
    terms = [month_term(month) for month in _months(newest, oldest)]
    found = scans.probe([(f"SELECT t.term {where} = %s LIMIT 1", [site.pk, term]) for term in terms])
    return [date.fromisoformat(f"{term.removeprefix('month:')}-01") for term in found]


def _months(newest: date, oldest: date) -> Iterator[date]:
    for number in range(newest.year * 12 + newest.month - 1, oldest.year * 12 + oldest.month - 2, -1):
        yield date(number // 12, number % 12 + 1, 1)
