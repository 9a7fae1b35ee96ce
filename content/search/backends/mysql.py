"""InnoDB FULLTEXT. MATCH stands bare in the WHERE: wrapped in an expression it would lose its index."""

from typing import Any

from django.db.models import F, FloatField, Func, Lookup, Q, Value

from content.search.models import IndexedPage
from content.search.query import Query


class Match(Lookup):  # type: ignore[type-arg]  # generic in the stubs alone
    """`tokens__match="+a +b"` → `MATCH (tokens) AGAINST ('+a +b' IN BOOLEAN MODE)`."""

    lookup_name = "match"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        value, value_params = self.process_rhs(compiler, connection)
        return f"MATCH ({column}) AGAINST ({value} IN BOOLEAN MODE)", [*column_params, *value_params]


class Relevance(Func):
    """The same MATCH as a number; the server computes both once."""

    template = "MATCH (%(expressions)s IN BOOLEAN MODE)"
    arg_joiner = ") AGAINST ("
    output_field = FloatField()


IndexedPage._meta.get_field("tokens").register_lookup(Match)


def expression(query: Query) -> str:
    """The query in the syntax of boolean mode; tokens hold no character that means something there."""
    parts: list[str] = []
    for clause in query.clauses:
        sign = "-" if clause.is_excluded else "+"
        if clause.is_prefix:
            parts += [f"{sign}{token}" for token in clause.tokens[:-1]] + [f"{sign}{clause.tokens[-1]}*"]
        elif len(clause.tokens) == 1:
            parts.append(f"{sign}{clause.tokens[0]}")
        else:
            parts.append(f'{sign}"{" ".join(clause.tokens)}"')
    return " ".join(parts)


def prepare(page: IndexedPage, tokens: str) -> None:
    """Put the tokens where the index reads them."""
    page.tokens = tokens


def store(pages: list[tuple[int, str]]) -> None:
    """Nothing: the index follows the column."""


def remove(refs: list[int]) -> None:
    """Nothing: the index follows the row."""


def match(
    query: Query, *, site_id: int, filters: dict[str, Any], after: tuple[float, int] | None, limit: int
) -> list[tuple[int, float]]:
    """(ref, score) of the best `limit` pages after the position `after`; a higher score is better."""
    boolean = expression(query)
    found = IndexedPage.objects.of_site(site_id).filter(tokens__match=boolean, **filters)
    found = found.annotate(score=Relevance(F("tokens"), Value(boolean)))
    if after:
        found = found.filter(Q(score__lt=after[0]) | Q(score=after[0], ref__lt=after[1]))
    return list(found.order_by("-score", "-ref").values_list("ref", "score")[:limit])
