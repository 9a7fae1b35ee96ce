"""SQLite FTS5. The tokens live in the virtual table alone; its rowid is the page's ref."""

from typing import Any

from django.db import connection

from content.search.models import IndexedPage
from content.search.query import Clause, Query

TABLE = "search_tokens"


def expression(query: Query) -> str:
    """The query in the syntax of FTS5; every token is quoted, so none is an operator."""
    wanted = [_part(clause) for clause in query.clauses if not clause.is_excluded]
    unwanted = [_part(clause) for clause in query.clauses if clause.is_excluded]
    return " NOT ".join([f"({' AND '.join(wanted)})", *unwanted])


def _part(clause: Clause) -> str:
    return f'"{" ".join(clause.tokens)}"' + ("*" if clause.is_prefix else "")


def prepare(page: IndexedPage, tokens: str) -> None:
    """The row itself holds no tokens here."""
    page.tokens = ""


def store(pages: list[tuple[int, str]]) -> None:
    """Write (ref, tokens) pairs; what stood under these refs was removed before."""
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE}(rowid, tokens) VALUES (%s, %s)", pages)  # noqa: S608


def remove(refs: list[int]) -> None:
    """Forget pages; an unknown ref is none."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(ref,) for ref in refs])  # noqa: S608


def match(
    query: Query, *, site_id: int, filters: dict[str, Any], after: tuple[float, int] | None, limit: int
) -> list[tuple[int, float]]:
    """(ref, score) of the best `limit` pages after the position `after`; a higher score is better."""
    conditions = ["page.site_id = %s"]
    params: list[Any] = [expression(query), site_id]
    for name, value in filters.items():
        column, _, lookup = name.partition("__")
        values = list(value) if lookup == "in" else [value]
        conditions.append(f"page.{connection.ops.quote_name(column)} IN ({', '.join(['%s'] * len(values))})")
        params += values
    if after:
        conditions.append("(found.score < %s OR (found.score = %s AND page.ref < %s))")
        params += [after[0], after[0], after[1]]
    sql = (
        f"SELECT page.ref, found.score"  # noqa: S608
        f" FROM (SELECT rowid, -bm25({TABLE}) AS score FROM {TABLE} WHERE {TABLE} MATCH %s) AS found"
        f" JOIN search_indexedpage AS page ON page.ref = found.rowid WHERE {' AND '.join(conditions)}"
        f" ORDER BY found.score DESC, page.ref DESC LIMIT {int(limit)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(ref, score) for ref, score in cursor.fetchall()]
