"""Round numbers, parts, spans and counts that a text tells without writing them: `cases/derived.jsonl`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ai.guards.test_notations import refused

LINES = (Path(__file__).parent / "cases" / "derived.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", [case for case in CASES if case["ok"]], ids=lambda case: case["answer"][:50])
def test_a_number_that_follows_from_the_text_passes(case: dict[str, Any]) -> None:
    assert not refused(case["feature"], case["text"], case["answer"], case["language"], case["of"])


@pytest.mark.parametrize("case", [case for case in CASES if not case["ok"]], ids=lambda case: case["answer"][:50])
def test_a_number_that_does_not_follow_is_refused(case: dict[str, Any]) -> None:
    found = refused(case["feature"], case["text"], case["answer"], case["language"], case["of"])
    assert found & {"numbers", "facts"}
