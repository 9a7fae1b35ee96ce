"""Numbers that are names: bus route 41, Zimmer 5, Line 7."""

import re
from collections.abc import Iterator

from ai.guards import dates, naming
from ai.guards.digits import normal
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.quantities import unit_of
from ai.guards.reading import LETTER

_BEFORE = re.compile(rf"({LETTER}{{4,}})\s\Z")


def changed(answer: str, source: str, language: str) -> Iterator[str]:
    """Things of another number than in the text."""
    there = told(source, language)
    for label, numbers in told(answer, language).items():
        yield from (f"{label} {number}" for number in numbers if label in there and number not in there[label])


@by_length
def told(text: str, language: str) -> dict[str, frozenset[str]]:
    """Words right before a bare number, folded → those numbers."""
    read = normal(text)
    found: dict[str, frozenset[str]] = {}
    for one in figures(text, language):
        before = _BEFORE.search(read[max(0, one.start - 40) : one.start])
        if before and one.kind == "digits" and not one.unit and one.raw.isdigit() and _is_label(before[1], language):
            label = naming.stripped(before[1])
            found[label] = found.get(label, frozenset()) | {one.raw}
    return found


def _is_label(word: str, language: str) -> bool:
    if naming.is_generic(word, language) or unit_of(word):
        return False
    return naming.is_label(word) or (language == "de" and word[0].isupper() and not _is_month(word, language))


def _is_month(word: str, language: str) -> bool:
    return bool(dates.months(word, language))
