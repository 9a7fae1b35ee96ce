"""facts: what is told is what the text tells.

No number has the words of another, no idea became its opposite, no share, denial or quotation came, went or changed,
and nobody stands in somebody else's place.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from ai.guards import ages, attributed, claims, concepts, kin, labels, languages, limits, quotes, roles, scores, ways
from ai.guards.claims import Anchor
from ai.guards.digits import normal
from ai.guards.figure import Figure
from ai.guards.figures import figures
from ai.guards.fractions import fractions, unfounded
from ai.guards.memory import by_length
from ai.guards.saying import Told
from ai.guards.verdicts import Expect, Verdict, listed, prose

ID = "facts"
MOST_ALIKE = 12
MOST_COMPARED = 400  # numbers of a text, each with each; what has more is a table and no prose
_SCORE_MARKS = ("-", "–", ":")
LARGEST_SCORE = 200
SAID_TOGETHER = 120  # characters between two numbers of one score
_FROST = re.compile(
    r"\bmin\s#|#.{0,20}\b(?:vorst|frost|kuldegrader|minusgrader|köldgrader|mrozu|vriez\w*|vriest|frier\w*|gel(?:er|é))\b",
    re.I,
)
_OF_TIME = ("second", "minute", "hour", "day", "week", "month", "year")
MOST_TAKEN = 2  # words of another number, where only the noun is its own


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    return judged(ID, _faults, text, data, expect)


def judged(
    guard: str, find: Callable[[str, Expect], Iterator[str]], text: str, data: Any, expect: Expect
) -> Verdict | None:
    """The verdict of what is found in a text that has to agree with the one that was given."""
    if not expect.source.strip() or "names" not in (*expect.keep, *expect.grounded):
        return None
    faults = list(find(prose(text, data), expect))
    return Verdict(guard, not faults, " ".join(faults))


def _faults(read: str, expect: Expect) -> Iterator[str]:
    source = expect.grounds
    mine, given = claims.anchors(read, expect.wanted), claims.anchors(source, expect.source_code)
    if expect.wanted != expect.source_code:
        caseless = {*expect.codes} & languages.having("caseless")
        mine, given = claims.shared(mine), () if caseless else claims.shared(given)
    pairs = list(pairs_of(mine, given))
    odd = [*_contradicting(mine, given), *_mutual(pairs, given, expect.source_code), *traded(pairs)]
    odd += [*_exchanged_pairs(read, source, expect), *_new_scores(read, expect)]
    if wrong := list(dict.fromkeys(odd)):
        yield f"Numbers stand with other words than in the text: {listed(wrong)}."
    if wrong := [*_turned(pairs, expect), *_bounded(read, source, expect), *limits.changed(read, source, expect)]:
        yield f"Numbers go another way than in the text: {listed(wrong)}."
    if wrong := unfounded(read, source, expect.codes):
        yield f"Shares or multiples that were not given: {listed(wrong)}."
    if wrong := [
        *roles.exchanged(read, expect),
        *ages.changed(read, source),
        *([] if goes_on(expect) else kin.changed(read, source, expect)),
    ]:
        yield f"Names stand with other words than in the text: {listed(wrong)}."
    if wrong := list(attributed.changed(read, expect)):
        yield f"Quotations of another person than in the text: {listed(wrong, 2)}."
    if expect.wanted == expect.source_code:
        yield from _told_otherwise(read, source, expect)


def _bounded(read: str, source: str, expect: Expect) -> Iterator[str]:
    """At most half, for at least half."""
    mine, given = fractions(read, expect.wanted), fractions(source, expect.source_code)
    for value in mine.keys() & given.keys():
        bound = ways.bound_before(read, mine[value], expect.wanted)
        told = ways.bound_before(source, given[value], expect.source_code)
        if bound and told and bound != told:
            yield f"{bound.replace('_', ' ')} {mine[value]}"


def goes_on(expect: Expect) -> bool:
    """Whether the answer is what comes next, which tells of other things than the text before it."""
    return not (expect.keep or "names" in expect.marked or "words" in expect.grounded)


def _told_otherwise(read: str, source: str, expect: Expect) -> Iterator[str]:
    """What only texts in one language show."""
    keeps = "names" in expect.keep
    quoted = quotes.changed(read, source, expect.wanted, corrects=expect.corrects, keeps=keeps)
    if wrong := [] if goes_on(expect) else list(quoted):
        yield f"Quotations that the text does not have: {listed(wrong, 2)}."
    if wrong := list(labels.changed(read, source, expect.wanted)):
        yield f"Other numbers of things than in the text: {listed(wrong)}."


@by_length
def told(source: str, language: str) -> Told:
    return Told(source, language)


def pairs_of(mine: tuple[Anchor, ...], given: tuple[Anchor, ...]) -> Iterator[tuple[Anchor, list[Anchor]]]:
    """Each number of the answer with those of the text that are the same; of the same unit, where there are such."""
    for one, same in _alike(mine, given):
        yield one, [other for other in same if other.unit == one.unit] or same


def _alike(mine: tuple[Anchor, ...], given: tuple[Anchor, ...]) -> Iterator[tuple[Anchor, list[Anchor]]]:
    """Each number of the answer with the first of the text that are the same: a text may be one number, said often."""
    places: dict[Any, list[int]] = {}
    for place, other in enumerate(given):
        for value in other.values:
            places.setdefault(value, []).append(place)
    for one in mine:
        found = sorted({place for value in one.values for place in places.get(value, ())[:MOST_ALIKE]})
        if found:
            yield one, [given[place] for place in found]


def _contradicting(mine: tuple[Anchor, ...], given: tuple[Anchor, ...]) -> Iterator[str]:
    for one, same in _alike(mine, given):
        if one.words and _contradicts(one, same):
            yield f"{one.raw} {one.noun}".strip()


def _mutual(pairs: list[tuple[Anchor, list[Anchor]]], given: tuple[Anchor, ...], code: str) -> Iterator[str]:
    """Two that have each other's words."""
    found = list(misplaced(pairs, given, code))
    for place, (one, theirs) in enumerate(found):
        for other, its in found[place + 1 :]:
            if one.values & its.values and other.values & theirs.values:
                yield f"{one.raw}, {other.raw}"
    for one, theirs in found:
        homes = frozenset[str]().union(*(home.words for home in given if home.values & one.values))
        back = (two for two, _ in pairs if two.values & theirs.values and not two.words)
        if any(claims.subjects(two.near & homes) and not two.near & theirs.words for two in back):
            yield f"{one.raw}, {theirs.raw}"  # its name stands before it, and behind the other


def misplaced(
    pairs: list[tuple[Anchor, list[Anchor]]], given: tuple[Anchor, ...], code: str
) -> Iterator[tuple[Anchor, Anchor]]:
    """Numbers that have the words of another, with that one, and none of their own; not those that say how far two are
    apart. One alone may stand in a sentence that was made of two."""
    pairs, given = pairs[:MOST_COMPARED], given[:MOST_COMPARED]
    often = Counter(value for one, _ in pairs for value in one.values)
    for one, same in pairs:
        if not one.words or (one.raw.isalpha() and any(often[value] > 1 for value in one.values)):
            continue  # five of them, and two of the five
        is_apart = any(ways.direction(home, code) for home in same)
        others = [
            other
            for other in given
            if not one.values & other.values
            and all(other.raw.isalpha() == home.raw.isalpha() for home in same)  # three at the back, in the 58th minute
            and (_is_of_the_same(one, other) or not is_apart and _is_alike(one, same, other))
        ]
        yield from ((one, other) for other in others if _has_words_of(one, same, other))


def _contradicts(one: Anchor, same: list[Anchor]) -> bool:
    """Another day of the week, or another of ideas that exclude each other, than beside the number in the text."""
    mine = _exclusive(one.words)
    theirs: dict[str, set[str]] = {}
    for home in same:
        for group, members in _exclusive(home.near).items():
            theirs.setdefault(group, set()).update(members)
    told = [group for group in mine if all(group in _exclusive(home.near) for home in same)]
    return any(not mine[group] & theirs[group] for group in told)


def _exclusive(words: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in words:
        if word.startswith(("w:", "c:")):
            found.setdefault(word.partition(".")[0] if word[0] == "c" else "w", set()).add(word)
    return {group: members for group, members in found.items() if group == "w" or concepts.is_exclusive(group[2:])}


def _is_alike(one: Anchor, same: list[Anchor], other: Anchor) -> bool:
    """Of one kind, and so near each other in the text, or so counted, that one may be taken for the other."""
    if one.unit != other.unit:
        return False
    return any(home.sentence == other.sentence for home in same) or (bool(one.noun) and one.noun == other.noun)


def _is_of_the_same(one: Anchor, other: Anchor) -> bool:
    """Per cent of the staff."""
    return one.unit == other.unit == "pct" and bool(one.head) and one.head == other.head


def _has_words_of(one: Anchor, same: list[Anchor], other: Anchor) -> bool:
    own = frozenset[str]().union(*(home.near for home in same))
    taken = one.words & other.words - own
    if not taken or _is_elliptic(taken, one, same, other):
        return False
    if one.noun and one.noun != other.noun and any(home.noun == one.noun for home in same):
        return False  # 11 votes are 11 votes
    shared = one.words & own
    if not shared or (len(taken) >= MOST_TAKEN and shared <= {one.noun} and own - other.near - shared):
        return True
    # Who or what it is said of counts more than a verb that both have.
    return (
        bool(claims.subjects(taken))
        and bool(claims.subjects(own - other.near))
        and not claims.subjects(one.words & own)
    )


def _is_elliptic(taken: frozenset[str], one: Anchor, same: list[Anchor], other: Anchor) -> bool:
    """14 trains: 8 from Milan, 4 from Rome. The noun of the first is that of all."""
    if not one.noun or one.noun != other.noun or claims.subjects(taken) - claims.subjects(other.words):
        return False
    is_list = all(not home.noun and home.sentence == other.sentence for home in same)
    return is_list and taken - claims.subjects(taken) <= {one.noun}


def traded(pairs: list[tuple[Anchor, list[Anchor]]]) -> Iterator[str]:
    """Two numbers each of which has the words of the other."""
    told = Counter(value for one, _ in pairs for value in one.values)
    sole = [(one, same[0]) for one, same in pairs if len(same) == 1 and all(told[v] == 1 for v in one.values)]
    sole = sole[:MOST_COMPARED]
    for place, (one, home) in enumerate(sole):
        for other, its_home in sole[place + 1 :]:
            if home is its_home or one.values & other.values:
                continue
            if _is_trade(one.words, other.words, home.words, its_home.words):
                yield f"{one.raw}, {other.raw}"


def _is_trade(one: frozenset[str], other: frozenset[str], home: frozenset[str], its_home: frozenset[str]) -> bool:
    common = home & its_home
    mine, theirs = home - common, its_home - common
    return bool(one & theirs and other & mine) and not (one & mine or other & theirs)


def _exchanged_pairs(read: str, source: str, expect: Expect) -> Iterator[str]:
    """40 of 12 for 12 of 40; from 9 to 5 for from 5 to 9."""
    mine, given = claims.ordered(read, expect.wanted), claims.ordered(source, expect.source_code)
    for key, pairs in mine.items():
        there = given.get(key, frozenset())
        for first, second in pairs:
            turned = any(second & a and first & b and not (first & a and second & b) for a, b in there)
            if turned and not (key[1] == "mark" and scores.is_other_side(read, source, _shown(first), _shown(second))):
                yield f"{_shown(first)} … {_shown(second)}"


def _new_scores(read: str, expect: Expect) -> Iterator[str]:
    """4-2, where nothing of the text has both near each other."""
    found, plainly = figures(read, expect.wanted), normal(read)
    places: dict[Any, list[int]] = {}
    for one in figures(expect.grounds, expect.source_code):
        for value in one.values if one.kind != "ordinal" else ():
            places.setdefault(value, []).append(one.start)
    for one, other in zip(found, found[1:], strict=False):
        mark = plainly[one.start + len(one.raw) : other.start].strip()
        if mark not in _SCORE_MARKS or not all(figure.raw.isdigit() and _is_small(figure) for figure in (one, other)):
            continue
        first, second = (
            [place for value in it.values for place in places.get(value, ())[:MOST_ALIKE]] for it in (one, other)
        )
        written = re.search(rf"(?<!\d){one.raw}\s?[:–-]\s?{other.raw}(?!\d)", expect.grounds)  # 15:13 may be a time
        if not written and not any(abs(a - b) <= SAID_TOGETHER for a in first for b in second):
            yield f"{one.raw}{mark}{other.raw}"


def _is_small(one: Figure) -> bool:
    return not one.unit and one.size < LARGEST_SCORE


def _shown(values: object) -> str:
    return str(next((value for value in values if not isinstance(value, tuple)), ""))  # type: ignore[attr-defined]


def _is_frost(one: Anchor) -> bool:
    """Min vijf graden, 5 graden vorst."""
    return bool(_FROST.search(f"{one.sides[0]}#{one.sides[1]}"))


def _turned(pairs: list[tuple[Anchor, list[Anchor]]], expect: Expect) -> Iterator[str]:
    """More that became less, above zero for below, a week for a day."""
    for one, same in pairs:
        theirs = {ways.direction(other, expect.source_code) for other in same}
        way = ways.direction(one, expect.wanted)
        periods = frozenset[str]().union(*(claims.rates(other, expect.source_code) for other in same))
        period = claims.rates(one, expect.wanted)
        bounds = {ways.bound(other, expect.source_code) for other in same}
        bound = ways.bound(one, expect.wanted)
        if ways.is_other_way(way, theirs):
            if not any(ways.is_turned_about(one, other, expect.codes) for other in same):
                yield f"{one.raw} {way}"
        elif bound and "" not in bounds and bound not in bounds:
            yield f"{bound.replace('_', ' ')} {one.raw}"
        elif period and periods and not period & periods:
            yield f"{one.raw} {one.sides[1].strip()[:20]}"
        elif (
            one.unit not in ("pct", *_OF_TIME)  # 18 seconds less
            and (one.unit or not (one.is_negative or _is_frost(one)))  # from -5 to 40 degrees
            and all(other.unit == one.unit and one.is_negative != other.is_negative for other in same)
        ):
            yield f"{'-' if one.is_negative else '+'}{one.raw}"
