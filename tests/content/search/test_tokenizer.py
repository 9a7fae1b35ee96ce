import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.tokenizer import encode, encode_prefix, fold, line, query_tokens, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "cafe"),
        ("CAFÉ", "cafe\u0301"),
        ("Größe", "GROSSE"),
        ("ﬁsh", "fish"),
        ("ｗｉｄｅ", "wide"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("naïve", "naive"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("Москва", "МОСКВА"),
        ("ｶﾞ", "ガ"),
        ("שָׁלוֹם", "שלום"),
        ("مَرْحَبًا", "مرحبا"),
    ],
)
def test_words_that_read_the_same_have_the_same_tokens(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)
    assert tokens(one)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("हिन्दी", "हन्द"), ("cat", "cart"), ("a b", "ab")])
def test_words_that_differ_have_other_tokens(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_words_keep_their_order_and_their_number() -> None:
    assert tokens("To be, or not to be") == ["to_", "be_", "or_", "not_", "to_", "be_"]
    assert query_tokens("to be or not to be") == ["to_", "be_", "or_", "not_"]


def test_short_words_are_as_long_as_the_index_needs() -> None:
    assert tokens("a I x1") == ["a__", "i__", "x1_"]


def test_no_token_is_a_word_that_a_server_may_leave_out() -> None:
    stop_words = "a about an are as at be by com de en for from how i in is it la of on or that the this to was www"
    assert not set(tokens(stop_words)) & set(stop_words.split())
    assert len(tokens(stop_words)) == len(stop_words.split())


def test_scripts_without_spaces_become_pairs_and_a_last_single() -> None:
    pairs = [encode_prefix("東京"), encode_prefix("京都")]
    assert tokens("東京都") == [*pairs, encode("都")]
    assert tokens("東京tower") == [encode_prefix("東京"), encode("京"), "tower_"]


def test_the_prefix_of_a_word_is_the_prefix_of_its_token() -> None:
    for word in ("harbour", "гавань", "λιμάνι"):
        folded = fold(word)
        assert all(encode(folded).startswith(encode_prefix(folded[:end])) for end in range(1, len(folded)))


def test_very_long_words_are_cut_the_same_way_everywhere() -> None:
    assert tokens("x" * 500) == tokens("x" * 90)
    assert tokens("ж" * 500) == tokens("ж" * 30)


@given(st.text(max_size=300))
def test_every_token_is_safe_for_every_engine(text: str) -> None:
    assert all(re.fullmatch(r"[a-z0-9_]{3,84}", token) for token in tokens(text))


@given(st.text(max_size=300))
def test_tokens_do_not_depend_on_being_folded_before(text: str) -> None:
    assert tokens(fold(text)) == tokens(text)


@given(st.one_of(st.text(max_size=300), st.text("aB1_ -.\n", max_size=300), st.text("ab", min_size=78, max_size=90)))
def test_a_line_is_the_tokens_with_spaces_between(text: str) -> None:
    assert line(text) == " ".join(tokens(text))
