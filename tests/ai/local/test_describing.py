from hypothesis import given
from hypothesis import strategies as st

from ai.local import describing
from ai.local.sentences import split

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


def test_a_summary_begins_with_the_lead() -> None:
    assert describing.summary(TEXT).startswith(split(TEXT)[0])
    assert describing.summary("Rates rise in May. " + TEXT).startswith("Rates rise in May.")


def test_a_lead_that_is_too_long_for_a_summary_is_not_taken() -> None:
    endless = "The council, " + "after another long night of talks and votes, " * 12 + "agreed."
    found = describing.summary(f"{endless} {TEXT}")
    assert endless not in found
    assert len(found.split()) <= describing.SUMMARY_WORDS


def test_beside_the_lead_a_summary_does_not_repeat_what_stands_under_it() -> None:
    lead, second, *_ = split(TEXT)
    found = describing.summary(TEXT, avoid=f"{lead} {second}")
    assert lead in found
    assert second not in found


def test_titles_are_the_texts_own_words() -> None:
    for title in describing.titles(TEXT):
        assert title.lower() in TEXT.lower()
        assert len(title) <= describing.TITLE_LENGTH


def test_tags_of_the_site_come_before_new_ones() -> None:
    known, fresh = describing.tags(TEXT, ["Sport", "Library"], title="Library on Sundays")
    assert known == ["Library"]
    assert "Library" not in fresh


RACE = """The Harbour Swim began at seven. The last swimmer came home at nine, and the crowd cheered the last swimmer.

## Costs

The Harbour Swim costs 4,000 euros a year. Anna Weber won it; Anna Weber also won in 2024. Write to the club.
"""


def test_a_summary_takes_no_fragment_where_there_are_sentences() -> None:
    text = "Das Bad öffnet am 22. Mai. Die Stadt hat 26 Prozent mehr bezahlt.\n\nTelefon 0341, Parkplatz P3."
    assert "Telefon" not in describing.summary(text, avoid=text.split("\n")[0])


def test_new_tags_are_names_and_phrases_that_the_text_returns_to() -> None:
    _, fresh = describing.tags(RACE, [], title="Harbour Swim")
    assert fresh == ["Harbour Swim", "Anna Weber"]


def test_headings_are_no_tags_and_a_word_that_is_only_akin_brings_no_tag() -> None:
    known, fresh = describing.tags(RACE * 4, ["Cost", "Writing", "Money"])
    assert known == ["Cost"]
    assert not {"Costs", "last swimmer"} & set(fresh)
    assert describing.tags(RACE, ["Writing"]) == ([], ["Harbour Swim", "Anna Weber"])


def test_there_are_at_most_five_tags() -> None:
    known, fresh = describing.tags(RACE, ["Harbour", "Swim", "Anna", "Weber", "Club", "Crowd", "Swimmer"])
    assert len(known) + len(fresh) == describing.MOST_TAGS


def test_headings_do_not_run_into_sentences() -> None:
    assert "Costs" not in describing.summary(RACE) + describing.description(RACE)


def test_quoted_passages_do_not_describe_a_text_that_has_its_own_words() -> None:
    text = "> “A quoted sentence that is long enough to count.” [^1]\n\nOur own words stand here today."
    assert describing.description(text) == "Our own words stand here today."
