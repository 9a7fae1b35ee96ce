import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.query import parse
from content.search.snippets import highlight, snippet


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("The Harbour opens.", "harbour", ["Harbour"]),
        ("A harbourmaster", "harbour", []),
        ("A harbourmaster", "harb*", ["harbourmaster"]),
        ("Café au lait", "cafe", ["Café"]),
        ("Die Größe zählt", "groesse", []),
        ("Die Größe zählt", "grosse zahlt", ["Größe", "zählt"]),
        ("Straße, Straßen", "strasse", ["Straße"]),
        ("old  boats and old\nboats", '"old boats"', ["old boats", "old boats"]),
        ("write an e-mail", "e-mail", ["e-mail"]),
        ("東京都に住む", "東京", ["東京"]),
        ("हिन्दी में", "हिन्दी", ["हिन्दी"]),
        ("boats, no ships", "boats -ships", ["boats"]),
        ("the cat", "the cat", ["cat"]),
        ("the cat", "the", ["the"]),
        ("x_boat_y boat", "boat", ["boat", "boat"]),
    ],
)
def test_the_words_of_the_query_are_marked(text: str, query: str, marked: list[str]) -> None:
    assert re.findall(r"<mark>(.*?)</mark>", snippet(text, parse(query))) == marked


def test_markup_in_a_text_stays_text() -> None:
    shown = snippet('<script>alert("boat")</script> & boat', parse("boat script"))
    assert "<script" not in shown
    assert shown.count("<mark>boat</mark>") == 2
    assert highlight("<b>boat</b>", parse("boat")) == "&lt;b&gt;<mark>boat</mark>&lt;/b&gt;"


def test_a_long_text_is_shown_around_its_densest_place() -> None:
    text = "boat " + "word " * 300 + "the boat lies in the harbour today " + "word " * 300
    shown = snippet(text, parse("boat harbour"))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>boat</mark> lies in the <mark>harbour</mark>" in shown
    assert len(re.sub(r"</?mark>", "", shown)) < 260


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet("First words. " + "more " * 100, parse("zeppelin")).startswith("First words.")


@given(st.text(max_size=600), st.text(max_size=30))
def test_a_snippet_is_always_a_part_of_its_text(text: str, query: str) -> None:
    shown = snippet(text, parse(query))
    bare = html.unescape(re.sub(r"</?mark>", "", shown)).removeprefix("… ").removesuffix(" …")
    assert bare in " ".join(text.split())


@given(st.text(alphabet="ßæ é\u0301東Straße", max_size=60), st.text(alphabet="sßaeæ東 *", max_size=8))
def test_marks_fit_letters_that_change_their_length(text: str, query: str) -> None:
    shown = highlight(text, parse(query))
    assert html.unescape(re.sub(r"</?mark>", "", shown)) == text
