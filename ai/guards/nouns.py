"""Common nouns of German, where each noun has a capital: Weltkrieges, Spitzendiplomat; from `data/nouns.toml`."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from ai.guards.reading import lowered

_FILE = Path(__file__).parent / "data" / "nouns.toml"
_ENDS = ("", "n", "en", "e", "er", "ern", "s", "es", "ns", "se", "in", "innen")
_SUFFIX = re.compile(
    r"(?:ung|heit|keit|schaft|tät|[stx]ion|ismus|nis|erei|enz|anz|ologie|grafie)(?:s|es|e|en|se|sen)?$"
)
LEAST_HEAD = 4  # letters of a word that may end another
LEAST_BEFORE = 3  # letters before it


@lru_cache(maxsize=16384)
def is_noun(word: str) -> bool:
    """Whether the German word is a common noun, in any case and number, or a compound that ends with one."""
    bare = lowered(word)
    if _SUFFIX.search(bare) and len(bare) > LEAST_HEAD + LEAST_BEFORE:
        return True
    heads, alone = _table()
    stems = {bare.removesuffix(end) for end in _ENDS if len(bare) - len(end) >= LEAST_BEFORE}
    return any(stem in alone or _ends_with(stem, heads) for stem in stems)


def _ends_with(stem: str, heads: frozenset[str]) -> bool:
    starts = (0, *range(LEAST_BEFORE, len(stem) - LEAST_HEAD + 1))
    return any(stem[at:] in heads for at in starts)


@cache
def _table() -> tuple[frozenset[str], frozenset[str]]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    heads, alone = (frozenset(lowered(word) for word in str(rows[name]).split()) for name in ("heads", "alone"))
    return heads, alone
