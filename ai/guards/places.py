"""Places that a text names, in any language, also by what is from there: Munich, stéphanois of Saint-Étienne.

The tables are `places` of `data/names.toml` and those of `data/places.toml`.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from ai.guards.memory import by_length
from ai.guards.reading import LETTER, plain

_FOLDER = Path(__file__).parent / "data"
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|[.'’-])*")
POSSESSIVE = re.compile(r"(?:['’](?:s|a|u|owi|em|ego|emu|om|in|nin|ın|un|de|da)|['’])$")
# Krakowa, Pariser, Milanese, not Turing and Rabatt; in other scripts any.
_END = re.compile(
    r"[^\W\da-zà-ÿā-ž]{0,4}|'?(?:s|es|en|er[ns]?|ern|erin(?:nen)?|[aeiouyąęůě]|ie|ii|em|om|ów|ach|ami|ou|iu|owi|ai?se?s?|ois|oises?|ai"
    r"|i?ennes?|iens?|i?an|i?an[oaie]s?|ese|esi|es[ae]s|eñ[oa]s?|n[oaei]|in[oi]|ish|isch\w{0,2}|[sc]h?k\w{0,3}|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|i[ns]?"
    r"|b[ae]n|b[óő]l|n[ae]k|ner\w{0,4}|os|as|da|de|dan|den|ta|te|ya|ye|n[ıi]n)"
)
LONGEST_COMMON = 5  # letters
SHORT = 4  # letters: UN and WHO, not un and who


@by_length
def places_in(text: str, *, loose: bool = False) -> frozenset[int]:
    """Which lines of the tables of places the text names; `loose`: also by a short word that may be none."""
    read = plain(text)
    lower = read.lower()
    said = (part for word in _WORD.findall(read) for part in {word, word.partition("-")[0]})  # US-Team
    found = {line for word in said if loose or _may_be_place(word) for line in _places_of(word)}
    pattern, lines = _wide_places()
    wide = {line for match in pattern.finditer(lower) for line in lines[match.group()]}
    return frozenset(found | wide)


def is_part(token: str, text: str, other: str) -> bool:
    """Whether the word is of a place of several words in `text`, which `other` names in any way: Buenos Aires."""
    pattern, lines = _wide_places()
    bare = POSSESSIVE.sub("", token.lower())
    said = (match.group() for match in pattern.finditer(plain(text).lower()))
    found = frozenset(line for name in said if bare in name.split() for line in lines[name])
    return bool(found & places_in(other)) if found else False


def _may_be_place(word: str) -> bool:
    """A short word without a capital is none: a room, a nice day, us, un; le marché belge is one."""
    if len(word) < SHORT and word.isascii():
        return word.isupper()
    return len(word) > LONGEST_COMMON or not word.islower() or not word.isascii() or word in _short()


@lru_cache(maxsize=4096)
def _places_of(word: str) -> frozenset[int]:
    """The lines of a word; those that are marked with ^ only if it has a capital."""
    exact, stems = _places()
    found: set[int] = set()
    for mark in ("", "^") if word[:1].isupper() else ("",):
        bare = mark + POSSESSIVE.sub("", word.lower())
        bare = bare if bare in exact else bare.rstrip(".")
        near = stems.get(bare[:SHORT], ())
        found.update(line for stem, line in near if bare.startswith(stem) and _END.fullmatch(bare[len(stem) :]))
        found |= exact.get(bare, set())
    return frozenset(found)


@cache
def _places() -> tuple[dict[str, set[int]], dict[str, list[tuple[str, int]]]]:
    """Names, and by their first letters those that may have an ending, each with its lines."""
    exact: dict[str, set[int]] = {}
    stems: dict[str, list[tuple[str, int]]] = {}
    first, more = (_table(name, key).strip().splitlines() for name, key in (("names", "places"), ("places", "towns")))
    for number, row in enumerate((*first, *more)):
        names = [word.replace("_", " ") for word in row.split()]
        lines = {*exact.get(names[0], ())} if number >= len(first) else set()
        for name in names:
            exact.setdefault(name, set()).update(lines or {number})
            if len(name) > SHORT or len(name) == SHORT and not name.isascii():
                stems.setdefault(name[:SHORT], []).extend((name, line) for line in lines or {number})
    return exact, stems


@cache
def _wide_places() -> tuple[re.Pattern[str], dict[str, frozenset[int]]]:
    """What finds places that are no single word, the longest first (都柏林 is not 柏林), and their lines."""
    exact, _ = _places()
    found = {name: frozenset(lines) for name, lines in exact.items() if ord(name[0]) > 0x2E80 or " " in name}
    ends = {
        name: r"(?![\u30a1-\u30f6ー])" if len(name) <= SHORT - 1 else "" for name in found if "ァ" <= name[0] <= "ヶ"
    }
    every = (
        rf"(?<![\u30a1-\u30f6ー]){name}{ends[name]}" if name in ends else re.escape(name)
        for name in sorted(found, key=len, reverse=True)
    )
    return re.compile("|".join(every)), found


@cache
def _short() -> frozenset[str]:
    return frozenset(_table("places", "short").split())


@cache
def _table(file: str, key: str) -> str:
    return str(tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))[key])
