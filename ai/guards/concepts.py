"""Ideas that exclude each other (`data/concepts.toml`): seasons, colours, directions, relatives, yes and no."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ai.guards import languages
from ai.guards.memory import by_length
from ai.guards.phrases import claimed
from ai.guards.reading import LETTER, lowered, plain

_FILE = Path(__file__).parent / "data" / "concepts.toml"
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|['’-](?={LETTER}))*")
LONGEST_ENDING, LONGEST_COMPOUND = 6, 14
LEAST_STEM = 3
REACH = 3  # words behind a denial
Idea = tuple[str, int]


@by_length
def ideas(text: str, language: str) -> dict[Idea, str]:
    """(group, line in the group) → the first word that names it; none in a language without a column."""
    found: dict[Idea, str] = {}
    words = [word.replace("’", "'") for word in _WORD.findall(lowered(plain(text)))]
    denial = claimed("not", language)
    for place, word in enumerate(words):
        is_denied = denial is not None and any(denial.fullmatch(one) for one in words[max(0, place - REACH) : place])
        for idea in idea_of(word, language):
            found.setdefault(_opposite(idea) if is_denied else idea, word)
        if place and (pair := f"{words[place - 1]} {word}") in _table(language)[0]:
            found.update({idea: pair for idea in _table(language)[0][pair] if idea not in found})
    return found


@lru_cache(maxsize=8192)
def idea_of(word: str, language: str) -> tuple[Idea, ...]:
    """What a word in lower case may mean; of what begins alike the longest beginning counts."""
    whole, stems = _table(language)
    if word in whole:
        return whole[word]
    for size in range(min(len(word), 14), LEAST_STEM - 1, -1):
        if word[:size] in stems and len(word) <= size + _longest_ending(language):
            return stems[word[:size]]
    return ()


def is_exclusive(group: str) -> bool:
    return group in dict(_groups()["exclusive"])


def _opposite(idea: Idea) -> Idea:
    """Not open is closed; of more than two ideas none is the opposite."""
    return (idea[0], 1 - idea[1]) if idea[0] in _opposed() else idea


def exchanged(answer: str, source: str, wanted: str, source_code: str) -> list[str]:
    """Words of the answer that name another idea than the text does."""
    mine, given = ideas(answer, wanted), ideas(source, source_code)
    new = [idea for idea in mine if idea not in given and _is_other(idea, mine, given)]
    meant = _meant(source, source_code) if new else frozenset()
    return [mine[idea] for idea in new if idea not in meant]


def _meant(text: str, language: str) -> frozenset[Idea]:
    """What the words of the text may mean besides."""
    maybe = _maybe(language)
    return frozenset(idea for word in _WORD.findall(lowered(plain(text))) for idea in maybe.get(word, ()))


@cache
def _maybe(language: str) -> dict[str, tuple[Idea, ...]]:
    return {word[1:]: (idea,) for idea, words in _entries(language) for word in words if word.startswith("~")}


def _is_other(idea: Idea, mine: dict[Idea, str], given: dict[Idea, str]) -> bool:
    others = [other for other in given if other[0] == idea[0]]
    return any(other not in mine for other in others)


def _longest_ending(language: str) -> int:
    return LONGEST_COMPOUND if language in languages.having("compounding") else LONGEST_ENDING


@cache
def _table(language: str) -> tuple[dict[str, tuple[Idea, ...]], dict[str, tuple[Idea, ...]]]:
    whole: dict[str, tuple[Idea, ...]] = {}
    stems: dict[str, tuple[Idea, ...]] = {}
    for idea, words in _entries(language):
        for word in (word for word in words if not word.startswith("~")):
            table = stems if word.endswith("*") else whole
            name = word.rstrip("*").replace("_", " ")
            table[name] = (*table.get(name, ()), idea)
    return whole, stems


def _entries(language: str) -> Iterator[tuple[Idea, list[str]]]:
    columns = str(_groups()["languages"]).split()
    if language not in columns:
        return
    column = columns.index(language)
    for kind in ("exclusive", "traded"):
        for name, rows in dict(_groups()[kind]).items():
            for line, row in enumerate(str(rows).strip().splitlines()):
                cells = row.split("|")
                words = cells[column].split() if column < len(cells) else []
                yield (name, line), [word for word in words if word != "-"]


@cache
def _opposed() -> frozenset[str]:
    kinds = (dict(_groups()[kind]) for kind in ("exclusive", "traded"))
    return frozenset(name for rows in kinds for name, text in rows.items() if len(text.strip().splitlines()) == 2)


@cache
def _groups() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
