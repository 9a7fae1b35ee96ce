"""The commonest words of each language: how many of a sentence are those of another one, and how many its own.

Words that two languages share say nothing of either; `also` of `data/everyday.toml` names those that are common in one
of them only.
"""

import tomllib
from collections import Counter
from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ai.local.tables import STOP_WORDS

_FILE = Path(__file__).parent / "data" / "everyday.toml"
_CYRILLIC = frozenset({"ru", "uk", "bg", "be", "mk", "sr"})
# Told by the words of another, and never told from it.
_LIKE = {"ms": "id", "bs": "hr", "nb": "no", "nn": "no", "sh": "hr"}
_EQUAL = {"hr": {"sr"}, "sr": {"hr"}}


class Shares(NamedTuple):
    """Different words of a sentence that only the other language has, and that only the wanted one has."""

    theirs: int
    own: int


def others_with(words: Set[str], wanted: str, least: int) -> list[str]:
    """Languages that have at least so many of the words where the wanted one has none of them."""
    telling = _telling(_like(wanted))
    counted = Counter(code for word in words if len(word) > 1 for code in telling.get(word, ()))
    return [code for code, found in counted.items() if found >= least]


def is_known(code: str) -> bool:
    return _like(code) in _words()


@cache
def others(wanted: str) -> tuple[str, ...]:
    """Languages that a sentence in the wanted one could be taken for."""
    mine = _like(wanted)
    apart = {mine, *_EQUAL.get(mine, ())}
    return tuple(code for code in _words() if code not in apart and (code in _CYRILLIC) == (mine in _CYRILLIC))


def shares(words: Set[str], wanted: str, other: str) -> Shares:
    mine = _like(wanted)
    theirs = sum(1 for word in words & _only(other, mine) if len(word) > 1)  # letters are units and signs too
    return Shares(theirs, len(words & _only(mine, other)))


def count(words: Set[str], code: str) -> int:
    """How many of the words are common in the language."""
    return len(words & _words().get(_like(code), frozenset()))


@cache
def _telling(wanted: str) -> dict[str, tuple[str, ...]]:
    """Words that the wanted language has not, and the languages that have them."""
    codes: dict[str, tuple[str, ...]] = {}
    for other in others(wanted):
        for word in _only(other, wanted):
            codes[word] = (*codes.get(word, ()), other)
    return codes


@cache
def _only(code: str, other: str) -> frozenset[str]:
    return _words()[code] - _words()[other] - _also().get(other, frozenset())


def _like(code: str) -> str:
    return _LIKE.get(code, code)


@cache
def _words() -> dict[str, frozenset[str]]:
    table = _tables()["words"]
    return {code: frozenset(words.split()) | STOP_WORDS.get(code, frozenset()) for code, words in table.items()}


@cache
def _also() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _tables()["also"].items()}


@cache
def _tables() -> dict[str, dict[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
