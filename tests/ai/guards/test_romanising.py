"""Names in Latin letters."""

import time

import pytest

from ai.guards.romanising import is_syllables


@pytest.mark.parametrize(
    ("word", "may_be"), [("Xiaoming", True), ("Li-Na", True), ("Zhang", True), ("Weber", False), ("Xiaomingx", False)]
)
def test_words_that_may_be_chinese(word: str, may_be: bool) -> None:
    assert is_syllables(word) is may_be


def test_a_word_that_goes_round_takes_no_longer_than_its_length() -> None:
    began = time.process_time()
    assert not is_syllables("yuan" * 500 + "x")
    assert time.process_time() - began < 1
