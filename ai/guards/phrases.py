"""Phrases in many languages: how models talk to whoever asked (`data/phrases.toml`), and words that turn what is said
of a number or a sentence (`data/claims.toml`)."""

import re
import tomllib
from functools import cache
from pathlib import Path

_ALIKE = {"no": "da", "nn": "da", "nb": "da"}  # near enough for the words of `data/claims.toml`
_DATA = Path(__file__).parent / "data"


@cache
def any_of(*tables: str) -> str:
    """A regular expression of all entries of the named tables; the longest first, so that none hides another."""
    entries = {entry.strip() for table in tables for entry in parts(_tables()[table].replace("ς", "σ"))} - {""}
    return "(?:" + "|".join(re.sub(r" +", r"\\s+", entry) for entry in sorted(entries, key=len, reverse=True)) + ")"


def parts(table: str) -> list[str]:
    """The entries of a table: between bars that stand in no bracket."""
    found, depth, start = [], 0, 0
    for place, char in enumerate(table):
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            found.append(table[start:place])
            start = place + 1
    return [*found, table[start:]]


@cache
def _tables() -> dict[str, str]:
    with (_DATA / "phrases.toml").open("rb") as file:
        return {name: str(table) for name, table in tomllib.load(file).items()}


@cache
def claimed(table: str, language: str) -> re.Pattern[str] | None:
    """The words of a table of `data/claims.toml` in the language; None without an entry."""
    words = claims_of(table, language)
    if not words:
        return None
    entries = sorted(parts(words), key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.sub(' +', lambda _: chr(92) + 's+', one) for one in entries)})(?!\w)", re.I
    )


def claims_of(table: str, language: str) -> str:
    return _claims().get(table, {}).get(_ALIKE.get(language, language), "")


@cache
def _claims() -> dict[str, dict[str, str]]:
    with (_DATA / "claims.toml").open("rb") as file:
        return tomllib.load(file)
