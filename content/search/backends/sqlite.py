"""SQLite FTS5. Tokens live in the virtual table alone; its rowid is the page's ref."""

from django.db import connection

from content.search.backends.types import Found, Place, Scope
from content.search.models import IndexedPage
from content.search.query import Clause, Query

TABLE = "search_tokens"
# Filters weigh nothing. FTS5 numbers good matches below bad ones.
_SCORE = f"-bm25({TABLE}, 0.0, 1.0)"


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


def store(pages: list[tuple[IndexedPage, str]]) -> None:
    """Write pages with their tokens; what stood under these refs was removed before."""
    rows = [(page.ref, _scope(page), tokens) for page, tokens in pages]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE}(rowid, scope, tokens) VALUES (%s, %s, %s)", rows)  # noqa: S608


def remove(refs: list[int]) -> None:
    """Forget pages; an unknown ref is none."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(ref,) for ref in refs])  # noqa: S608


def optimize() -> None:
    """Drop what belongs to no page any more, and merge the index into one piece."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid NOT IN (SELECT ref FROM search_indexedpage)")  # noqa: S608
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")  # noqa: S608


def match(query: Query, *, scope: Scope, after: Place | None, limit: int) -> list[Found]:
    """The best `limit` pages after `after`; a higher score is better."""
    params: list[float | int | str] = [f"{_filter(scope)} AND tokens : ({expression(query)})"]
    condition = ""
    if after:
        condition = f" AND ({_SCORE} < %s OR ({_SCORE} = %s AND rowid < %s))"
        params += [after.score, after.score, after.tie]
    sql = (
        f"SELECT {_SCORE} AS score, rowid FROM {TABLE} WHERE {TABLE} MATCH %s{condition}"  # noqa: S608
        f" ORDER BY score DESC, rowid DESC LIMIT {int(limit)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Found(ref, Place(score, ref)) for score, ref in cursor.fetchall()]


def _scope(page: IndexedPage) -> str:
    """What filters need, as tokens: a join with the pages for every match would cost more than the match."""
    return f"s{page.site_id}_{_hex(page.access)} k_{_hex(page.kind)} l_{_hex(page.language)}"


def _filter(scope: Scope) -> str:
    readable = " OR ".join(f'"s{scope.site_id}_{_hex(access)}"' for access in scope.access)
    parts = [f"({readable})"]
    parts += [f'"k_{_hex(scope.kind)}"'] if scope.kind else []
    parts += [f'"l_{_hex(scope.language)}"'] if scope.language else []
    return f"scope : ({' AND '.join(parts)})"


def _hex(value: str) -> str:
    return value.encode().hex()
