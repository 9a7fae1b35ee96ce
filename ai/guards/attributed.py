"""Who said what: a quotation beside whose words another person is named than in the text."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from ai.guards.memory import by_length
from ai.guards.naming import runs, stripped
from ai.guards.persons import person_of
from ai.guards.quotes import LEAST_WORDS, QUOTED
from ai.guards.reading import LETTER, folded, plain
from ai.guards.verdicts import Expect

_WORD = re.compile(rf"{LETTER}(?:{LETTER}|['’-](?={LETTER}))*")
_END = re.compile(r"[.!?…]\s|\n")
_TITLE = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|Prof|St|Sr|Sra|Dra|Mme|Dott)\.")
ASIDE = 160  # characters on each side of a quotation that may name who said it

BEFORE = 320  # characters of its paragraph that may name whom a pronoun means

Said = tuple[str, frozenset[int], tuple[int, ...]]


def changed(read: str, expect: Expect) -> Iterator[str]:
    """Quotations that one of the text's persons says, and another in the answer."""
    persons = _persons(expect.source, expect.source_code)
    mine, given = _said(read, persons), _said(expect.source, persons)
    is_same = expect.wanted == expect.source_code
    pairs = _alike(mine, given) if is_same else zip_longest(mine, given) if len(mine) == len(given) else ()
    for here, there in pairs:
        named, before = there[1], there[2]
        if len(here[1]) != 1 or len(named) > 1:
            continue
        if here[1] != named if named else before and not here[1] <= frozenset(before):
            yield here[0][:40]  # she said: nobody who is named shortly before


def _alike(mine: tuple[Said, ...], given: tuple[Said, ...]) -> Iterator[tuple[Said, Said]]:
    for one in mine:
        same = [other for other in given if one[0] in other[0] or other[0] in one[0]]
        if len(same) == 1:
            yield one, same[0]


@by_length
def _persons(text: str, language: str) -> tuple[frozenset[str], ...]:
    """The words of each person's name; a surname alone is of the person who has it."""
    found: list[frozenset[str]] = []
    for run in runs(text, language):
        words = frozenset(stripped(word) for word in person_of(run, language))
        if words and not any(words <= other for other in found):
            found.append(words)
    alone = {word for words in found for word in words if sum(word in other for other in found) == 1}
    return tuple(words & alone for words in found)


@by_length
def _said(text: str, persons: tuple[frozenset[str], ...]) -> tuple[Said, ...]:
    """Each longer quotation with the persons whom the rest of its sentence names, and those named before it."""
    read, found = plain(text), []
    for match in QUOTED.finditer(read):
        said = next(group for group in match.groups() if group)
        is_aside = read[: match.start()].endswith("(") and read[match.end() :].startswith(")")
        if len(said.split()) < LEAST_WORDS or is_aside:
            continue  # a title that is explained
        before = _END.split(_TITLE.sub("", read[max(0, match.start() - ASIDE) : match.start()]))[-1]
        behind = "" if said[-1:] in ".!?" else _END.split(_TITLE.sub("", read[match.end() : match.end() + ASIDE]))[0]
        words = {stripped(word) for word in _WORD.findall(f"{before} {behind}")}
        named = frozenset(number for number, names in enumerate(persons) if names & words)
        paragraph = read[max(0, match.start() - BEFORE) : match.start()].rpartition("\n")[2]
        context = {stripped(word) for word in _WORD.findall(paragraph)}
        shortly = tuple(number for number, names in enumerate(persons) if names & context)
        found.append((" ".join(re.findall(r"\w+", folded(said))), named, shortly))
    return tuple(found)
