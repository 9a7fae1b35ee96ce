"""How old somebody is: 82-year-old Wickett, Wickett (82), Wickett, 82, die 34-jährige Vogel."""

import re
from collections.abc import Iterator

from ai.guards import naming
from ai.guards.memory import by_length
from ai.guards.reading import folded, plain

_NAME = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w’'-]+"
_AGE = r"(?P<age>\d{1,3})"
_YEARS = r"(?:\s?(?:years old|years|jahre alt|jahre|ans|años|anni|anos|jaar oud|jaar|lat|år))?"
_BRACKETED = re.compile(rf"(?P<name>{_NAME})\s?\({_AGE}{_YEARS}\)")
_BEHIND = re.compile(
    rf"(?P<name>{_NAME}),\s(?:now\s|aged\s|heute\s|âgée?\sde\s|de\s|di\s|van\s)?{_AGE}{_YEARS}"
    rf"(?=[,.;:)]|\s(?:and|und|et|y|e|en)\s)"
)
_BEFORE = re.compile(
    rf"{_AGE}[- ]?(?:year[- ]old|jährige[rnsm]?|jarige|letni\w*|årige?)\s(?:[a-zà-ÿ-]+\s){{0,2}}"
    rf"(?P<names>{_NAME}(?:\s{_NAME}){{0,2}})"
)
OLDEST = 115
NEAR = 160  # characters


def changed(answer: str, source: str) -> Iterator[str]:
    """Who has another age than in the text, or that of somebody else."""
    here, there = told(answer), told(source)
    for name, ages in here.items():
        known = there.get(name, frozenset())
        others = frozenset[int]().union(*(theirs for other, theirs in there.items() if other != name))
        for age in ages - known:
            if known or (age in others and not _stand_together(name, age, source)):
                yield f"{name} {age}"


def _stand_together(name: str, age: int, source: str) -> bool:
    """Whether the name, or what is told of it, is so near that the age may be its own: the rider of Telmar, 24."""
    read = folded(plain(source))
    places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(name)}", read)]
    ages = [match.start() for match in re.finditer(rf"(?<!\d){age}(?!\d)", read)]
    return any(abs(one - other) < NEAR for one in places for other in ages)


@by_length
def told(text: str) -> dict[str, frozenset[int]]:
    """Last names, folded → the ages that stand with them."""
    read = plain(text)
    found: dict[str, frozenset[int]] = {}
    pairs = [(match["name"], match["age"]) for shape in (_BRACKETED, _BEHIND) for match in shape.finditer(read)]
    pairs += [(match["names"].split()[-1], match["age"]) for match in _BEFORE.finditer(read)]
    for name, age in pairs:
        if int(age) <= OLDEST:
            key = naming.stripped(name)
            found[key] = found.get(key, frozenset()) | {int(age)}
    return found
