"""What is expected of an answer, and what a guard says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Expect:
    """What holds for a good answer; what is left empty is not checked.

    language: BCP 47 tag; only the language counts, not the region. Lengths count the answer's text (of JSON: all its
    strings together). links: addresses that may appear; None: those in the run's context. keep_links: must appear.
    html: allowed tags; () is plain text; None is not checked. schema: see `schema.py`.
    """

    language: str = ""
    min_words: int = 0
    max_words: int = 0
    min_chars: int = 0
    max_chars: int = 0
    links: tuple[str, ...] | None = None
    keep_links: tuple[str, ...] = ()
    html: tuple[str, ...] | None = None
    schema: dict[str, Any] | None = None


@dataclass(frozen=True)
class Verdict:
    """`message` says, to people and to the model that is asked to repair, what is wrong."""

    guard: str
    ok: bool
    message: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"guard": self.guard, "ok": self.ok, "message": self.message}


def strings(data: Any) -> Iterator[str]:
    """Every string in a JSON value, in order."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)


def prose(text: str, data: Any) -> str:
    """What a reader would read: the strings of JSON, else the text."""
    return "\n".join(strings(data)) if data is not None else text
