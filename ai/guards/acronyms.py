"""Names and their first letters: BBC and British Broadcasting Corporation."""

import re

from ai.guards import naming, parties
from ai.guards.memory import by_length
from ai.guards.quantities import unit_of
from ai.guards.reading import folded, plain
from ai.guards.verdicts import Expect

LEAST, MOST = 2, 6  # letters
_UPPER = re.compile(rf"(?<![\w])[A-ZÀ-Ž]{{{LEAST},{MOST}}}(?!\w)")


@by_length
def short(text: str) -> frozenset[str]:
    """Words of capitals alone."""
    return frozenset(_UPPER.findall(plain(text)))


@by_length
def initials(text: str, language: str) -> frozenset[str]:
    """The first letters of names of several words, and of those within them."""
    return frozenset(
        letters for run in naming.runs(text, language) for letters, _ in _parts(run.tokens) if len(letters) <= MOST
    )


@by_length
def of_words(text: str) -> frozenset[str]:
    """The first letters of any three or four words in a row."""
    first = [word[0].upper() for word in re.findall(r"[^\W\d_]+", plain(text))]
    return frozenset("".join(first[at : at + size]) for size in (3, 4) for at in range(len(first) - size + 1))


@by_length
def spelt_out(text: str, language: str, known: frozenset[str]) -> frozenset[str]:
    """The words, folded, of the names of which `known` has the first letters."""
    return frozenset(
        naming.stripped(token)
        for run in naming.runs(text, language)
        for letters, tokens in _parts(run.tokens)
        if letters in known
        for token in tokens
    )


def lost(answer: str, expect: Expect) -> list[str]:
    """Several names of capitals alone that are gone, where a capital itself tells no name: Siemens, AEG und BBC."""
    if expect.wanted != "de" or expect.source.isupper():
        return []
    there, written = naming.words(answer), initials(answer, expect.wanted)
    gone = [
        letters
        for letters in sorted(short(expect.source))
        if len(letters) > LEAST
        and folded(letters) not in there
        and letters not in written
        and not unit_of(letters.lower())
        and not parties.is_called(letters, answer)
    ]
    return gone if len(gone) > 1 else []


def _parts(tokens: list[str]) -> list[tuple[str, list[str]]]:
    ends = ((at, range(at + LEAST, min(at + MOST, len(tokens)) + 1)) for at in range(len(tokens)))
    cuts = [tokens[start:end] for start, stops in ends for end in stops]
    return [("".join(token[0] for token in cut).upper(), cut) for cut in cuts]
