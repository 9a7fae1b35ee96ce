"""T6: the search that a page makes, beside the plain indexed MATCH of the same words."""

import time

from starting import begin, tell

PAIRS = [(40, 75), (11, 160), (5, 300), (23, 24), (90, 410), (2, 700), (60, 61), (31, 520)]


def main() -> None:
    begin()
    from django.db import connection

    from accounts.sites.models import Site
    from content.search.models import IndexedPage
    from content.search.services import search
    from content.search.tokenizer import query_tokens
    from deploy.bench.filling import word

    site = Site.objects.get(domains__host="127.0.0.1")
    table = IndexedPage._meta.db_table
    mine: list[float] = []
    plain: list[float] = []
    hits = 0
    for turn in range(6):
        for first, second in PAIRS:
            text = f"{word(first)} {word(second)}"
            began = time.perf_counter()
            hits += len(search(site, text).hits)
            middle = time.perf_counter()
            match = " ".join(f"+{token}" for token in query_tokens(text))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT FTS_DOC_ID FROM {table} WHERE MATCH (tokens) AGAINST (%s IN BOOLEAN MODE) LIMIT 21",  # noqa: S608
                    [match],
                )
                cursor.fetchall()
            if turn:
                mine.append((middle - began) * 1000)
                plain.append((time.perf_counter() - middle) * 1000)
    tell(mine=mine, plain=plain, hits=hits)


if __name__ == "__main__":
    main()
