"""What the guards know of languages: the tables of `data/languages.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "languages.toml"


@cache
def having(name: str) -> frozenset[str]:
    """The words of a table: `inflecting`, `caseless`, `known` …"""
    return frozenset(str(_tables()[name]).split())


@cache
def characters(name: str) -> str:
    """A table that is a row of characters: `simplified`, `surnames`."""
    return str(_tables()[name])


def never(code: str) -> str:
    """Letters that a text in the language hardly has."""
    return str(_tables()["never"].get(code, ""))


def latin_of(letter: str) -> str:
    """A Cyrillic or Greek letter in Latin ones; any other as it is."""
    return str(_tables()["letters"].get(letter, letter))


@cache
def endings(code: str) -> tuple[str, ...]:
    """What a name may have at its end in a language that does not inflect much: Webers, Lübecker."""
    table = _tables()["endings"]
    return tuple(str(table.get(code, table["other"])).split())


@cache
def scripts_of(code: str) -> tuple[str, ...]:
    """The scripts that a language is written in; () where that is not known."""
    return tuple(script for script, codes in _tables()["scripts"].items() if code in str(codes).split())


@cache
def _tables() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
