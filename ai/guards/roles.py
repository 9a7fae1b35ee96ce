"""Who does what: names with the words beside them, and their order around a verb."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ai.guards import claims, naming
from ai.guards.digits import normal
from ai.guards.memory import by_length
from ai.guards.reading import LETTER, folded, plain
from ai.guards.verdicts import Expect

_WORD = re.compile(rf"{LETTER}(?:{LETTER}|['’ʼ-](?={LETTER}))*")
# The bistro that somebody opened: who does what stands the other way round.
_RELATIVE = re.compile(r"(?<!\w)(?:that|who|whom|which|whose|where|qui|que|dont|où|che|cui|donde|quien)(?!\w)", re.I)
_NO_TRADES = frozenset(
    [
        "before",
        "after",
        "while",
        "when",
        "because",
        "since",
        "until",
        "during",
        "without",
        "through",
        "against",
        "among",
        "between",
        "behind",
        "beside",
        "about",
        "avant",
        "après",
        "pendant",
        "depuis",
        "contre",
        "antes",
        "después",
        "durante",
        "desde",
        "contra",
        "prima",
        "dopo",
        "mentre",
        "voor",
        "nadat",
        "terwijl",
        "tijdens",
        "sedan",
        "innan",
        "efter",
    ]
)
CLOSE = 40  # characters between two names that a verb joins
_CAPITAL = r"([A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w’'-]+)"
_JOURNEY = re.compile(
    rf"(?<!\w)(?i:from|von|vom|de|du|desde|da|dal|van|z|ze|från|fra|из|od)\s+{_CAPITAL}(?:\s+[A-ZÀ-Ž][\w’'-]+)?[^.!?\n]{{0,25}}?"
    rf"\s(?i:to|nach|bis|à|au|a|hasta|naar|do|till|til|в|para|ad)\s+{_CAPITAL}"
)


@dataclass(frozen=True)
class Named:
    """A name in a clause: its words, those beside it that carry meaning, what stands before and behind, its place."""

    key: str
    words: frozenset[str]
    before: str
    behind: str
    clause: int
    start: int
    end: int


def exchanged(answer: str, expect: Expect) -> Iterator[str]:
    yield from _ways(answer, expect.grounds)
    keys = _keys(expect.grounds, expect.source_code)
    mine, given = _named(answer, expect.wanted, keys), _named(expect.grounds, expect.source_code, keys)
    if expect.wanted == expect.source_code and len(keys) > 1:
        yield from _traded(mine, given, expect)
        yield from _turned(answer, expect.grounds, mine, given, expect.wanted)


def _ways(answer: str, source: str) -> Iterator[str]:
    """From Bonn to Berlin for from Berlin to Bonn."""
    here, there = _journeys(answer), _journeys(source)
    yield from (f"{one} … {other}" for one, other in here if (other, one) in there and (one, other) not in there)


@by_length
def _journeys(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((naming.stripped(m[1]), naming.stripped(m[2])) for m in _JOURNEY.finditer(normal(text)))


def _traded(mine: tuple[Named, ...], given: tuple[Named, ...], expect: Expect) -> Iterator[str]:
    """Two names each of which has the words of the other, or one that has the title of another."""
    here, there = _words_of(mine), _words_of(given)
    keys = sorted(here.keys() & there.keys())
    for place, one in enumerate(keys):
        for other in keys[place + 1 :]:
            common = there[one] & there[other]
            own, its = there[one] - common, there[other] - common
            if here[one] & its and here[other] & own and not (here[one] & own or here[other] & its):
                yield f"{one}, {other}"
    source = folded(plain(expect.grounds))
    yield from (
        f"{title}… {key}"
        for title, key in _titles(mine, given, there, expect.wanted)
        if not re.search(
            rf"(?<!\w){re.escape(title)}\w*,\s(?:{LETTER}[\w.’'-]*\s){{0,3}}{re.escape(key)}", source, re.I
        )
    )  # the leader, Tom Aldous


def _words_of(named: tuple[Named, ...]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in named:
        found[one.key] = found.get(one.key, frozenset()) | one.words
    return found


def _titles(
    mine: tuple[Named, ...], given: tuple[Named, ...], there: dict[str, frozenset[str]], language: str
) -> Iterator[tuple[str, str]]:
    """Who has the title, or the trade, of somebody else."""
    held: dict[str, set[str]] = {}
    for one in given:
        for title in _titles_of(one, language):
            held.setdefault(title, set()).add(one.key)
    for one in mine:
        for title in _titles_of(one, language):
            if one.key not in held.get(title, {one.key}) and title not in there.get(one.key, ()):
                yield title, one.key


def _titles_of(one: Named, language: str) -> Iterator[str]:
    """The word right before a name: the mayor."""
    words = [claims.unelided(word) for word in _WORD.findall(one.before)] if one.before.endswith(" ") else []
    while words and words[-1][0].isupper() and (naming.is_given(words[-1], language) or language != "de"):
        if naming.is_title(words[-1]):
            break
        words.pop()
    if words and words[-1].lower() not in _NO_TRADES and (words[-1][0].isupper() or language != "de"):
        yield from list(_stems(words[-1], language))[:1]


def _stems(word: str, language: str) -> Iterator[str]:
    yield from (key for key in claims.content(word, language) if key[1:2] != ":")


def _turned(
    answer: str, source: str, mine: tuple[Named, ...], given: tuple[Named, ...], language: str
) -> Iterator[str]:
    """Weber beats Kramm for Kramm beats Weber."""
    by, alike = claims.pattern("by", language), claims.pattern("alike", language)
    there = {(a.key, b.key): words for a, b, words in _joined(source, given, language)}
    for one, other, between in _joined(answer, mine, language):
        back = there.get((other.key, one.key))
        if back is None or (one.key, other.key) in there or _RELATIVE.search(between):
            continue
        if not (claims.content(between, language) & claims.content(back, language)):
            continue
        is_passive = bool(by and by.search(between)) != bool(by and by.search(back))
        if not is_passive and not (alike and alike.search(between)):
            yield f"{one.key} {between.strip()} {other.key}"


def _joined(text: str, named: tuple[Named, ...], language: str) -> Iterator[tuple[Named, Named, str]]:
    """Names next to each other in a clause, and what stands between."""
    read = normal(text)
    for one, other in zip(named, named[1:], strict=False):
        if one.clause == other.clause and one.key != other.key and other.start - one.end <= CLOSE:
            yield one, other, read[one.end : other.start]


def _keys(text: str, language: str) -> frozenset[str]:
    """The last words of names: Weber, Berlin. In German persons and towns only."""
    return _named_in(text, language)


@by_length
def _named_in(text: str, language: str) -> frozenset[str]:
    found = set()
    for run in naming.runs(text, language):
        place = run.given(language)
        if place >= 0 or run.is_titled:
            found.add(naming.stripped(run.tokens[min(max(place, 0) + 1, len(run.tokens) - 1)]))
        elif language != "de" and not run.in_headline and not (run.is_initial and len(run.tokens) < 2):
            found.add(naming.stripped(run.tokens[-1]))
        found |= {naming.stripped(token) for token in run.tokens if naming.is_town(token)}
    return frozenset(name for name in found if len(name) > 2 and not naming.is_generic(name, language))


def _named(text: str, language: str, keys: frozenset[str]) -> tuple[Named, ...]:
    read = normal(text)
    found: list[Named] = []
    for number, (start, end) in enumerate(claims.spans(text, language)):
        clause = read[start:end]
        there = [m for m in _WORD.finditer(clause) if m.group()[0].isupper() and naming.stripped(m.group()) in keys]
        capitals = {match.group().lower() for match in _WORD.finditer(clause) if match.group()[0].isupper()}
        named = tuple(capitals) if language != "de" else ()  # Skerrow Ferries: no word beside a name is part of one
        for place, match in enumerate(there):
            since = 0 if place == 0 else there[place - 1].end()
            until = there[place + 1].start() if place + 1 < len(there) else len(clause)
            before, behind = clause[since : match.start()], clause[match.end() : until]
            words = claims.content(behind, language) | (claims.content(before, language) if place == 0 else frozenset())
            key = naming.stripped(match.group())
            own = frozenset(
                word
                for word in words
                if word[1:2] != ":" and not key.startswith(word) and not any(one.startswith(word) for one in named)
            )
            found.append(Named(key, own, before, behind, number, start + match.start(), start + match.end()))
    return tuple(found)
