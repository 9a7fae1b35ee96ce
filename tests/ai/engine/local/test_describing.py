from hypothesis import given
from hypothesis import strategies as st

from ai.engine.local import describing
from ai.engine.local.sentences import split

TEXT = (
    "The library in Lindenau opens on Sundays from February. The trial costs 84,500 euros and runs for twelve months. "
    "In 2025 the library had 212,000 visitors. The council voted for it, and the library hired two librarians."
)


def test_a_description_is_whole_sentences_that_fit() -> None:
    found = describing.description(TEXT)
    assert len(found) <= describing.SEO_LENGTH
    assert all(sentence in TEXT for sentence in split(found))


def test_a_long_first_sentence_is_cut_at_a_clause_with_a_mark() -> None:
    long = "The council, which met on Tuesday, voted for the plan after four hours of talks, " + "and so on " * 20 + "."
    found = describing.description(long)
    assert found.endswith("…")
    assert len(found) <= describing.SEO_LENGTH


@given(st.text(max_size=400), st.integers(20, 200))
def test_a_cut_text_never_passes_its_limit(text: str, limit: int) -> None:
    assert len(describing.cut(text, limit)) <= limit


def test_a_summary_is_made_of_the_texts_sentences_in_their_order() -> None:
    found = split(describing.summary(TEXT))
    assert found
    assert [TEXT.index(sentence) for sentence in found] == sorted(TEXT.index(sentence) for sentence in found)


def test_a_summary_does_not_repeat_what_stands_under_it() -> None:
    lead = split(TEXT)[0]
    assert lead not in describing.summary(TEXT, avoid=lead)


def test_titles_are_the_texts_own_words() -> None:
    for title in describing.titles(TEXT):
        assert title.lower() in TEXT.lower()
        assert len(title) <= describing.TITLE_LENGTH


def test_tags_of_the_site_come_before_new_ones() -> None:
    known, fresh = describing.tags(TEXT, ["Sport", "Library"], title="Library on Sundays")
    assert known == ["Library"]
    assert "Library" not in fresh


def test_quoted_passages_do_not_describe_a_text_that_has_its_own_words() -> None:
    text = "> “A quoted sentence that is long enough to count.” [^1]\n\nOur own words stand here today."
    assert describing.description(text) == "Our own words stand here today."
