"""Names that a translation lost, or put others in the place of."""

from collections.abc import Iterator

from ai.guards import forms, languages, naming, places, transliterated, unspaced
from ai.guards.naming import runs, stripped, words
from ai.guards.persons import person_of
from ai.guards.verdicts import Expect

_COMPARABLE = {"latin", "cyrillic", "greek"}


def lost(answer: str, expect: Expect) -> Iterator[str]:
    """Persons whose name is not there in any spelling; places that became other places."""
    code, caseless = expect.source_code, languages.having("caseless")
    persons = [person_of(run, code) for run in runs(expect.source, code)] if code not in caseless else []
    wide = unspaced.names_in(expect.source, code) if code in caseless else []
    yield from transliterated.lost(answer, expect, persons, wide)
    mine, given = places.places_in(answer), places.places_in(expect.source)
    if given - places.places_in(answer, loose=True) and mine - places.places_in(expect.source, loose=True):
        yield "a place"
    yield from _other_towns(answer, expect)
    if not {
        *(languages.scripts_of(expect.wanted) or ("latin",))
    } & _COMPARABLE or expect.source_code in languages.having("caseless"):
        return
    there = words(answer)
    for run in runs(expect.source, expect.source_code):
        person = person_of(run, expect.source_code)
        found = [token for token in person if forms.is_found(token, there, *expect.codes)]
        said = (*found, *(token for token in person if forms.is_compound_of(token, there, *expect.codes)))
        yield from (token for token in person if token not in said and (said or len(person) > 1 or run.is_titled))


def _other_towns(answer: str, expect: Expect) -> Iterator[str]:
    """Towns of the text that are gone while another came: Valencia for Málaga."""
    mine, given = (
        {token for run in runs(text, code) for token in run.tokens if naming.is_town(token)}
        for text, code in ((answer, expect.wanted), (expect.source, expect.source_code))
    )
    there, grounds = words(answer), words(expect.grounds)
    new = [token for token in mine if not forms.is_found(token, grounds, *expect.codes)]
    lost = [token for token in given if not forms.is_found(token, there, *expect.codes)]
    yield from lost if new and lost and not any(is_exonym(stripped(one), grounds) for one in new) else ()


def is_exonym(bare: str, there: frozenset[str]) -> bool:
    """Ostende for Ostend."""
    return any(bare + end in there or bare.removesuffix(end) in there for end in ("e", "a", "o", "s", "es"))
