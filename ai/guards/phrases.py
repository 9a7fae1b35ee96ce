"""How models talk to whoever asked, in many languages: the tables of `data/phrases.toml`."""

import re
import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "phrases.toml"


@cache
def any_of(*tables: str) -> str:
    """A regular expression of all entries of the named tables; the longest first, so that none hides another."""
    entries = {entry.strip() for table in tables for entry in _split(_tables()[table].replace("ς", "σ"))} - {""}
    return "(?:" + "|".join(re.sub(r" +", r"\\s+", entry) for entry in sorted(entries, key=len, reverse=True)) + ")"


def _split(table: str) -> list[str]:
    """At bars that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(table):
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            parts.append(table[start:place])
            start = place + 1
    return [*parts, table[start:]]


@cache
def _tables() -> dict[str, str]:
    with _FILE.open("rb") as file:
        return {name: str(table) for name, table in tomllib.load(file).items()}
