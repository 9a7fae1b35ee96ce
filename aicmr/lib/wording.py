"""Words that a house uses, and forms of them that it does not: found in plain text and replaced in HTML.

A form is looked for as whole words, whatever spaces or hyphens stand between its parts; a `*` at its end takes any
ending (`utili*`). In scripts without spaces it is found anywhere. What is written as the house wants it is never taken
for a forbidden form, even where it contains one (`Harbour Post` in `Harbour Post Ltd`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from aicmr.lib.htmltree import Node

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
_SPACES = r"[\s\u00a0]+"
_CODE = frozenset({"code", "pre"})


@dataclass(frozen=True)
class Wording:
    """`preferred` is what to write instead of any of `forbidden`; '' where there is no other word for it."""

    preferred: str
    forbidden: tuple[str, ...] = ()
    case_sensitive: bool = False


@dataclass(frozen=True)
class Use:
    """A forbidden form as it stands in a text, from `start` to `end`."""

    wording: Wording
    form: str
    found: str
    start: int
    end: int


def uses(text: str, wordings: Iterable[Wording]) -> list[Use]:
    """Every forbidden form in `text`, in order."""
    found = [use for wording in wordings for use in _uses_of(text, wording)]
    return sorted(found, key=lambda use: (use.start, -use.end))


def holds(text: str, form: str, *, case_sensitive: bool = False) -> bool:
    """Whether the form stands in the text."""
    pattern = _pattern((form,), case_sensitive) if _may_stand_in(text, form) else None
    return bool(pattern and pattern.search(text))


def replaced(text: str, wordings: Iterable[Wording]) -> str:
    """`text` as the house would write it; where no other word is known the form stays."""
    for wording in wordings:
        if wording.preferred:
            for use in reversed(_uses_of(text, wording)):
                text = text[: use.start] + _cased(wording, use.found) + text[use.end :]
    return text


def replace_in(node: Node, wordings: Iterable[Wording]) -> bool:
    """The same in the texts of a tree, attributes and code aside; whether anything changed."""
    rows, changed = list(wordings), False
    for index, child in enumerate(node.children):
        if isinstance(child, Node):
            changed = (child.tag not in _CODE and replace_in(child, rows)) or changed
            continue
        new = replaced(child, rows)
        changed = changed or new != child
        node.children[index] = new
    return changed


def _uses_of(text: str, wording: Wording) -> list[Use]:
    there = tuple(form for form in wording.forbidden if _may_stand_in(text, form))
    pattern = _pattern(there, wording.case_sensitive) if there else None
    if pattern is None:
        return []
    right = list(_spans(text, wording))
    return [
        Use(wording, _form_of(match.group(), wording), match.group(), match.start(), match.end())
        for match in pattern.finditer(text)
        if not any(start <= match.start() and match.end() <= end for start, end in right)
    ]


def _spans(text: str, wording: Wording) -> Iterator[tuple[int, int]]:
    """Where the preferred form stands already: letter for letter where only case tells it from a forbidden one."""
    folded = wording.preferred.casefold()
    exact = wording.case_sensitive or any(form.casefold() == folded for form in wording.forbidden)
    pattern = _pattern((wording.preferred,), exact) if wording.preferred else None
    return (match.span() for match in pattern.finditer(text)) if pattern else iter(())


def _form_of(found: str, wording: Wording) -> str:
    for form in wording.forbidden:
        pattern = _pattern((form,), wording.case_sensitive)
        if pattern and pattern.fullmatch(found):
            return form
    return found


def _cased(wording: Wording, found: str) -> str:
    """The preferred form with a capital where the found one had it at its beginning."""
    word = wording.preferred
    if not wording.case_sensitive and found[:1].isupper() and word[:1].islower():
        return word[0].upper() + word[1:]
    return word


def _may_stand_in(text: str, form: str) -> bool:
    """Quickly: whether its first word does, so that a long glossary costs little where few of its forms are used."""
    first = next(iter(form.strip(" *").casefold().split()), "")
    return bool(first) and first in _folded(text)


@lru_cache(maxsize=16)
def _folded(text: str) -> str:
    return text.casefold()


@lru_cache(maxsize=4096)
def _pattern(forms: tuple[str, ...], case_sensitive: bool) -> re.Pattern[str] | None:
    """One expression for all forms, the longest first; None where there is none."""
    wanted = sorted({form.strip() for form in forms if form.strip(" *")}, key=len, reverse=True)
    if not wanted:
        return None
    return re.compile("|".join(_expression(form) for form in wanted), 0 if case_sensitive else re.IGNORECASE)


def _expression(form: str) -> str:
    open_ended, bare = form.endswith("*"), form.rstrip("*").strip()
    words = _SPACES.join(re.escape(word) for word in bare.split())
    if _WIDE.search(bare):
        return words
    before = r"(?<!\w)" if bare[:1].isalnum() else ""
    after = r"\w*" if open_ended else (r"(?!\w)" if bare[-1:].isalnum() else "")
    return f"{before}{words}{after}"
