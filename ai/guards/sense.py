"""sense: what the answer seems to say otherwise than the text.

Rewording is told from it only in part. So a model is asked once for a repair, and what is left is told to the editor
instead of refusing the answer (`Expect.marked`).
"""

from collections.abc import Iterator
from typing import Any

from ai.guards import alignment, claims, concepts, contrary, counting, facts, quotes, swapped
from ai.guards.saying import Told
from ai.guards.verdicts import Expect, Verdict, listed

ID = "sense"


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    return facts.judged(ID, _faults, text, data, expect)


def _faults(read: str, expect: Expect) -> Iterator[str]:
    source = expect.grounds
    ideas = (
        []
        if facts.goes_on(expect)
        else [*concepts.exchanged(read, source, *expect.codes), *_misplaced(read, source, expect)]
    )
    if wrong := ideas:
        yield f"The text says otherwise: {listed(wrong)}."
    if wrong := list(alignment.faults(read, expect)):
        yield f"A sentence tells something else than its own in the text: {listed(wrong)}."
    if wrong := _alone(read, source, expect):
        yield f"Numbers stand with other words than in the text: {listed(wrong)}."
    if expect.wanted == expect.source_code:
        language = expect.wanted
        if wrong := [] if facts.goes_on(expect) else list(quotes.reworded(read, source, language)):
            yield f"Quotations are worded otherwise than in the text: {listed(wrong, 2)}."
        mine, given = Told(read, language), facts.told(source, language)
        if wrong := list(counting.otherwise(mine.clauses, given.clauses, read, source, language)):
            yield f"The text counts otherwise: {listed(wrong)}."
        if wrong := list(swapped.nouns(read, expect)):
            yield f"Other things than in the text: {listed(wrong, 2)}."
        if wrong := list(contrary.opposed(mine, given, language)):
            yield f"The text says the opposite: {listed(wrong, 2)}."
        if wrong := [*contrary.denied(mine, given, language), *contrary.made_sure(mine, given, language)]:
            yield f"The text does not say so: {listed(wrong, 2)}."


def _alone(read: str, source: str, expect: Expect) -> list[str]:
    """Numbers with the words of another, which has not theirs."""
    if expect.wanted != expect.source_code:
        return []
    mine, given = claims.anchors(read, expect.wanted), claims.anchors(source, expect.source_code)
    found = facts.misplaced(list(facts.pairs_of(mine, given)), given, expect.source_code)
    return list(dict.fromkeys(f"{one.raw} {one.noun}".strip() for one, _ in found))


def _misplaced(read: str, source: str, expect: Expect) -> list[str]:
    """The museum in summer and the bakery in winter, for the other way round."""
    mine, given = claims.ideas(read, expect.wanted), claims.ideas(source, expect.source_code)
    if expect.wanted != expect.source_code:
        mine, given = claims.shared(mine), claims.shared(given)
    return list(facts.traded(list(facts.pairs_of(mine, given))))
