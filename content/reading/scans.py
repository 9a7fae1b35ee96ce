"""Range scans of LiveTerm, joined to their pages: what every list, feed and front is made of.

Written as SQL, since the order of the join is the point: first the few entries from the covering index, then their
pages by primary key. Left to the planner, MariaDB and SQLite both scan and sort all pages where that looks cheaper.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import connections, router

from content.publishing.models import LivePage, LiveTerm
from content.reading.rows import fetch

if TYPE_CHECKING:
    from accounts.sites.models import Site

CARD = ("path", "kind", "title", "summary", "labels", "language", "access", "etag", "published_at")
_COMPOUND = 400  # SQLite allows 500 parts
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Cursor(NamedTuple):
    """A place between two entries of a list; opaque to readers."""

    published_at: datetime
    page_id: int

    def __str__(self) -> str:
        micros = (self.published_at - _EPOCH) // _MICROSECOND
        return urlsafe_b64encode(f"{micros}.{self.page_id}".encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The cursor that `text` spells, or None if it spells none."""
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            micros, page_id = (int(part) for part in raw.split("."))
            return cls(_EPOCH + micros * _MICROSECOND, page_id) if 0 <= page_id < 2**63 else None
        except (ValueError, OverflowError, binascii.Error):
            return None


@dataclass(frozen=True, slots=True)
class Scan:
    """The newest `size` entries under `term`, older than `before` or (then the oldest of them) newer than `after`."""

    term: str
    size: int
    before: Cursor | None = None
    after: Cursor | None = None

    def sql(self, site_id: int, adapt: Any) -> tuple[str, list[Any]]:
        where, params = "t.site_id = %s AND t.term = %s", [site_id, self.term]
        cursor, sign, order = (self.after, ">", "ASC") if self.after else (self.before, "<", "DESC")
        if cursor:
            at = adapt(cursor.published_at)
            # The first condition follows from the second; it lets MariaDB enter the index at the right place.
            where += f" AND t.published_at {sign}= %s AND (t.published_at {sign} %s OR t.page_id {sign} %s)"
            params += [at, at, cursor.page_id]
        return entries(where, order, self.size), params


def entries(where: str, order: str, size: int) -> str:
    return (
        f"SELECT t.term, t.published_at, t.page_id FROM {LiveTerm._meta.db_table} t WHERE {where}"  # noqa: S608
        f" ORDER BY t.published_at {order}, t.page_id {order} LIMIT {size:d}"
    )


def read(site: "Site", scans: Iterable[Scan], fields: Sequence[str] = CARD) -> list[LivePage]:
    """The pages of all scans in one statement, newest first; each has the term it was found under as `.term`."""
    database = connections[router.db_for_read(LivePage)]
    found = [scan.sql(site.pk, database.ops.adapt_datetimefield_value) for scan in scans]
    parts = [f"SELECT * FROM ({sql}) s{number}" for number, (sql, _) in enumerate(found)]  # noqa: S608
    return join(" UNION ALL ".join(parts), [value for _, params in found for value in params], fields)


def join(
    sql: str, params: list[Any], fields: Sequence[str] = CARD, *, also: str = "", named: tuple[str, ...] = ()
) -> list[LivePage]:
    """The pages that `sql` (rows of term, published_at, page_id) names, newest first.

    Each has the list it was found in as `.term`; `also` is a further column, put on the row as `named`.
    """
    own = ("id", *fields)
    columns = ", ".join([*(f"p.{name}" for name in own), "x.term", *([also] if also else [])])
    return fetch(
        LivePage,
        own,
        f"SELECT {columns} FROM ({sql}) x"  # noqa: S608
        f" INNER JOIN {LivePage._meta.db_table} p ON p.id = x.page_id"
        " ORDER BY x.published_at DESC, x.page_id DESC",
        params,
        ("term", *named),
    )


def probe(selects: Sequence[tuple[str, list[Any]]]) -> list[Any]:
    """The first column of the first row of each select that has one, in order; many selects, one statement."""
    database = connections[router.db_for_read(LivePage)]
    found: list[Any] = []
    for start in range(0, len(selects), _COMPOUND):
        some = selects[start : start + _COMPOUND]
        parts = [f"SELECT {place} AS place, s{place}.* FROM ({sql}) s{place}" for place, (sql, _) in enumerate(some)]  # noqa: S608
        with database.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), [value for _, params in some for value in params])
            found += [value for _, value in sorted(cursor.fetchall(), key=itemgetter(0))]
    return found


def public(pages: Iterable[LivePage]) -> list[LivePage]:
    """Those that everybody may read."""
    return [page for page in pages if page.access == "public"]


def indexed(pages: Iterable[LivePage]) -> list[LivePage]:
    """Those that their editors let machines find."""
    return [page for page in pages if not page.labels.get("noindex")]
