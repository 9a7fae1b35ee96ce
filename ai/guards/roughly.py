"""How a round number stands to the exact one, from `data/roughly.toml`: over 40, fast drei Jahrzehnte, about 250."""

import re
import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path

from ai.guards import languages
from ai.guards.phrases import parts

OVER, UNDER, ABOUT = "over", "under", "about"
_WAYS = (OVER, UNDER, ABOUT)
_FILE = Path(__file__).parent / "data" / "roughly.toml"
_ALIKE = {"no": "da", "nn": "da", "nb": "da", "sk": "cs"}
BEFORE, BEHIND = 40, 24  # characters beside a number that say so
# What may stand between the word and its number: more than the $40, well over his forty years, gut ein Drittel.
_GAP = (
    r"(?:\s?[€$£¥]|\s(?:an?|the|his|her|its|their|ein(?:e[nmrs]?)?|die|der|das|une?|la|les?|una?|los|las|il|i|uma?|o|as|os"
    r"|een|de|het|en|ett|et|den|det)(?=\s))?\s?\Z"
)


def way(text: str, start: int, end: int, language: str) -> str:
    """`over`, `under` or `about`, as the words beside the number from `start` to `end` say; both of the first two are
    `about`, and '' is none."""
    before, behind = text[max(0, start - BEFORE) : start], text[end : end + BEHIND]
    found: dict[int, set[str]] = {}
    for kind in _WAYS:
        if (known := _before(kind, language)) and (match := known.search(before)):
            found.setdefault(len(match.group(1)), set()).add(kind)
    if not found:
        found[0] = {kind for kind in _WAYS if (known := _behind(kind, language)) and known.match(behind)}
    kinds = found[max(found)]  # of several the longest: just under, and under
    return kinds.pop() if len(kinds) == 1 else ABOUT if kinds else ""


def fits(told: Fraction, exact: Fraction, kind: str, most: Fraction, slack: Fraction = Fraction(0)) -> bool:
    """Whether `told` is near the exact number, in the direction that the word says; `slack`: how far it may be on the
    other side, where the exact one is none."""
    if not exact:
        return False
    off = told / exact - 1
    least, largest = -most, most
    if kind == OVER:
        largest = slack
    elif kind == UNDER:
        least = -slack
    return least <= off <= largest


def significant(number: Fraction) -> int:
    """How many figures a number has before those that are noughts alone."""
    if not number:
        return 0
    digits = f"{float(number):.9e}".partition("e")[0].replace(".", "")
    return len(digits.rstrip("0"))


def rounded(number: Fraction, figures: int) -> Fraction:
    """The number with so many figures, half upwards."""
    if not number:
        return number
    place = int(f"{float(number):e}".partition("e")[2]) - figures + 1
    scale = Fraction(10) ** place
    return (number / scale + Fraction(1, 2)).__floor__() * scale


@cache
def _before(kind: str, language: str) -> re.Pattern[str] | None:
    words = _words(kind, language)
    start = "" if language in languages.having("caseless") else r"(?<!\w)"
    return re.compile(rf"{start}({_any(words)})(?:(?<=['’])|{_GAP})", re.I) if words else None


@cache
def _behind(kind: str, language: str) -> re.Pattern[str] | None:
    words = _words(f"{kind}_behind", language)
    return re.compile(_any(words), re.I) if words else None


def _any(words: str) -> str:
    entries = sorted(parts(words), key=len, reverse=True)
    return "(?:" + "|".join(entry.replace(" ", r"\s+") for entry in entries) + ")"


def _words(table: str, language: str) -> str:
    return _tables().get(table, {}).get(_ALIKE.get(language, language), "")


@cache
def _tables() -> dict[str, dict[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
