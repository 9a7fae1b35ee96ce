"""Offices, which are no names: Chief Executive, Sulh Ceza Mahkemesi, Główny Urząd; from `data/offices.toml`."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from ai.guards.reading import folded

_FILE = Path(__file__).parent / "data" / "offices.toml"
LONGEST_ENDING = 8  # letters


@lru_cache(maxsize=16384)
def is_office(bare: str, language: str) -> bool:
    """Whether the word is one of an office of the language. `bare` is folded."""
    whole, stems = _words(language)
    near = (stem for stem in stems if bare.startswith(stem))
    return bare in whole or any(len(bare) <= len(stem) + LONGEST_ENDING for stem in near)


def without_capitals(line: str, language: str) -> str:
    """The line with the offices of several words in small letters: chief executive Dana Whitfield."""
    phrases = _phrases(language)
    return phrases.sub(lambda match: match.group().lower(), line) if phrases else line


@cache
def _words(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    words = [folded(word) for word in _tables()["words"].get(language, "").split()]
    return (
        frozenset(word for word in words if not word.endswith("*")),
        tuple(word[:-1] for word in words if word.endswith("*")),
    )


@cache
def _phrases(language: str) -> re.Pattern[str] | None:
    told = _tables()["phrases"].get(language, "").replace("\n", "")
    return re.compile(rf"(?<![\w-])(?:{told})(?!\w)", re.I) if told else None


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
