"""The guards tell good answers from bad ones, measured on the corpus."""

from typing import Any

import pytest

from tests.ai import corpora

ROWS = list(corpora.rows())


def name(row: dict[str, Any]) -> str:
    return f"{row['feature']}-{row['language']}-{row['output']!s:.30}"


@pytest.mark.parametrize("row", [row for row in ROWS if not row["good"]], ids=name)
def test_no_bad_answer_is_let_through(row: dict[str, Any]) -> None:
    assert corpora.judge(row).is_refused


# (least recall, least precision) of those that are told only in part.
LEAST = {
    "rehearsal": (0.72, 0.95),
    "third": (0.97, 0.95),
    "fourth": (0.97, 0.95),
    "fifth": (0.80, 0.95),
    "sixth": (0.75, 0.86),
    "ninth": (0.97, 0.95),
    "sixteenth": (0.96, 0.95),
    "twentieth": (0.98, 0.95),
    "thirty_third": (0.98, 0.90),  # of ten bad ones, beside seventy good
}
LATER = [
    pytest.param(name, marks=pytest.mark.slow)
    for name in (
        "adversarial",
        "blind",
        "heldout",
        "third",
        "fourth",
        "rehearsal",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "twenty_first",
        "twenty_second",
        "twenty_third",
        "twenty_fourth",
        "twenty_fifth",
        "twenty_sixth",
        "twenty_seventh",
        "twenty_eighth",
        "twenty_ninth",
        "thirtieth",
        "thirty_first",
        "thirty_second",
        "thirty_third",
        "thirty_fourth",
        "thirty_fifth",
        "thirty_sixth",
        "thirty_seventh",
        "thirty_eighth",
        "thirty_ninth",
    )
]


@pytest.mark.parametrize("folder", ["guards", "unseen", *LATER])
def test_precision_and_recall_hold_on_each_corpus(folder: str) -> None:
    judged = [corpora.judge(row) for row in corpora.rows(*corpora.files(folder))]
    total = corpora.score(judged)
    assert len(judged) >= 80
    recall, precision = LEAST.get(folder, (0.98, 0.95))
    assert total.recall >= recall and total.precision >= precision, str(total)


@pytest.mark.slow
def test_good_answers_pass_that_use_every_notation_there_is() -> None:
    """Written to be refused: each value as it is written nowhere else. What still is, is left to the repair."""
    judged = [corpora.judge(row) for row in corpora.rows(*corpora.files("free"))]
    passed = sum(not one.is_refused for one in judged)
    assert len(judged) == 240 and passed >= 0.88 * len(judged), f"{passed} of {len(judged)}"
