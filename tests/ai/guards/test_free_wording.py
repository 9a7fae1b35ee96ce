"""What good answers word freely passes; what looks like it and is wrong does not (`cases/free_wording.jsonl`)."""

import json
from pathlib import Path
from typing import Any

import pytest

from ai.guards import check
from ai.guards.recipes import expecting

_ROWS = (Path(__file__).parent / "cases" / "free_wording.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(row) for row in _ROWS]


def _refused(case: dict[str, Any]) -> list[str]:
    source, code = case["source"], case["source_language"]
    expect = expecting(case["feature"], language=case["language"], source=source, source_language=code)
    verdicts = check(case["answer"], None, expect)
    told = [one for one in verdicts if not one.ok and one.guard not in ("sense", "length")]  # the sources are short
    return [f"{one.guard}: {one.message}" for one in told]


@pytest.mark.parametrize("case", [case for case in CASES if case["good"]], ids=lambda case: case["answer"][:30])
def test_free_wording_passes(case: dict[str, Any]) -> None:
    assert _refused(case) == []


@pytest.mark.parametrize("case", [case for case in CASES if not case["good"]], ids=lambda case: case["answer"][:30])
def test_what_looks_like_it_is_refused(case: dict[str, Any]) -> None:
    assert _refused(case)
