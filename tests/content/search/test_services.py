"""InnoDB's full-text index sees committed rows only, so these tests commit, on every database."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.sites.models import Site
from content.search.models import IndexedPage
from content.search.services import Results, index_pages, remove_pages, search
from tests.content.search.conftest import Index, row
from tests.noise.search import REF
from tests.queries import CountQueries

pytestmark = pytest.mark.django_db(transaction=True)


def refs(results: Results) -> list[int]:
    return [hit.ref for hit in results.hits]


@pytest.mark.parametrize(
    "query",
    [
        "harbour boats",
        "HARBOUR",
        '"harbour boats"',
        "harb*",
        "harbour -zeppelin",
        "the harbour",
        "a harbour",
        "of",
        "cafe",
        "CAFÉ",
        "東京",
        "京",
        "都",
        "x1",
        "русск*",
        "हिन्दी",
        "𠮷野",
        "e-mail",
        "www",
    ],
)
def test_a_page_is_found(index: Index, site: Site, query: str) -> None:
    text = "Of a harbour boats know. Café 東京都 x1 русский हिन्दी 𠮷野家 e-mail www the."
    ref = index("Old quay", text)
    index("Zeppelin", "Nothing else.")
    assert refs(search(site, query)) == [ref]


@pytest.mark.parametrize(
    "query",
    [
        "boats zeppelin",
        '"boats harbour"',
        "harbour -boats",
        "harbourmaster",
        "har",
        "email",
        "東都",
        "-boats",
        "",
        "*",
        '"',
    ],
)
def test_a_page_is_not_found(index: Index, site: Site, query: str) -> None:
    index("Old quay", "The harbour boats 東京都, e-mail.")
    assert refs(search(site, query)) == []


def test_a_site_finds_its_own_pages_only(index: Index, site: Site, noise_site: Site) -> None:
    mine = index("Harbour", "Forty boats lie in the harbour.")
    assert refs(search(site, "harbour")) == [mine]
    assert refs(search(noise_site, "harbour")) == [REF]


def test_the_title_weighs_more_than_the_text(index: Index, site: Site) -> None:
    body = index("News of the day", "boats " * 4 + "and other things of the sea")
    title = index("Boats", "Other things of the sea")
    index("Quay", "Nothing of that kind")
    assert refs(search(site, "boats")) == [title, body]


def test_what_is_published_again_replaces_what_was(index: Index, site: Site) -> None:
    ref = index("Harbour", "Old words")
    index("Quay", "New words", ref=ref)
    assert refs(search(site, "old")) == []
    assert [(hit.ref, hit.title) for hit in search(site, "new").hits] == [(ref, "Quay")]
    assert IndexedPage.objects.filter(ref=ref).count() == 1


def test_what_is_taken_back_is_gone_at_once(index: Index, site: Site) -> None:
    ref, kept = index("Harbour"), index("Harbour wall")
    remove_pages([ref, 10**9])
    assert refs(search(site, "harbour")) == [kept]


def test_a_transaction_that_fails_leaves_the_index_as_it_was(index: Index, site: Site) -> None:
    ref = index("Harbour")
    with pytest.raises(RuntimeError), transaction.atomic():
        remove_pages([ref])
        index_pages([row(site, "Zeppelin")])
        raise RuntimeError
    assert refs(search(site, "harbour")) == [ref]
    assert refs(search(site, "zeppelin")) == []


def test_only_what_may_be_read_is_found(index: Index, site: Site) -> None:
    public, paid = index("Harbour"), index("Harbour for members", access="members")
    assert refs(search(site, "harbour")) == [public]
    assert set(refs(search(site, "harbour", access=("public", "members")))) == {public, paid}


def test_results_are_narrowed_by_kind_and_language(index: Index, site: Site) -> None:
    article, page = index("Harbour"), index("Harbour", kind="page", language="de-AT")
    assert refs(search(site, "harbour", filters={"kind": "page"})) == [page]
    assert refs(search(site, "harbour", filters={"language": "en"})) == [article]
    assert refs(search(site, "harbour", filters={"kind": "page", "language": "en"})) == []


def test_a_hit_has_all_that_a_result_shows(index: Index, site: Site) -> None:
    labels = {"category": {"name": "News", "url": "/categories/news/"}, "picture": {"src": "/media/a/b-320.jpg"}}
    index("Harbour <wall>", "The wall of the harbour.", summary="About walls", labels=labels, path="/walls/")
    hit = search(site, "wall").hits[0]
    assert (hit.path, hit.summary, hit.kind, hit.labels) == ("/walls/", "About walls", "article", labels)
    assert hit.title == "Harbour &lt;<mark>wall</mark>&gt;"
    assert hit.snippet == "The <mark>wall</mark> of the harbour."
    assert hit.picture == {"src": "/media/a/b-320.jpg"}


def test_pages_of_results_hold_every_hit_once_in_falling_order(site: Site) -> None:
    """Many hits weigh the same, so the order among them must be a fixed one."""
    index_pages([row(site, "Harbour", "boats " * (number % 3)) for number in range(23)])
    whole = refs(search(site, "harbour", size=50))
    seen: list[int] = []
    cursor = ""
    for _ in range(10):
        results = search(site, "harbour", size=5, cursor=cursor)
        seen += refs(results)
        cursor = results.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 23
    assert seen == whole


def test_the_number_of_hits_is_told_when_it_is_known(site: Site) -> None:
    index_pages([row(site, "Harbour") for _ in range(3)])
    assert search(site, "harbour").total_hint == 3
    assert search(site, "harbour", size=2).total_hint is None
    assert search(site, "zeppelin").total_hint == 0


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "=", "W10", "bnVsbA", "WzEsMl0x", "WyJhIiwxXQ", "W05hTiwxXQ", "WzEsLTFd", "WzEsMWU5OTldXQ", "A" * 5000],
)
def test_a_cursor_that_is_none_gives_the_first_page(index: Index, site: Site, cursor: str) -> None:
    ref = index("Harbour")
    assert refs(search(site, "harbour", cursor=cursor)) == [ref]


def test_a_search_is_as_many_queries_for_any_number_of_hits(site: Site) -> None:
    """InnoDB reads the rows with the match; FTS5 has an index of its own."""
    found = 2 if connection.vendor == "sqlite" else 1
    index_pages([row(site, f"Harbour {number}", "boats") for number in range(40)])
    for query, expected in (("harbour boats", found), ("zeppelin", 1), ("", 0)):
        with CountQueries() as queries:
            search(site, query)
        assert queries.count == expected


def test_the_database_answers_from_its_full_text_index(site: Site) -> None:
    index_pages([row(site, f"Harbour {number}", "boats") for number in range(40)])
    with CountQueries() as queries:
        search(site, "harbour boats", cursor="WzAuNSw1XQ")
    command, expected = {
        "sqlite": ("EXPLAIN QUERY PLAN", "VIRTUAL TABLE INDEX"),
        "mysql": ("EXPLAIN", "fulltext"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"{command} {queries.captured_queries[0]['sql']}".replace("%", "%%"))
        plan = cursor.fetchall()
    assert len(plan) == 1 or connection.vendor == "sqlite"
    assert expected in str(plan[0])


def test_the_site_is_part_of_the_statement(index: Index, site: Site) -> None:
    index("Harbour")
    with CountQueries() as queries:
        search(site, "harbour")
    statement = queries.captured_queries[0]["sql"]
    assert f"s{site.pk}_" in statement or f"`site_id` = {site.pk}" in statement


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.one_of(st.text(max_size=80), st.text(alphabet="ab* -+\"()~<>@'%_\\东", max_size=30)))
def test_no_query_is_an_error(site: Site, query: str) -> None:
    assert search(site, query, size=3).total_hint in (None, 0, 1, 2, 3)


@pytest.mark.parametrize("query", ["\ud55c" * 300, "\ufdfa" * 100, "a-" * 100, '"' + "a " * 99, "-".join("x" * 90)])
def test_a_phrase_longer_than_an_engine_takes_is_cut(index: Index, site: Site, query: str) -> None:
    ref = index("Long", query)
    assert refs(search(site, query)) == [ref]


def test_reindexing_makes_the_index_whole_again(index: Index, site: Site, noise_site: Site, capsys: Any) -> None:
    ref = index("Harbour", "Forty boats")
    with connection.cursor() as cursor:
        damage = {"sqlite": "DELETE FROM search_tokens", "mysql": "DELETE FROM search_indexedpage WHERE site_id = 0"}
        cursor.execute(damage[connection.vendor])
    call_command("reindex", site="testserver", optimize=True)
    assert "1 pages" in capsys.readouterr().out
    assert refs(search(site, "forty boats")) == [ref]
    assert IndexedPage.objects.get(ref=ref).text == "Forty boats"


def test_a_very_long_text_is_indexed_up_to_its_limit(index: Index, site: Site) -> None:
    ref = index("Log", "harbour " + "word " * 100_000 + "zeppelin")
    assert refs(search(site, "harbour")) == [ref]
    assert refs(search(site, "zeppelin")) == []
