"""The guards tell good answers from bad ones, measured on the corpus."""

import pytest

from tests.ai import corpora
from tests.ai.corpora import Judged

JUDGED = [corpora.judge(row) for row in corpora.rows()]


def name(judged: Judged) -> str:
    return f"{judged.row['feature']}-{judged.row['language']}-{judged.row['output']!s:.30}"


@pytest.mark.parametrize("judged", [one for one in JUDGED if not one.row["good"]], ids=name)
def test_no_bad_answer_is_let_through(judged: Judged) -> None:
    assert judged.is_refused


def test_precision_and_recall_hold_on_the_whole_corpus() -> None:
    total = corpora.score(JUDGED)
    assert len(JUDGED) >= 120
    assert total.recall >= 0.98 and total.precision >= 0.95, str(total)
