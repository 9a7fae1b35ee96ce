"""Multipliers, units and conventions of numbers in many languages, from `data/quantities.toml`; for `figures.py`."""

import re
import tomllib
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ai.guards import languages
from ai.guards.reading import LETTER

_FILE = Path(__file__).parent / "data" / "quantities.toml"
_WORD_BEHIND = re.compile(rf"\s?[-‑ ]?\s?(%|٪|[€$£¥₹₽]|°[cf]\b|{LETTER}+(?:[²2](?!\d))?\.?)", re.IGNORECASE)
_PARTICLE = re.compile(r"\s?(?:de\s|d[’']|di\s)(?=\w)", re.IGNORECASE)
_SIGN_BEFORE = re.compile(
    r"(?<!\d)(?<!\d[ \u00a0\u202f])(us\$|[€$£¥₹₽%]|\b(?:eur|usd|gbp|chf|rs\.?|yüzde|pct))[^\S\n]?$", re.IGNORECASE
)
LONGEST_ENDING = 5
LEAST_MEASURE = 4  # letters
_ANY_WORD = re.compile(rf"{LETTER}+")
# What the units measure: one of them never becomes another.
_DIMENSIONS = (
    ("km", "mile", "m", "cm", "mm", "foot", "inch", "yard"),
    ("kg", "g", "tonne", "ounce"),
    ("liter", "gallon", "barrel"),
    ("m2", "ha", "acre"),
    ("m3",),
    ("km2",),
    ("celsius", "fahrenheit"),
    ("teaspoon", "tablespoon"),
)
# (what is measured, how many of the least unit)
LEAST_UNITS = {
    **{"month": ("months", 1), "year": ("months", 12), "decade": ("months", 120), "century": ("months", 1200)},
    **{"second": ("seconds", 1), "minute": ("seconds", 60), "hour": ("seconds", 3600), "day": ("seconds", 86_400)},
    **{"week": ("seconds", 604_800), "fortnight": ("seconds", 1_209_600)},
    **{"mm": ("mm", 1), "cm": ("mm", 10), "m": ("mm", 1000), "km": ("mm", 1_000_000)},
    **{"g": ("g", 1), "kg": ("g", 1000), "tonne": ("g", 1_000_000)},
    **{"ml": ("ml", 1), "cl": ("ml", 10), "liter": ("ml", 1000), "m2": ("m2", 1), "ha": ("m2", 10_000)},
    **{"kw": ("kw", 1), "mw": ("kw", 1000), "gw": ("kw", 1_000_000)},
    **{"eur": ("eurocents", 100), "usd": ("dollarcents", 100), "gbp": ("pence", 100)},
    **{"cent": ("eurocents", 1), "penny": ("pence", 1)},
}
ALSO = {"cent": "dollarcents"}  # which of them is meant, the text tells elsewhere
MONEY = frozenset(
    [
        *("cent", "penny", "eur", "usd", "gbp", "jpy", "cny", "chf", "pln"),
        *("czk", "uah", "ils", "try", "krw", "vnd", "huf", "inr", "rub"),
    ]
)
# Units that one in letters may be of: one euro, one hour.
ALONE = MONEY | {unit for unit, (kind, _) in LEAST_UNITS.items() if kind in ("seconds", "months")}
MEASURED = {unit: dimension for dimension, units in enumerate(_DIMENSIONS) for unit in units}
DOUBTFUL_MEASURES = frozenset(
    ("mile", "mille", "milla", "feet", "foot", "zoll", "pies", "once", "gram", "metro", "metrów", "pieds", "pied")
)
_POINTS = re.compile(r"-?\s?(?:p\b|points?\b|punkt)", re.I)
_HALF_BEHIND = re.compile(
    r"\s(?:and a half|y medi[oa]|et demie?|e mezz[oa]|e mei[oa]|en een half|och en halv|og en halv|i pół|с половиной"
    r"|з половиною|a půl|ja puoli|és fél|ve yarım|buçuk)\b",
    re.I,
)
_HALF_BEFORE = re.compile(r"साढ़े\s\Z")

# The six first months.
_ORDERED = re.compile(
    r"\s(?:first|last|next|ersten|letzten|nächsten|premi(?:er|ère)s|derni(?:er|ère)s|prochaine?s|primer[oa]s|últim[oa]s|próxim[oa]s"
    r"|prim[ie]|ultim[ie]|prossim[ie]|eerste|laatste)(?=\s)",
    re.I,
)
# In recipes; elsewhere TL are Turkish lira.
_SPOONS = {
    **{("de", "TL"): "teaspoon", ("de", "EL"): "tablespoon", ("nl", "tl"): "teaspoon", ("nl", "el"): "tablespoon"},
    **{("nl", "TL"): "teaspoon", ("nl", "EL"): "tablespoon"},
}
AMBIGUOUS = frozenset(("ar", "fa"))  # both are read


def factor_of(word: str, language: str) -> int:
    """What a number before `word` is multiplied by; 0 if by nothing."""
    word = word.lower().strip()
    tables = _factors()
    spellings = (word, word if word in tables[0] else word.rstrip("."))
    for spelling in spellings:
        if (elsewhere := _tables()["elsewhere"].get(f"{language} {spelling}")) is not None:
            return int(elsewhere)
    word = spellings[1]
    return int(_look_up(word, tables) or 0)


@lru_cache(maxsize=8192)
def unit_of(word: str) -> str:
    """The name of the unit, or ''."""
    return str(_look_up(word.lower().strip(), _units()) or "")


def unit_behind(text: str, end: int, language: str = "", *, is_scaled: bool = False) -> str:
    """The unit that the word right behind a number names, or it and the next: percentage points.

    `is_scaled`: behind a multiplier, which some languages join with a particle: millones de euros, millions d'euros.
    """
    if ordered := _ORDERED.match(text, end):
        end = ordered.end()
    if is_scaled and (particle := _PARTICLE.match(text, end)):
        end = particle.end()
    word, there = word_behind(text, end)
    if not word:
        return ""
    if word == "%" and _POINTS.match(text, there):
        return "point"
    second, _ = word_behind(text, there)
    return (unit_of(f"{word} {second}") if second else "") or unit_in(word, language)


def unit_in(word: str, language: str) -> str:
    """The unit that the word names in that language, or ''."""
    return _SPOONS.get((language, word.rstrip(".")), "") or unit_of(word)


def measures(text: str) -> dict[str, str]:
    """Units of measure that the words of `text` name, whether a number stands before them or not → the word."""
    found: dict[str, str] = {}
    for word in _ANY_WORD.findall(text):
        if len(word) >= LEAST_MEASURE and (unit := unit_of(word)) in MEASURED and word.lower() not in DOUBTFUL_MEASURES:
            found.setdefault(unit, word)
    return found


def is_half_behind(text: str, end: int) -> int:
    """How long the words are that add a half to the number before them; 0 if none do."""
    match = _HALF_BEHIND.match(text, end)
    return len(match.group()) if match else 0


def is_half_before(text: str, start: int) -> bool:
    return bool(_HALF_BEFORE.search(text[max(0, start - 8) : start]))


def wide_factors() -> dict[str, int]:
    return dict(_tables()["wide"])


def not_counted(language: str) -> frozenset[str]:
    """Number words of a language that mean other things as well."""
    return frozenset(str(_tables()["not_counted"].get(language, "")).split())


def doubtful_ordinals() -> frozenset[str]:
    """Ordinals that mean other things as well: quarters, rooms, days of the week."""
    return frozenset(str(_tables()["doubtful_ordinals"]).split())


def word_behind(text: str, end: int) -> tuple[str, int]:
    """(the word or sign right behind a number, where it ends)."""
    match = _WORD_BEHIND.match(text, end)
    if not match or len(match.group(1)) == 1 and text[match.end() : match.end() + 1] in ("'", "’"):
        return "", end  # 18 l'an dernier
    return match.group(1), match.end()


def sign_before(text: str, start: int) -> str:
    match = _SIGN_BEFORE.search(text[max(0, start - 6) : start])
    return unit_of(match.group(1)) if match else ""


def readings(digits: str, language: str) -> set[Fraction]:
    """What a number as written may mean: `1.250` is 1250 in German, 1.25 in English; without a language it is both."""
    bare = re.sub(r"[\s'’·]", "", digits)
    marks = [char for char in bare if char in ".,"]
    if not marks:
        return {Fraction(bare)}
    last = bare[max(bare.rfind("."), bare.rfind(","))]
    whole, _, rest = bare.rpartition(last)
    as_decimal = Fraction(re.sub(r"[.,]", "", whole) + "." + rest)
    as_whole = Fraction(re.sub(r"[.,]", "", bare))
    if len(set(marks)) > 1:
        return {as_decimal}
    groups = re.split(r"[.,]", bare)
    if not all(len(group) == 3 for group in groups[1:]) or len(groups[0]) > 3 or groups[0] in ("", "0"):
        return {as_decimal} if len(marks) == 1 else {as_whole} if _is_indian(groups) else {as_decimal, as_whole}
    if len(marks) > 1:
        return {as_whole}
    if not language or language in AMBIGUOUS:
        return {as_whole, as_decimal}
    return {as_decimal if (last == ".") == (language in languages.having("dot_is_decimal")) else as_whole}


def _is_indian(groups: list[str]) -> bool:
    """12,34,567."""
    return len(groups[-1]) == 3 and all(len(group) == 2 for group in groups[1:-1]) and len(groups) > 2


def _look_up(word: str, tables: tuple[dict[str, Any], dict[str, Any]]) -> Any:
    whole, stems = tables
    for spelling in (word, word.rstrip(".")):
        if spelling in whole:
            return whole[spelling]
    found = [
        stem for stem in stems if word.startswith(stem) and len(stem) > 2 and len(word) <= len(stem) + LONGEST_ENDING
    ]
    return stems[max(found, key=len)] if found else None


@cache
def _units() -> tuple[dict[str, Any], dict[str, Any]]:
    return _whole_and_stems([(words, name) for name, words in _tables()["units"].items()])


@cache
def _factors() -> tuple[dict[str, Any], dict[str, Any]]:
    return _whole_and_stems([(words, int(factor)) for factor, words in _tables()["factors"].items()])


def _whole_and_stems(table: list[tuple[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    whole: dict[str, Any] = {}
    stems: dict[str, Any] = {}
    for words, meaning in table:
        for word in words.split():
            (stems if word.endswith("*") else whole).setdefault(word.rstrip("*").replace("_", " "), meaning)
    return whole, stems


@cache
def _tables() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
