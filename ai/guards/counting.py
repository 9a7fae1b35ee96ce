"""How many of a thing the text tells: all, some, two, the second."""

from collections.abc import Iterator

from ai.guards import claims
from ai.guards.claims import Clause
from ai.guards.figures import figures
from ai.guards.fractions import fractions
from ai.guards.reading import lowered

SMALL = 13  # numbers that are counted with a noun


def otherwise(
    mine: tuple[Clause, ...], given: tuple[Clause, ...], read: str, source: str, language: str
) -> Iterator[str]:
    """All for some, two towns for three, the first shop for the second."""
    here, there = _counts(read, mine, language), _counts(source, given, language)
    for (kind, noun), said in here.items():
        known = there.get((kind, noun), {})
        yield from (f"{raw} {noun}…" for key, raw in said.items() if known and key not in known)


def _counts(text: str, clauses: tuple[Clause, ...], language: str) -> dict[tuple[str, str], dict[object, str]]:
    """(kind, stem of a noun) → how many of it the text tells: quantities, small numbers, ordinals."""
    found: dict[tuple[str, str], dict[object, str]] = {}
    known = claims.quantities(language)
    for clause in clauses:
        words = lowered(clause.text).split()
        for place, word in enumerate(words):
            if word in known and (noun := claims.noun_of(words[place + 1 : place + 3], language)):
                found.setdefault(("quantity", noun), {})[known[word]] = word
    for one in figures(text, language):
        if one.kind in ("word", "ordinal") and 1 < one.size < SMALL or one.kind == "ordinal" and one.size == 1:
            if (noun := claims.noun_behind(text, one, language)) and not fractions(noun, language):
                kind = "ordinal" if one.kind == "ordinal" else "number"
                found.setdefault((kind, noun), {})[one.size] = one.raw
        elif one.kind == "digits" and one.size < SMALL and (noun := claims.noun_behind(text, one, language)):
            found.setdefault(("number", noun), {})[one.size] = one.raw
    return found
