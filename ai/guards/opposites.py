"""Sentences that say the opposite of each other without a denial: opposed for supported (`data/opposites.toml`)."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ai.guards import denials
from ai.guards.memory import by_length
from ai.guards.reading import lowered

_FILE = Path(__file__).parent / "data" / "opposites.toml"


# 17 to 9, between voting and what it was for.
_VOTES = re.compile(
    r"(?:\b(?:by|with|mit|par|por|con|met|avec)\s+)?\b\d{1,9}\s?(?:\w{1,30}\s)?(?:to|zu|gegen|contre|contra|a|à|tegen|[-–:])\s?\d{1,9}\s?"
    r"(?:(?:stimmen|votes|voix|votos|voti|stemmen)\s*)?"
)


# What was closed and is so no longer may open.
_AGAIN = re.compile(
    r"\b(?:again|until|till|back|wieder|bis|à nouveau|de nouveau|jusqu\w*|de nuevo|vuelv\w*|volver\w*"
    r"|hasta|di nuovo|nuovamente|fino|weer|opnieuw|tot|novamente|de novo|até|igen|åter|till)\b"
)


@by_length
def sides(text: str, language: str) -> dict[str, dict[int, str]]:
    """Group → side → the first words that name it."""
    known = _pattern(language)
    found: dict[str, dict[int, str]] = {}
    if known:
        for match in known.finditer(_VOTES.sub("", lowered(text))):
            group, _, side = str(match.lastgroup).rpartition("_")
            found.setdefault(group, {}).setdefault(int(side), match.group())
    return found


def exchanged(mine: str, given: str, wanted: str, source_code: str) -> list[str]:
    """Words of a sentence that say the opposite of what its own in the text says."""
    here = dict(sides(mine, wanted))
    there = sides(given, source_code) if here else {}
    if "access" in here and _AGAIN.search(lowered(given)):
        here.pop("access")
    wrong = [one[side] for group, one in here.items() if (side := _sole(one)) >= 0 and _is_other(side, there, group)]
    return wrong if wrong and not denials.denies(mine, wanted) and not denials.denies(given, source_code) else []


def _sole(one: dict[int, str]) -> int:
    return next(iter(one)) if len(one) == 1 else -1


def _is_other(side: int, there: dict[str, dict[int, str]], group: str) -> bool:
    return _sole(there.get(group, {})) == 1 - side


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    table = _table()
    columns = table["languages"].split()
    if language not in columns:
        return None
    parts = []
    for group, lines in table.items():
        for side, row in enumerate(lines.strip().splitlines() if group != "languages" else ()):
            cells = row.split("|")
            words = sorted(cells[columns.index(language)].split() if len(cells) > columns.index(language) else ())
            longest = sorted(words, key=len, reverse=True)
            parts += [f"(?P<{group}_{side}>{'|'.join(map(_as_pattern, longest))})"] if words else []
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _as_pattern(entry: str) -> str:
    return entry.replace("*", r"\w*").replace("_", r"\s+").replace("'", "['’]")


@cache
def _table() -> dict[str, str]:
    with _FILE.open("rb") as file:
        return {name: str(text) for name, text in tomllib.load(file).items()}
