"""What other rooms ask of the search: index pages, take them out, find them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from content.search import backends, indexing
from content.search.backends.types import Found, Scope
from content.search.cursors import read_cursor, write_cursor
from content.search.indexing import IndexRow
from content.search.models import IndexedPage
from content.search.query import Query, parse
from content.search.querysets import PUBLIC
from content.search.snippets import highlight, snippet

if TYPE_CHECKING:
    from accounts.sites.models import Site

__all__ = [
    "Hit",
    "IndexRow",
    "Results",
    "count_indexed",
    "index_pages",
    "optimize",
    "reindex",
    "remove_pages",
    "search",
]


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


def index_pages(rows: Iterable[IndexRow], *, are_new: bool = False) -> int:
    """Put pages into the index, or replace them there; to be called in the transaction that publishes them.

    `are_new`: none of them is in the index, so that nothing has to be looked for.
    """
    return indexing.write(rows, are_new=are_new)


def remove_pages(refs: Iterable[int]) -> None:
    """Take pages out of the index; to be called in the transaction that unpublishes them."""
    indexing.erase(refs)


def reindex(site: "Site") -> Iterator[int]:
    """Tokenise the stored text of a site again; yields the number of pages of each batch. May be repeated."""
    yield from indexing.rebuild(site.pk)


def count_indexed(site: "Site") -> int:
    return IndexedPage.objects.of_site(site.pk).count()


def optimize() -> None:
    """Compact the index of all sites; on MySQL and MariaDB writes wait meanwhile (seconds for 20,000 pages)."""
    backends.current().optimize()


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
    after = read_cursor(cursor)
    wanted = filters or {}
    scope = Scope(site.pk, access, kind=wanted.get("kind", ""), language=wanted.get("language", ""))
    found = backends.current().match(parsed, scope=scope, after=after, limit=size + 1)
    shown, has_more = found[:size], len(found) > size
    return Results(
        query=parsed,
        hits=_hits(shown, parsed),
        next_cursor=write_cursor(shown[-1].place) if has_more else "",
        total_hint=None if has_more or after else len(shown),
    )


def _hits(found: list[Found], query: Query) -> list[Hit]:
    missing = [row.ref for row in found if row.page is None]
    pages: dict[int, Any] = IndexedPage.objects.cards().in_bulk(missing) if missing else {}
    rows = [row.page or pages.get(row.ref) for row in found]
    return [_hit(page, page.excerpt, query) for page in rows if page is not None]


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
