"""What rules can do with a passage, and that they never make up a word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.local.rewriting import Cannot, listed, mended, shorten, tabled, units

TEXT = (
    "The pier opened in May. It carries <strong-3>300</strong-3> people at once. The <a-2>harbour office</a-2> looks "
    "after it. Lamps switch on at dusk, for example when somebody walks by. The pier is open every day."
)


def bare(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text)


def test_sentences_keep_their_marks() -> None:
    assert units(TEXT)[1:3] == [
        "It carries <strong-3>300</strong-3> people at once.",
        "The <a-2>harbour office</a-2> looks after it.",
    ]


def test_what_one_mark_spans_stays_together() -> None:
    assert units("One. <a-2>Two. Three.</a-2> Four.") == ["One.", "<a-2>Two. Three.</a-2>", "Four."]


def test_a_break_at_the_end_of_a_mark_stays_in_it() -> None:
    assert units("<a-2>One. <br-3/></a-2>Two.") == ["<a-2>One. <br-3/></a-2>", "Two."]


def test_shortening_leaves_sentences_out_but_none_with_a_link() -> None:
    short = shorten(TEXT, "en")
    assert "<a-2>harbour office</a-2>" in short and short.startswith("The pier opened in May.")
    assert len(short) < len(TEXT) and all(sentence in TEXT for sentence in units(short))


@pytest.mark.parametrize(
    "text", ["One sentence only.", "<a-2>One.</a-2> <a-3>Two.</a-3>", "<ul-1><li-2>One.</li-2></ul-1>"]
)
def test_what_cannot_be_shortened_is_said(text: str) -> None:
    with pytest.raises(Cannot):
        shorten(text, "en")


def test_a_list_has_an_entry_for_each_sentence() -> None:
    assert listed("One thing. <a-2>Another</a-2> one.") == "- One thing.\n- <a-2>Another</a-2> one."


def test_a_table_has_a_row_for_each_pair() -> None:
    assert tabled("Length: 120 metres. Depth: 4 metres.") == "| Length | 120 metres |\n| Depth | 4 metres |"
    items = "<ul-1>\n<li-2>Length: 120 metres</li-2>\n<li-3>Price: <a-4>2 euros</a-4></li-3>\n</ul-1>"
    assert tabled(items) == "| Length | 120 metres |\n| Price | <a-4>2 euros</a-4> |"


@pytest.mark.parametrize("text", ["Length: 120 metres.", "The pier is long. Depth: 4 metres. Width: 3 metres."])
def test_what_is_no_table_is_said(text: str) -> None:
    with pytest.raises(Cannot):
        tabled(text)


@pytest.mark.parametrize(
    ("text", "code", "good"),
    [
        ("The the pier  is open .", "en", "The pier is open."),
        ("It is open. dogs may not.", "en", "It is open. Dogs may not."),
        ("Wir zahlen z. B. den Eintritt.", "de", "Wir zahlen z. B. den Eintritt."),
        ("Am 3. Mai geht es los.", "de", "Am 3. Mai geht es los."),
        ("Er hatte had had genug.", "en", "Er hatte had had genug."),
        ("Vraiment ? Oui !", "fr", "Vraiment ? Oui !"),
        ("It costs 2 euros, e.g. for children.", "en", "It costs 2 euros, e.g. for children."),
        ("See <a-2>the the map</a-2>.", "en", "See <a-2>the map</a-2>."),
        ("Nothing is wrong here.", "en", "Nothing is wrong here."),
    ],
)
def test_small_slips_are_mended(text: str, code: str, good: str) -> None:
    assert mended(text, code) == good


_WORDS = st.sampled_from(["One. ", "two ", "<br-3/>", "Three! ", "z. B. ", " ", "four."])
# A mark has a number of its own: none stands in itself, and an empty one is not made.
_PASSAGES = st.lists(_WORDS, min_size=1, max_size=4).map(lambda parts: f"<a-2>{''.join(parts)}</a-2>")
_DOCUMENTS = st.lists(_WORDS | _PASSAGES, max_size=10).map("".join)


@given(_DOCUMENTS)
def test_sentences_lose_no_word_and_no_mark(text: str) -> None:
    assert "".join(" ".join(units(text)).split()) == "".join(text.split())


@given(_DOCUMENTS)
def test_no_word_is_made_up(text: str) -> None:
    words = set(bare(text).split())
    for act in (lambda: shorten(text, "en"), lambda: listed(text).replace("- ", "")):
        try:
            assert set(bare(act()).split()) <= words
        except Cannot as reason:
            assert str(reason)
