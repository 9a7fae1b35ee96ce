"""Forbidden forms in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib.htmltree import parse, write
from aicmr.lib.wording import Wording, holds, replace_in, replaced, uses

LOGIN = Wording("sign-in page", ("login page", "log-in page"))


def found(text: str, *wordings: Wording) -> list[str]:
    return [use.found for use in uses(text, wordings)]


def test_whole_words_are_found_whatever_their_case_and_spaces() -> None:
    text = "Open the Login\u00a0Page. A blogin page is none, a log-in page is."
    assert found(text, LOGIN) == ["Login\u00a0Page", "log-in page"]


def test_where_capitals_count_only_those_letters_are_found() -> None:
    assert found("internet and Internet", Wording("internet", ("Internet",), case_sensitive=True)) == ["Internet"]


def test_a_form_that_differs_by_case_alone_spares_the_right_one() -> None:
    assert found("GitHub, Github and github", Wording("GitHub", ("github",))) == ["Github", "github"]


def test_what_is_right_is_not_taken_for_the_form_that_it_contains() -> None:
    assert found("Harbour Post Ltd and Harbour Post", Wording("Harbour Post Ltd", ("Harbour Post",))) == [
        "Harbour Post"
    ]


@pytest.mark.parametrize(
    ("form", "text", "hit"),
    [
        ("utili*", "They utilised it.", "utilised"),
        ("電子郵件", "請用電子郵件聯絡", "電子郵件"),
        ("C++", "In C++ and C.", "C++"),
    ],
)
def test_endings_scripts_and_marks(form: str, text: str, hit: str) -> None:
    assert found(text, Wording("use", (form,))) == [hit]


def test_replacing_keeps_a_capital_at_the_beginning() -> None:
    assert replaced("Login page? The login page.", [LOGIN]) == "Sign-in page? The sign-in page."


def test_in_html_attributes_and_code_stay() -> None:
    node = parse('<p>The login page at <a href="/login page/">our login page</a>, <code>login page</code></p>')
    assert replace_in(node, [LOGIN])
    assert write(node) == (
        '<p>The sign-in page at <a href="/login page/">our sign-in page</a>, <code>login page</code></p>'
    )
    assert not replace_in(node, [LOGIN])


def test_a_form_without_another_word_is_found_and_stays() -> None:
    assert found("a guru", Wording("", ("guru",))) == ["guru"]
    assert replaced("a guru", [Wording("", ("guru",))]) == "a guru"


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=4), st.text(max_size=12), st.booleans())
def test_whatever_the_words_are_it_answers(text: str, forms: list[str], right: str, exact: bool) -> None:
    wording = Wording(right, tuple(forms), exact)
    for use in uses(text, [wording]):
        assert text[use.start : use.end] == use.found
    holds(text, right)
    replaced(text, [wording])
