"""An article, and what a model says of it."""

import json
from typing import Any

from tests.ai.server import Step

FIRST = "The pier opens in March, and and six ferries will stop there every day from then on."
SECOND = "Tickets are sold at the office of the harbour, which is open until six in the evening."
BODY = (
    f'<p data-id="aaaaaaaa">{FIRST}</p><h2 data-id="bbbbbbbb">Tickets</h2>'
    f'<p data-id="cccccccc">{SECOND} See <a href="https://pier.example/plan">the timetable</a> for all of them.</p>'
)


def nothing(body: dict[str, Any], purpose: str) -> str:
    return json.dumps({"notes": []})


def note(block: int = 1, **told: Any) -> dict[str, Any]:
    return {
        "block": block, "category": "language", "priority": 1, "reason": "A word stands twice.", "quote": "and and",
        "confidence": 95, **told,
    }  # fmt: skip


def said(*notes: dict[str, Any]) -> Step:
    return Step(text=json.dumps({"notes": list(notes)}, ensure_ascii=False))
