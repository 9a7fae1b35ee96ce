"""How people are related: a sister is no wife, and a daughter no granddaughter."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ai.guards.memory import by_length
from ai.guards.reading import plain
from ai.guards.verdicts import Expect

_FILE = Path(__file__).parent / "data" / "kin.toml"


def changed(read: str, source: str, expect: Expect) -> Iterator[str]:
    """Relations that the text does not know, where one that it knows is gone."""
    mine, given = related(read, expect.wanted), related(source, expect.source_code)
    if given.keys() - mine.keys():
        yield from (word for kind, word in mine.items() if kind not in given)


@by_length
def related(text: str, language: str) -> dict[str, str]:
    """The kinds of relation that the text names → the first word of each; {} in a language without a table."""
    read, found = plain(text), dict[str, str]()
    for kind, words in reversed(_patterns(language)):  # mother-in-law before mother
        if match := words.search(read):
            found[kind] = match.group()
            read = words.sub(" ", read)
    return found


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = _table()
    lines = zip(table["kinds"], table.get(language, ()), strict=False)
    return tuple((kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)) for kind, words in lines)


@cache
def _table() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
