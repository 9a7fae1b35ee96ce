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


@pytest.mark.parametrize("folder", ["guards", "adversarial", "unseen"])
def test_precision_and_recall_hold_on_each_corpus(folder: str) -> None:
    judged = JUDGED if folder == "guards" else [corpora.judge(row) for row in corpora.rows(*corpora.files(folder))]
    total = corpora.score(judged)
    assert len(judged) >= 120
    assert total.recall >= 0.98 and total.precision >= 0.95, str(total)
