"""chrF: known answers, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.evals.similarity import chrf


@pytest.mark.parametrize(
    ("answer", "accepted", "known"),
    [
        ("the pier opens", "the pier opens", 1.0),
        ("thepier opens", "the pier opens", 1.0),  # spaces do not count
        ("", "the pier", 0.0),
        ("xyz", "abc", 0.0),
        ("", "", 1.0),
        # 1-grams 2/2 and 2/4, 2-grams 1/1 and 1/3: P = 1, R = 5/12, and 5·P·R / (4·P + R) = 0.4717
        ("ab", "abab", 0.4717),
        ("港が開く", "港が開く", 1.0),
    ],
)
def test_known_answers(answer: str, accepted: str, known: float) -> None:
    assert chrf(answer, accepted) == pytest.approx(known, abs=0.0001)


def test_what_is_left_out_counts_more_than_what_is_added() -> None:
    whole = "The council will repair the pier after the storm."
    assert chrf(whole + " It rains.", whole) > chrf(whole[:-11], whole)


def test_a_paraphrase_is_less_alike_than_a_small_edit_and_more_than_another_text() -> None:
    accepted = "The council will repair the pier after the winter storm."
    edited = chrf("The council will mend the pier after the winter storm.", accepted)
    other = chrf("After the winter storm, repairs of the pier are planned.", accepted)
    assert edited > other > chrf("Recipes for plum cake and coffee at noon today.", accepted)


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_lies_between_0_and_1_and_the_same_text_is_1(one: str, other: str) -> None:
    assert 0.0 <= chrf(one, other) <= 1.0 + 1e-9
    assert chrf(one, one) == pytest.approx(1.0)
