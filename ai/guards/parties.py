"""Parties, which are called for short and in other languages: Lib Dems, les Verts; from `data/parties.toml`."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ai.guards.memory import by_length
from ai.guards.reading import folded, plain

_FILE = Path(__file__).parent / "data" / "parties.toml"
_WORD = re.compile(r"[^\W\d_][\w'’-]*(?:/[^\W\d_]\w+)?")
MOST = 5  # words of a name


def is_called(token: str, text: str) -> bool:
    """Whether the word is of the name of a party that the text calls in any way."""
    return bool(_by_word().get(folded(token).replace("’", "'"), frozenset()) & named(text))


@by_length
def named(text: str) -> frozenset[int]:
    """The lines of the parties that the text names with a capital."""
    words = _WORD.findall(plain(text))
    names = _by_name()
    found: set[int] = set()
    for at, word in enumerate(words):
        if not word[0].isupper():
            continue
        bare = [folded(one).replace("’", "'") for one in words[at : at + MOST]]
        for size in range(1, len(bare) + 1):
            found |= names.get(" ".join(bare[:size]), frozenset())
        found |= names.get(bare[0].partition("-")[0], frozenset())  # Grünen-Kandidatin
        found |= names.get(bare[0].removesuffix("'s"), frozenset())
    return frozenset(found)


@cache
def _by_name() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for line, row in enumerate(_rows()):
        for name in row:
            found[name] = found.get(name, frozenset()) | {line}
    return found


@cache
def _by_word() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for line, row in enumerate(_rows()):
        for word in {word for name in row for word in (*name.split(), name)}:
            found[word] = found.get(word, frozenset()) | {line}
    return found


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    table = str(tomllib.loads(_FILE.read_text(encoding="utf-8"))["parties"])
    return tuple(tuple(map(folded, row.split("|"))) for row in table.strip().splitlines())
