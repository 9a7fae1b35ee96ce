"""What is expected of an answer, and what a guard says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aicmr.lib.wording import Wording


@dataclass(frozen=True)
class Expect:
    """What holds for a good answer; what is left empty is not checked.

    language: BCP 47 tag; only the language counts, not the region. Lengths count the answer's text (of JSON: all its
    strings together, `max_each` each of them); `lines` are those with text; `sentences`: at most so many. links:
    addresses that may appear; None: those in the run's context. keep_links: must appear. html: allowed tags; () is
    plain text; None is not checked. plain: not Markdown either. schema: see `schema.py`.

    source: the text that the answer is made from, as it was given (HTML, Markdown or plain); source_language: None if
    it is the answer's. keep: what of it must be there again, of `numbers names links tags`. keep_tags: numbered tags
    that must be there again where others may go; none may be there twice. known: what else the answer may draw upon;
    None: the run's context. grounded: what must stand in source or known, of `numbers words names` (words: small
    numbers in letters). whole: it ends where a sentence ends. shape: `list` or `table`. share: least and most length in
    hundredths of the source's (0: no bound). echo: instructions that must not come back; the engine adds those of the
    prompt. forbidden: words of the guidelines that may not appear. glossary: (term in the source, what it must be in
    the answer). wordings: forms that the house does not use, letter for letter. private: kinds of personal data that
    may appear although the source has them not (see `secrets.py`). marked: guards whose faults are worth the repair,
    but after it are told to the editor and do not refuse. corrects: misspelt words of the text may come back right,
    also in quotations and in the names of days and months.
    """

    language: str = ""
    min_words: int = 0
    max_words: int = 0
    min_chars: int = 0
    max_chars: int = 0
    max_each: int = 0
    lines: int = 0
    sentences: int = 0
    links: tuple[str, ...] | None = None
    keep_links: tuple[str, ...] = ()
    html: tuple[str, ...] | None = None
    plain: bool = False
    shape: str = ""
    schema: dict[str, Any] | None = None
    source: str = ""
    source_language: str | None = None
    known: str | None = None
    keep: tuple[str, ...] = ()
    keep_tags: tuple[str, ...] | None = None
    grounded: tuple[str, ...] = ()
    whole: bool = False
    share: tuple[int, int] = (0, 0)
    echo: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    glossary: tuple[tuple[str, str], ...] = ()
    wordings: tuple[Wording, ...] = ()
    private: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    corrects: bool = False

    @property
    def wanted(self) -> str:
        """The bare code of the language: `de` of `de-AT`."""
        return self.language.replace("_", "-").split("-")[0].lower()

    @property
    def source_code(self) -> str:
        told = self.language if self.source_language is None else self.source_language
        return told.replace("_", "-").split("-")[0].lower()

    @property
    def codes(self) -> tuple[str, str]:
        return self.wanted, self.source_code

    @cached_property
    def grounds(self) -> str:
        """All that the answer may draw upon."""
        return f"{self.source}\n\n{self.known or ''}"


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


def told(data: Any) -> str:
    """Every string and number in a JSON value, a line each: what a model was told."""
    if isinstance(data, dict):
        return "\n".join(told(value) for value in data.values())
    if isinstance(data, list | tuple):
        return "\n".join(told(value) for value in data)
    return "" if data is None or isinstance(data, bool) else str(data)


def prose(text: str, data: Any) -> str:
    """What a reader would read: the strings of JSON, else the text."""
    return "\n".join(strings(data)) if data is not None else text


def listed(items: list[str], most: int = 5) -> str:
    """At most `most` of them, for a message."""
    return ", ".join(dict.fromkeys(items[:most])) + (" …" if len(items) > most else "")
