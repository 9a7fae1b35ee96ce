import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.query import MAX_CLAUSES, parse


def understood(text: str) -> list[tuple[str, bool, bool]]:
    return [(" ".join(one.tokens), one.is_prefix, one.is_excluded) for one in parse(text).clauses]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("harbour boats", [("harbour_", False, False), ("boats_", False, False)]),
        ('"harbour boats"', [("harbour_ boats_", False, False)]),
        ("harbour -boats", [("harbour_", False, False), ("boats_", False, True)]),
        ('harbour -"old boats"', [("harbour_", False, False), ("old_ boats_", False, True)]),
        ("harb*", [("harb", True, False)]),
        ("e-mail", [("e__ mail_", False, False)]),
        ("v2.5", [("v2_ 5__", False, False)]),
        ('"unclosed quote', [("unclosed_ quote_", False, False)]),
        ("the art of war", [("art_", False, False), ("war_", False, False)]),
        ("to be or", [("to_", False, False), ("be_", False, False), ("or_", False, False)]),
        ("+harbour ~boats >x", [("harbour_", False, False), ("boats_", False, False), ("x__", False, False)]),
        ("AND OR NOT", [("not_", False, False)]),
        ("", []),
        ('*** --- "" \' ( ) @ #', []),
    ],
)
def test_a_query_is_understood(text: str, clauses: list[tuple[str, bool, bool]]) -> None:
    assert understood(text) == clauses


def test_exclusions_alone_search_nothing() -> None:
    assert not parse("-harbour").is_searchable
    assert not parse("- *").is_searchable
    assert parse("-harbour boats").is_searchable


def test_long_queries_are_cut() -> None:
    assert len(parse("word " * 500).text) <= 200
    assert len(parse(" ".join(f"w{number}" for number in range(50))).clauses) == MAX_CLAUSES


def test_a_run_of_characters_is_a_phrase_of_pairs_and_a_single_one_a_beginning() -> None:
    assert [len(clause.tokens) for clause in parse("東京都").clauses] == [2]
    assert [clause.is_prefix for clause in parse("京").clauses] == [True]
    assert [len(clause.tokens) for clause in parse("東京tower").clauses] == [1, 1]


@given(st.text(max_size=400))
def test_no_text_is_an_error(text: str) -> None:
    query = parse(text)
    assert len(query.clauses) <= MAX_CLAUSES
    assert all(clause.tokens for clause in query.clauses)
