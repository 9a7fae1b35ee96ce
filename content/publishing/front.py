"""The home page's rows and the months of the archive: several short range scans sent as one statement."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from content.publishing.keyset import CARD, Cursor
from content.publishing.models import LivePage, LiveTerm
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site

LATEST = 14
SECTION = 4
SECTIONS = 6


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


def front_of(site: "Site") -> Front:
    """Two queries: the categories, then all their newest pages at once."""
    categories = list(Category.objects.filter(site=site, parent=None, in_menu=True)[:SECTIONS])
    wanted = {"featured": 1, "all": LATEST} | {f"cat:{category.pk}": SECTION + 1 for category in categories}
    found = newest_of(site, wanted)
    latest = found["all"]
    lead = next(iter(found["featured"] or latest), None)

    def without_lead(pages: list[LivePage]) -> list[LivePage]:
        return [page for page in pages if lead is None or page.pk != lead.pk]

    sections = [Section(row, without_lead(found[f"cat:{row.pk}"])[:SECTION]) for row in categories]
    older = str(Cursor(latest[-1].published_at, latest[-1].pk)) if len(latest) == LATEST else ""
    return Front(lead, without_lead(latest), [section for section in sections if section.pages], older)


def newest_of(site: "Site", wanted: dict[str, int]) -> dict[str, list[LivePage]]:
    """For each term its newest public pages, at most as many as `wanted` says; one statement for all terms."""
    database = connections[router.db_for_read(LivePage)]
    quote = database.ops.quote_name
    scans: list[str] = []
    params: list[Any] = []
    for number, (term, size) in enumerate(wanted.items()):
        rows = LiveTerm.objects.listing(site, term).filter(page__access="public")
        sql, values = rows.values("term", "published_at", "page_id")[:size].query.sql_with_params()
        scans.append(f"SELECT * FROM ({sql}) {quote(f's{number}')}")  # noqa: S608  (our own SQL, values apart)
        params += values
    columns = ", ".join(f"p.{quote(name)}" for name in ("id", *CARD))
    sql = (
        f"SELECT {columns}, x.term AS term FROM ({' UNION ALL '.join(scans)}) x"  # noqa: S608
        f" INNER JOIN {quote(LivePage._meta.db_table)} p ON p.id = x.page_id"
        " ORDER BY x.published_at DESC, x.page_id DESC"
    )
    found: dict[str, list[LivePage]] = {term: [] for term in wanted}
    for page in LivePage.objects.raw(sql, params):
        found[page.term].append(page)  # type: ignore[attr-defined]
    return found


def months_of(site: "Site") -> list[date]:
    """The months in which the site published, newest first: one index probe per month, in one statement."""
    database = connections[router.db_for_read(LiveTerm)]
    table = database.ops.quote_name(LiveTerm._meta.db_table)
    last = f"SELECT MAX(t.term) FROM {table} t WHERE t.site_id = %s AND t.term LIKE 'month:%%'"  # noqa: S608
    sql = (
        f"WITH RECURSIVE m(term) AS ({last}"  # noqa: S608
        f" UNION ALL SELECT ({last} AND t.term < m.term) FROM m WHERE m.term IS NOT NULL)"
        " SELECT m.term FROM m WHERE m.term IS NOT NULL"
    )
    with database.cursor() as cursor:
        cursor.execute(sql, [site.pk, site.pk])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [date.fromisoformat(f"{term.removeprefix('month:')}-01") for (term,) in rows]
