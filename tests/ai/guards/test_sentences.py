"""Sentences of an answer and of its text: which stand for which, and what says the opposite."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai import guards
from ai.guards import ages, opposites, pairing
from ai.guards.memory import by_length
from ai.guards.recipes import expecting
from ai.guards.saying import Index

SENTENCES = st.lists(
    st.from_regex(r"\A[A-Z][a-z]{2,9}( [a-z]{2,9}){2,9}( [1-9][0-9]{1,3})?\.\Z"), min_size=1, max_size=12
)


@settings(deadline=None, max_examples=50)
@given(SENTENCES)
def test_each_sentence_stands_for_itself(sentences: list[str]) -> None:
    found = tuple(sentences)
    assert pairing.paired(found, found, ("en", "en")) == tuple(zip(found, found, strict=True))


@settings(deadline=None, max_examples=50)
@given(SENTENCES, SENTENCES)
def test_pairs_are_all_of_both_texts_in_order(mine: list[str], given_: list[str]) -> None:
    pairs = pairing.paired(tuple(mine), tuple(given_), ("en", "de"))
    if pairs:
        assert " ".join(pair[0] for pair in pairs) == " ".join(mine)
        assert " ".join(pair[1] for pair in pairs) == " ".join(given_)


def test_a_sentence_that_was_cut_stands_for_one() -> None:
    mine = ("The hall in Halifax opens on 3 May.", "It has 40 stalls.", "Twelve of them sell cheese from the valley.")
    theirs = ("Die Halle in Halifax, die 40 Stände hat, öffnet am 3. Mai.", "Zwölf davon verkaufen Käse aus dem Tal.")
    pairs = pairing.paired(mine, theirs, ("en", "de"))
    assert pairs == ((" ".join(mine[:2]), theirs[0]), (mine[2], theirs[1]))


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Am 14. August kam er. Am 40. Tag ging er.", "de", 2),
        ("Boote zahlen 15 Pfund, größere 40. Näheres steht da.", "de", 2),
        ("She left at 1 p.m. in spite of the snow. He stayed.", "en", 2),
        ("Dr. Brightwell tested it. It was right.", "en", 2),
    ],
)
def test_sentences_end_where_they_end(text: str, language: str, count: int) -> None:
    assert len(pairing.sentences(text, language)) == count


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=8), st.sets(st.sampled_from("abcdefgh")))
def test_the_nearest_bag_shares_most(bags: list[set[str]], words: set[str]) -> None:
    place, shared = Index(bags).nearest(words)
    assert shared == max((len(bag & words) for bag in bags), default=0)
    assert place == next((at for at, bag in enumerate(bags) if shared and len(bag & words) == shared), -1)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=4), max_size=20))
def test_what_is_remembered_is_what_was_found(texts: list[str]) -> None:
    upper = by_length(str.upper)
    assert [upper(text * 300) for text in texts] == [(text * 300).upper() for text in texts]
    assert [upper(text) for text in texts] == [text.upper() for text in texts]


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        ("Pugh supported the project.", "Pugh opposed the project.", ("en", "en")),
        ("Die Firma bestreitet den Fehler.", "The company admits the fault.", ("de", "en")),
        ("The test comes two hours later.", "Der Test kommt zwei Stunden früher.", ("en", "de")),
        ("L’opposition a salué le prix.", "The opposition criticised the price.", ("fr", "en")),
    ],
)
def test_opposites_are_told(one: str, other: str, codes: tuple[str, str]) -> None:
    assert opposites.exchanged(one, other, *codes)


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        ("Pugh did not support the project.", "Pugh opposed the project.", ("en", "en")),
        ("Critics and supporters met.", "Opponents came.", ("en", "en")),
        ("The company denies it.", "Die Firma bestreitet es.", ("en", "de")),
    ],
)
def test_what_is_no_opposite_passes(one: str, other: str, codes: tuple[str, str]) -> None:
    assert not opposites.exchanged(one, other, *codes)


def test_the_age_of_another_is_found() -> None:
    source = "Amparo Lizana spoke. Her neighbour Eusebio Garrido, 82, and the 27-year-old Selam Haddis listened."
    assert list(ages.changed("Amparo Lizana, 82, spoke.", source)) == ["lizana 82"]
    assert list(ages.changed("Selam Haddis (72) listened.", source)) == ["haddis 72"]
    assert list(ages.changed("Garrido (82) and Haddis, 27, listened.", source)) == []


def refused(answer: str, source: str, feature: str = "summary") -> str:
    expect = expecting(feature, language="en", source=source, source_language="en")
    return " ".join(verdict.message for verdict in guards.check(answer, None, expect) if not verdict.ok)


HALL = "Volunteers found a bird's nest in the gearbox of the bridge. The money was needed for buses in the town."


def test_one_noun_in_the_place_of_another_is_found() -> None:
    assert "wasp for bird" in refused("Volunteers found a wasp's nest in the gearbox of the bridge.", HALL)
    assert not refused("Volunteers found a bird's nest in the gearbox of the old bridge.", HALL)
