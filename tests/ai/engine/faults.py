"""The matrix of faults: what the server does, what the editor sees, what is stored, what is settled."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ai.guards import Expect
from tests.ai.engine.conftest import ANSWER

DOCUMENT = Path(__file__).parents[3] / "ai" / "engine" / "FAULTS.md"
GERMAN = "Der Hafen öffnet am Samstag seinen neuen Anleger, und alle Fähren halten von da an dort."
HEAD = (
    "# When an AI server fails\n\nEach row is a test (`tests/ai/engine/test_faults.py`), "
    "and this table is made of the tests' cases.\n\n"
)
COLUMNS = ("The server", "Calls", "The editor sees", "Stored", "Settled")
NOTHING, PARTIAL = "nothing", "what had come, shown as failed, never as an answer"
COUNTED, PRODUCED = "what the server counted", "what was produced, estimated"


@dataclass(frozen=True)
class Case:
    """says: a part of the message. partial: some text is kept to look at. what: the fault in words."""

    fault: str
    calls: int  # until the request is given up
    says: str
    kind: str
    settled: str = NOTHING
    partial: bool = False
    what: str = ""


@dataclass(frozen=True)
class Answered:
    """A whole answer that may not be used: asked once for a repair, then failed."""

    name: str
    text: str
    says: str
    what: str
    asks: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("429", 4, "takes no more requests at the moment", "busy", what="429 without Retry-After"),
    Case(
        "429-later",
        1,
        "asks to wait 3600 seconds",
        "busy",
        what="429 with a long Retry-After",
    ),
    Case("quota", 1, "has no credit left", "refused", what="429 for lack of credit"),
    Case("500", 3, "has a fault of its own (500)", "down", what="500"),
    Case("503", 3, "has a fault of its own (503)", "down", what="503"),
    Case("401", 1, "does not accept the key", "refused", what="401"),
    Case("404", 1, "knows no such model", "refused", what="404"),
    Case("reset", 3, "cannot be reached", "down", what="resets the connection, or refuses it"),
    Case("hang", 2, "took too long", "timeout", what="hangs before the first byte"),
    Case("drip", 2, "took too long", "timeout", what="sends comments for ever"),
    Case("hang-mid", 2, "took too long", "timeout", PRODUCED, True, "hangs in the middle"),
    Case("cut", 2, "broke in the middle", "cut", PRODUCED, True, "cuts the stream"),
    Case("cut-clean", 2, "broke in the middle", "cut", PRODUCED, True, "ends the stream without saying so"),
    Case("broken", 2, "cannot be read", "broken", PRODUCED, True, "sends broken JSON"),
    Case("empty", 2, "empty answer", "empty", COUNTED, what="sends no choices"),
    Case("no-text", 2, "empty answer", "empty", COUNTED, what="sends no text"),
    Case("filter", 2, "filter stopped", "empty", COUNTED, what="stops by its filter"),
    Case("tool", 2, "wanted to use a tool", "empty", COUNTED, what="calls a tool that nobody offered"),
    Case("huge", 1, "far more text than was asked for", "too_large", PRODUCED, True, "sends 10 MB of text"),
    Case("huge-line", 1, "far more text than was asked for", "too_large", what="sends one line of 10 MB"),
    Case(
        "length",
        2,
        "longer than the model may write",
        "RunFailed",
        COUNTED,
        True,
        "finish_reason=length twice",
    ),
]
LINK = "https://harbour.test/pier"
ANSWERS = [
    Answered("schema", '{"name": 1}', "title", "JSON that violates the schema",
             {"schema": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}}),
    Answered("language", GERMAN, "it must be in “en”", "the wrong language", {"expect": Expect(language="en")}),
    Answered("lost-link", ANSWER, LINK, "a link is lost", {"expect": Expect(keep_links=(LINK,))}),
    Answered("added-link", f"{ANSWER} See https://invented.test/.", "https://invented.test/", "a link is added",
             {"expect": Expect(links=())}),
    Answered("preamble", f"Sure, here is your text:\n\n{ANSWER}", "talking to the asker", "a preamble", {}),
]  # fmt: skip


def _row(case: Case) -> tuple[str, ...]:
    return case.what, str(case.calls), f"… {case.says} …", PARTIAL if case.partial else NOTHING, case.settled


def document() -> str:
    """The matrix as Markdown."""
    rows = [
        (case.what, str(case.calls), f"… {case.says} …", PARTIAL if case.partial else NOTHING, case.settled)
        for case in CASES
    ]
    said = "the fault is named: “The answer could not be used. …”"
    rows += [(f"answers with {case.what}", "2 (one repair)", said, PARTIAL, COUNTED) for case in ANSWERS]
    table = [COLUMNS, ("---",) * len(COLUMNS), *rows]
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in table)
