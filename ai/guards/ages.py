"""How old somebody is: 82-year-old Wickett, Wickett (82), Wickett, 82, die 34-jährige Vogel."""

import re
from collections.abc import Iterator

from ai.guards import naming
from ai.guards.memory import by_length
from ai.guards.reading import plain, sentences

_NAME = r"(?<!del )(?<!\bdu )(?<!vom )(?<!\bof )(?<!the )(?<![\w’'-])[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w’'-]+"
_AGE = r"(?P<age>\d{1,3})"
_YEARS = r"(?:\s?(?:years old|years|jahre alt|jahre|ans|años|anni|anos|jaar oud|jaar|lat|år))?"
_BRACKETED = re.compile(rf"(?P<name>{_NAME})\s?\({_AGE}{_YEARS}\)")
_BEHIND = re.compile(
    rf"(?P<name>{_NAME}),\s(?:now\s|aged\s|heute\s|âgée?\sde\s|de\s|di\s|van\s)?{_AGE}{_YEARS}"
    rf"(?=[,.;:)]|\s(?:and|und|et|y|e|en)\s)"
)
# Lidia Farnesi died on Sunday aged 84; Bruno Castaldi, who is 62.
_DIED = re.compile(
    rf"(?P<before>{_NAME}\b[^.;:!?]{{0,120}}?)\b(?:died|dead|starb|gestorben|mort[aeo]?|morte|murió|falleció|overleden"
    r"|décédée?|éteinte?|spent[ao])\b[^.;:!?]{0,60}?"
    r"\b(?:aged|at the age of|at|mit|im Alter von|à l['’]âge de|à|a los|all['’]età di|a|met|op)"
    rf"\s{_AGE}(?!\d|[.:,]\d|\s?(?:Uhr|h\b|am\b|pm\b|%|km|metr))"
)
_WHOLE_NAME = re.compile(rf"(?!(?:The|An?|Der|Die|Das|Les?|La|El|Il|Lo|De|Het)\b){_NAME}(?:\s{_NAME})+")
_WHO = re.compile(
    rf"(?P<name>{_NAME}),\s(?:who is|der|die|qui a|que tiene|che(?: oggi)? ha)"
    rf"\s(?:now |today |heute |oggi |hoy |aujourd['’]hui )?{_AGE}\s?(?:years|Jahre|ans|años|anni|jaar|,|\.|\))"
)
_FROM = r"(?:from|of|in|at|aus|von|bei|de|du|di|da|van|uit|från|frå|fra|ze?)"
# Jannis Cordes is 38 and works there; not: the way is 11 kilometres long.
_ARTICLES = r"(?!(?:The|An?|Der|Die|Das|Eine?|Les?|La|El|Los|Las|Il|Lo|I|Gli|De|Het|Een|Os?|As|Den|Det)\b)"
_IS = re.compile(
    rf"(?<!\w){_ARTICLES}{_NAME}\s(?P<name>{_NAME})\s(?:is|was|turned|ist|war|wurde|a|avait|tiene|tenía|ha|aveva|tem|tinha|är|ma|er)"
    rf"\s(?:now |heute |oggi |hoy )?{_AGE}{_YEARS}(?=[,;)]|\.(?!\s?\d)|\s(?:and|und|et|y|e|en|och|i)\s)"
)
_BEFORE = re.compile(
    rf"{_AGE}[- ]?(?:year[- ]old|jährige[rnsm]?|jarige|letni\w*|årige?)\s(?:(?!{_FROM}\s)[a-zà-ÿ-]+\s){{0,2}}"
    rf"(?P<names>{_NAME}(?:\s{_NAME}){{0,2}})"
)
_OF_AGE = re.compile(
    r"\b(?:aged?|at|(?:s?he|they) (?:was|is|were)|when \w+ was|h[au]n var|hon var|sie war|er war|war sie|war er"
    r"|elle avait|il avait|tenía|aveva|tinha|miała?|ze was|hij was"
    r"|under|over|unter|über|mit|moins de|plus de|à|menores de|mayores de|a los"
    r"|sotto i|sopra i|onder|boven|met)"
    r"[ -](?:von |of |de |i |los |the age of )?(\d{1,3})(?!\d)",
    re.I,
)
OLDEST = 115


def changed(answer: str, source: str) -> Iterator[str]:
    """Who has another age than in the text, or that of somebody else."""
    here, there = told(answer), told(source)
    owners = {name: _named_beside(answer, name) for name in here}
    for name, ages in here.items():
        known = there.get(name, frozenset())
        beside = (other for other in owners[name] & there.keys() if not known & here.get(other, frozenset()))
        if any(ages <= there[other] for other in beside):
            continue  # Nerea Goitia of the team Arán-Sport, 24
        persons = (other for other in there.keys() & _persons(source) if other != name)
        others = frozenset[int]().union(*(there[other] for other in persons))
        for age in ages - known:
            if known or age in others:
                yield f"{name} {age}"


def _named_beside(text: str, name: str) -> frozenset[str]:
    """The other names of the sentences that name somebody."""
    found: set[str] = set()
    for sentence in sentences(plain(text)):
        names = {naming.stripped(one) for one in re.findall(_NAME, sentence)}
        found |= names - {name} if name in names else set()
    return frozenset(found)


@by_length
def _persons(text: str) -> frozenset[str]:
    """Last names behind another capital: the Telmar team has no age."""
    return frozenset(naming.stripped(match[1]) for match in re.finditer(rf"{_NAME}\s({_NAME})", plain(text)))


@by_length
def said(text: str) -> frozenset[int]:
    """Numbers that may be years of age: aged 92, under-18s, at 15 she left."""
    return frozenset(int(age) for age in _OF_AGE.findall(plain(text)) if int(age) <= OLDEST)


@by_length
def told(text: str) -> dict[str, frozenset[int]]:
    """Last names, folded → the ages that stand with them."""
    read = plain(text)
    found: dict[str, frozenset[int]] = {}
    pairs = [(match["name"], match["age"]) for shape in (_BRACKETED, _BEHIND, _IS) for match in shape.finditer(read)]
    pairs += [(match["name"], match["age"]) for match in _WHO.finditer(read)]
    pairs += [(match["names"].split()[-1], match["age"]) for match in _BEFORE.finditer(read)]
    for match in _DIED.finditer(read):
        names = _WHOLE_NAME.findall(match["before"])
        pairs += [(names[0].split()[-1], match["age"])] if names else []
    for name, age in pairs:
        if int(age) <= OLDEST:
            key = naming.stripped(name)
            found[key] = found.get(key, frozenset()) | {int(age)}
    return found
