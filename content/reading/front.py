"""The home page's rows and the months of the archive: several short range scans sent as one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aicmr.lib.remembered import Remembered
from content.publishing import tags
from content.publishing.live import month_term
from content.publishing.models import LivePage, LiveTerm
from content.reading import scans
from content.reading.scans import Cursor
from content.reading.shelves import newest_of
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site

LATEST = 13  # after the lead
RAIL = 6  # of them where there are sections
SECTION = 4
SECTIONS = 6
_categories = Remembered(500)
_WAYS = ("DESC", "ASC")
# A range or one term: never a scan of the whole list.
_WHERE = f"FROM {LiveTerm._meta.db_table} t WHERE t.site_id = %s AND t.term"


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


def front_of(site: "Site", as_of: int | None = None) -> Front:
    """Two queries: the categories, then all their newest pages at once; none where both are remembered."""
    categories = _categories.get(site.pk, tags.TERMS, as_of, lambda: _roots(site))
    wanted = {"featured": 1, "all": LATEST + 2} | {f"cat:{category.pk}": SECTION + 1 for category in categories}
    found = {term: scans.public(pages) for term, pages in newest_of(site, wanted, as_of).items()}
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


def _roots(site: "Site") -> list[Category]:
    return list(Category.objects.filter(site=site, parent=None, in_menu=True)[:SECTIONS])


def months_of(site: "Site") -> list[date]:
    """The months in which the site published, newest first: two probes for the ends, one for each month between."""
    # Not up to "month;": collations of MySQL sort the semicolon before the colon.
    ends = [f"SELECT t.term {_WHERE} > 'month:' AND t.term < 'month:A' ORDER BY t.term {way} LIMIT 1" for way in _WAYS]
    found = scans.probe([(sql, [site.pk]) for sql in ends])
    if not found:
        return []
    newest, oldest = (date.fromisoformat(f"{term.removeprefix('month:')}-01") for term in found)
    return _published_in(site, _months(newest, oldest))


def months_in(site: "Site", year: int) -> list[date]:
    """The months of one year in which the site published, newest first: one statement with a probe for each."""
    return _published_in(site, _months(date(year, 12, 1), date(year, 1, 1)))


def _published_in(site: "Site", months: Iterator[date]) -> list[date]:
    terms = [month_term(month) for month in months]
    found = scans.probe([(f"SELECT t.term {_WHERE} = %s LIMIT 1", [site.pk, term]) for term in terms])
    return [date.fromisoformat(f"{term.removeprefix('month:')}-01") for term in found]


def _months(newest: date, oldest: date) -> Iterator[date]:
    for number in range(newest.year * 12 + newest.month - 1, oldest.year * 12 + oldest.month - 2, -1):
        yield date(number // 12, number % 12 + 1, 1)
