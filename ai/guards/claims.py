"""What a text says of each of its numbers and names: the words that stand with it, which way it goes, at what rate.

A sentence is cut into clauses at marks and conjunctions; what stands in a clause with one number is said of it, with
several each has the words behind it. Words are stems in their own language; months, years, names and ideas
(`concepts.py`) are also keys that another language shares.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from ai.guards import concepts, dates, naming, pairing
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure, Value, scores
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.phrases import claimed, claims_of
from ai.guards.quantities import MONEY, unit_of
from ai.guards.reading import LETTER, folded, lowered
from ai.guards.tables import rowwise

_WORD = re.compile(rf"{LETTER}(?:{LETTER}|['’ʼ-](?={LETTER}))*")
_MARK = re.compile(r"[.!?…]+(?=\s|$|[\"”»“)])|[;:,()|\n\"„“”«»。，、；：]|(?<=\s)[–—-](?=\s)")
_UNIT_SIGN = re.compile(r"[€$£¥₹%°]")
_SENTENCE = frozenset(".!?…\n。")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
HEAD = 3  # words behind a number
LEAST_COUNT = 2  # in letters: one is an article
LEAST_STEM, LONGEST_STEM, ENDING = 4, 6, 2
WINDOW = 32  # characters on each side of a number that say which way it goes
RATE_WINDOW = 30
_ELIDING = ("fr", "it", "ca")
_ELIDED = re.compile(
    r"(?:l|d|qu|n|s|j|m|t|c|un|(?:d|n|s|qu)?(?:ell|all|ull)|dall|coll|quest|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.I
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n")
LONGEST_REST = 120
_YEAR_BEHIND = re.compile(r"\s*\d")
_BETWEEN = re.compile(r"\d ?# ?\d")  # 9 and 19
_NEGATIVE = re.compile(
    r"(?:(?<![\w.,%\d°)\]/])[-–]"
    r"|(?<!al )(?<!au )(?<!de )(?<!pelo )(?<!ao )(?<!almeno )\b(?:minus|moins|menos|meno)\s)\Z",
    re.I,
)
_BELOW_ZERO = re.compile(
    r"\s?(?:°\s?[cf]?|degrees?|grad|degrés|grados|gradi|graden|graus)?\s?(?:celsius|fahrenheit)?\s?"
    r"(?:below zero|below freezing|unter null|unter dem gefrierpunkt|sous zéro|en dessous de zéro|au-dessous de zéro"
    r"|bajo cero|sotto zero|onder nul|abaixo de zero|poniżej zera)",
    re.I,
)


Pair = tuple[frozenset[Value], frozenset[Value]]


@dataclass(frozen=True)
class Anchor:
    """A number, or a name, and what is said of it. `words`: surely of it; `near`: all of its clause and, with `noun`,
    the word right behind it. `sides`: the text before and behind it in the clause."""

    raw: str
    values: frozenset[Any]
    unit: str
    words: frozenset[str]
    near: frozenset[str]
    noun: str
    sides: tuple[str, str]
    sentence: int
    is_negative: bool = False
    head: str = ""  # the first word behind it that carries meaning
    rest: str = ""  # of the sentence


@dataclass(frozen=True)
class Clause:
    text: str
    words: frozenset[str]
    sentence: int


def pattern(table: str, language: str) -> re.Pattern[str] | None:
    """The words of a table of `data/claims.toml` in the language; None without an entry."""
    return claimed(table, language)


@by_length
def anchors(text: str, language: str) -> tuple[Anchor, ...]:
    """The numbers of the text but years and months, which say when."""
    read, found = _read(text, language)
    made: list[Anchor] = []
    for start, end, sentence in _spans(read, language, found):
        inside = [one for one in found if start <= one.start < end]
        counted = [one for one in inside if _is_counted(one) and one.unit != DATE]
        if counted:
            others = (one for one in inside if not _is_counted(one) or one.unit == DATE)
            keys = frozenset(key for one in others for key in _date_keys(one))
            for one in _anchored(read, (start, end), counted, keys, language, sentence):
                made.append(_of_same_unit(one, made[-1] if made else None))
    return _with_sentences(made, clauses(text, language))


def _with_sentences(made: list[Anchor], parts: tuple[Clause, ...]) -> tuple[Anchor, ...]:
    """With the other words of the sentence that are of no other number."""
    whole: dict[int, frozenset[str]] = {}
    for part in parts:
        whole[part.sentence] = whole.get(part.sentence, frozenset()) | part.words
    said: dict[int, Counter[str]] = {}
    for one in made:
        said.setdefault(one.sentence, Counter()).update(one.words)
    found = []
    for one in made:
        own = whole.get(one.sentence, frozenset())
        others = {word for word in own if said[one.sentence][word] > (word in one.words)}
        found.append(replace(one, near=one.near | (own - others)))
    return tuple(found)


@by_length
def ideas(text: str, language: str) -> tuple[Anchor, ...]:
    """Seasons, colours, directions and what is said of them."""
    made = []
    for clause in clauses(text, language):
        found: dict[concepts.Idea, re.Match[str]] = {}
        for match in _WORD.finditer(clause.text):
            found |= dict.fromkeys(concepts.idea_of(lowered(match.group()), language), match)
        for idea, match in found.items():
            own = content(match.group(), language)
            words = clause.words - own - {f"c:{group}.{line}" for group, line in found}
            sides = (clause.text[: match.start()], clause.text[match.end() :])
            made.append(Anchor(match.group(), frozenset({idea}), idea[0], words, words, "", sides, clause.sentence))
    return tuple(made)


def shared(found: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    """With the keys alone that another language shares."""
    return tuple(replace(one, words=subjects(one.words), near=subjects(one.near), noun="") for one in found)


def subjects(words: frozenset[str]) -> frozenset[str]:
    """Keys of names and ideas."""
    return frozenset(word for word in words if word[1:2] == ":")


def _of_same_unit(one: Anchor, before: Anchor | None) -> Anchor:
    """12 euros for adults, 8 for children: the second are euros too."""
    if one.unit or one.noun or before is None or before.sentence != one.sentence:
        return one
    if before.unit not in MONEY and before.unit != "pct":
        return one
    return replace(one, unit=before.unit)


@by_length
def clauses(text: str, language: str) -> tuple[Clause, ...]:
    read, found = _read(text, language)
    spans = _spans(read, language, found)
    return tuple(Clause(read[a:b], content(read[a:b], language), n) for a, b, n in spans if read[a:b].strip())


@by_length
def ordered(text: str, language: str) -> dict[tuple[str, str], frozenset[Pair]]:
    """(what stands between, kind) → pairs of numbers that stand so: 12 of 40, from 12 to 40, 3:1."""
    read, found = _read(text, language)
    pairs: dict[tuple[str, str], set[Pair]] = {}
    for one, other in zip(found, found[1:], strict=False):
        gap = " ".join(_UNIT_SIGN.sub(" ", lowered(read[one.start + len(one.raw) : other.start])).split())
        for kind in ("of", "to"):
            known = pattern(kind, language)
            is_year = kind == "to" and _is_year(one) != _is_year(other)  # 120 posts until 2027
            if known and "," not in gap and not is_year and known.fullmatch(gap):
                pairs.setdefault((kind, kind), set()).add((one.values, other.values))
        if gap in (":", "-", "–", "x", "×", "/"):
            pairs.setdefault((gap, "mark"), set()).add((one.values, other.values))
    return {key: frozenset(value) for key, value in pairs.items()}


def content(text: str, language: str) -> frozenset[str]:
    """Stems of the words that carry meaning, and keys that other languages share."""
    keys: set[str] = set()
    for match in _WORD.finditer(text):
        keys |= _keys(match.group(), language)
    return frozenset(keys)


def stems(text: str, language: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem for word in _WORD.findall(text) if (stem := _stem(word, language))]


def unelided(word: str) -> str:
    """Without the article or particle that is written to it: architecte of l'architecte."""
    match = _ELIDED.match(word)
    return word[match.end() :] if match else word


@lru_cache(maxsize=16384)
def _keys(word: str, language: str) -> frozenset[str]:
    word = unelided(word) if language in _ELIDING else word
    lower = lowered(word)
    bare = folded(word)
    keys = {f"c:{group}.{line}" for group, line in concepts.idea_of(lower, language)}
    keys |= {f"w:{day}" for day in dates.weekdays(word, language).values()}
    if (naming.is_generic(word, language) and not keys) or _is_said_of_numbers(lower, language):
        return frozenset(keys)
    if len(bare) >= LEAST_STEM - 1:
        keys.add(bare[: max(LEAST_STEM, min(LONGEST_STEM, len(bare) - ENDING))])
    if word[0].isupper() and len(bare) >= LEAST_STEM:
        keys.add(f"n:{naming.romanised(bare)[:5]}")
    return frozenset(keys)


def noun_of(words: list[str], language: str) -> str:
    """The stem of the first word that carries meaning."""
    return next((stem for word in words if (stem := _stem(word.strip(",.;:"), language))), "")


def noun_behind(text: str, figure: Figure, language: str) -> str:
    """The stem of the word right behind a number, or behind the word after it."""
    read, _ = _read(text, language)
    stop = figure.start + len(figure.raw)
    if lowered(read[figure.start : stop]) != lowered(figure.raw):
        return ""
    behind = re.split(r"[.,;:!?()|\n]", read[stop : stop + 60])[0]
    words = _WORD.findall(behind)[:1] if behind[:1].isspace() else []
    return noun_of([lowered(word) for word in words], language)


@by_length
def spans(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Where the clauses of the text, as `figures.normal` reads it, begin and end."""
    read = normal(text)
    return tuple((start, end) for start, end, _ in _spans(read, language, list(figures(text, language))))


def _is_said_of_numbers(word: str, language: str) -> bool:
    """Units, months, denials: they say something of any number, and so of none."""
    denial = pattern("not", language)
    return bool(unit_of(word) or (denial and denial.fullmatch(word)) or dates.months(word.capitalize(), language))


def rates(anchor: Anchor, language: str) -> frozenset[str]:
    """Periods that the number is told for: a week, daily."""
    return periods(anchor.sides[1][:RATE_WINDOW], language) or periods(anchor.sides[0][-RATE_WINDOW:], language)


_HALF_OF = re.compile(r"\b(?:half|halbe[nrsm]?|demie?|medi[oa]|mezz[oa]|halve)[ -](?:an? )?\w+", re.I)  # is no rate


@by_length
def periods(text: str, language: str) -> frozenset[str]:
    alone, behind = _periods(language)
    per = pattern("per", language)
    found = set()
    before = ""
    text = _HALF_OF.sub(" ", _APOSTROPHE.sub(" ", text))
    for match in _WORD.finditer(lowered(text)):
        word = match.group()
        found |= {letter for stem, letter in alone if word == stem or (stem[-1] == "*" and word.startswith(stem[:-1]))}
        if per and per.fullmatch(before) and not _YEAR_BEHIND.match(text, match.end()):
            found |= {one for stem, one in behind if word == stem or (stem[-1] == "*" and word.startswith(stem[:-1]))}
        before = word
    return frozenset(found)


@by_length
def _read(text: str, language: str) -> tuple[str, list[Figure]]:
    """The text, and its numbers that stand in it letter for letter."""
    rows = rowwise(text) if "|" in text or "<td" in text else text
    read = normal(rows)
    found = [one for one in figures(rows, language) if one.kind in ("digits", "month", "word")]
    return read, [one for one in found if lowered(read[one.start : one.start + len(one.raw)]) == lowered(one.raw)]


def _spans(read: str, language: str, found: list[Figure]) -> list[tuple[int, int, int]]:
    """(start, end, number of the sentence) of each clause."""
    inside = {place for one in found for place in range(one.start, one.start + len(one.raw))}
    cuts = [(match.start(), match.end(), match.group()[0]) for match in _MARK.finditer(read)]
    if apart := pattern("apart", language):
        cuts += [(match.start(), match.end(), ",") for match in apart.finditer(read)]
    spans, begin, sentence = [], 0, 0
    for start, end, mark in sorted(cuts):
        if start in inside or start < begin:
            continue
        if mark == "," and _BETWEEN.search(f"{read[max(0, start - 2) : start]}#{read[end : end + 2]}"):
            continue
        if mark == ":" and read[start - 1 : start].isdigit() and read[end : end + 1].isdigit():
            continue  # 2:1
        before, after = read[max(0, start - WINDOW) : end], read[end : end + WINDOW].lstrip()
        if mark == "." and pairing.goes_on(before, after, language):
            continue
        spans.append((begin, start, sentence))
        begin = end
        sentence += mark in _SENTENCE
    return [*spans, (begin, len(read), sentence)]


def _is_counted(figure: Figure) -> bool:
    if figure.kind == "month" or (figure.kind == "word" and figure.size < LEAST_COUNT):
        return False
    return not _is_year(figure)


def _is_year(figure: Figure) -> bool:
    return figure.raw.isdigit() and len(figure.raw) == 4 and 1500 <= int(figure.raw) <= 2100 and not figure.unit


def _date_keys(figure: Figure) -> Iterator[str]:
    for value in figure.values:
        if isinstance(value, tuple):
            yield f"m:{value[-1]}"
        elif figure.kind == "digits":
            yield f"y:{value}"


def _anchored(
    read: str, span: tuple[int, int], counted: list[Figure], keys: frozenset[str], language: str, sentence: int
) -> list[Anchor]:
    start, end = span
    near = content(read[start:end], language) | keys
    together = scores(read, counted)
    made: list[Anchor] = []
    for place, one in enumerate(counted):
        stop = one.start + len(one.raw)
        until = counted[place + 1].start if place + 1 < len(counted) else end
        since = start if place == 0 else counted[place - 1].start + len(counted[place - 1].raw)
        first, last = together[place]
        over = counted[last + 1].start if last + 1 < len(counted) else end
        behind = content(read[counted[last].start + len(counted[last].raw) : over], language)
        before = content(read[start : counted[0].start], language) if first == 0 else frozenset()
        noun = noun_of(_WORD.findall(read[stop:until])[:1], language)
        if first < place and made:
            noun = made[first].noun or noun  # 11 votes to four
        made.append(
            Anchor(
                one.raw,
                one.values,
                one.unit,
                behind | before | (keys if len(counted) == 1 else frozenset()),
                near,
                noun,
                (read[since : one.start], read[stop:until]),
                sentence,
                bool(_NEGATIVE.search(read[max(0, one.start - 14) : one.start]) or _BELOW_ZERO.match(read, stop)),
                noun_of(_WORD.findall(read[stop:until])[:HEAD], language),
                _SENTENCE_END.split(read[stop : stop + LONGEST_REST], maxsplit=1)[0],
            )
        )
    return made


def _stem(word: str, language: str) -> str:
    return next((key for key in _keys(word, language) if key[1:2] != ":"), "")


@cache
def _periods(language: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """(words that tell a rate alone, words behind `per`), each with the letter of its period."""
    halves = (claims_of("rates", language) + "|").split("|")[:2]
    return tuple(tuple((e.partition(":")[0], e.partition(":")[2]) for e in half.split()) for half in halves)


@cache
def quantities(language: str) -> dict[str, str]:
    """all, most, some, many, few → which of them."""
    entries = (entry.partition(":") for entry in claims_of("quantity", language).split())
    return {word: kind for word, _, kind in entries}
