"""What other rooms ask of the search: index pages, take them out, find them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from content.search import backends, indexing
from content.search.cursors import Cursor
from content.search.indexing import IndexRow
from content.search.models import IndexedPage
from content.search.query import Query, parse
from content.search.querysets import PUBLIC
from content.search.snippets import highlight, snippet

if TYPE_CHECKING:
    from accounts.sites.models import Site

__all__ = ["Hit", "IndexRow", "Results", "index_pages", "remove_pages", "search"]

FILTERS = frozenset({"kind", "language"})


@dataclass(frozen=True)
class Hit:
    """One found page, ready to show. `title` and `snippet` are escaped HTML with the words in <mark>."""

    ref: int
    path: str
    title: SafeString
    snippet: SafeString
    summary: str
    kind: str
    published_at: datetime
    labels: dict[str, Any]

    @property
    def picture(self) -> dict[str, Any] | None:
        return self.labels.get("picture")


@dataclass(frozen=True)
class Results:
    """A page of hits. `total_hint` is the number of all hits where that is known without counting."""

    query: Query
    hits: list[Hit] = field(default_factory=list)
    next_cursor: str = ""
    total_hint: int | None = 0


def index_pages(rows: Iterable[IndexRow]) -> int:
    """Put pages into the index, or replace them there; to be called in the transaction that publishes them."""
    return indexing.write(rows)


def remove_pages(refs: Iterable[int]) -> None:
    """Take pages out of the index; to be called in the transaction that unpublishes them."""
    indexing.erase(refs)


def search(
    site: "Site",
    query: str,
    *,
    cursor: str | None = None,
    size: int = 20,
    filters: dict[str, str] | None = None,
    access: tuple[str, ...] = PUBLIC,
) -> Results:
    """Pages of `site` with all words of `query`, best first; two database queries at most.

    No query and no cursor is an error: what cannot be searched finds nothing, a cursor that is not one
    gives the first page. `filters` may hold `kind` and `language`; `access` is what the reader may see.
    """
    parsed = parse(query)
    if not parsed.is_searchable:
        return Results(parsed)
    position = Cursor.read(cursor)
    wanted = {name: value for name, value in (filters or {}).items() if name in FILTERS and value}
    found = backends.current().match(
        parsed,
        site_id=site.pk,
        filters={**wanted, "access__in": access},
        after=(position.score, position.ref) if position else None,
        limit=size + 1,
    )
    shown, more = found[:size], len(found) > size
    return Results(
        query=parsed,
        hits=_hits([ref for ref, _ in shown], parsed),
        next_cursor=Cursor(*reversed(shown[-1])).write() if more else "",
        total_hint=None if more or position else len(shown),
    )


def _hits(refs: list[int], query: Query) -> list[Hit]:
    pages = IndexedPage.objects.cards().in_bulk(refs) if refs else {}
    return [_hit(pages[ref], pages[ref].excerpt, query) for ref in refs if ref in pages]


def _hit(page: IndexedPage, excerpt: str, query: Query) -> Hit:
    return Hit(
        ref=page.ref,
        path=page.path,
        title=highlight(page.title, query),
        snippet=snippet(excerpt or page.summary, query),
        summary=page.summary,
        kind=page.kind,
        published_at=page.published_at,
        labels=page.labels,
    )
