"""Numbers with a half or a quarter: three and a half years, dreieinhalb Stunden, un an et demi, 3½, half an hour."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from ai.guards import numerals, quantities
from ai.guards.memory import by_length
from ai.guards.reading import LETTER

_FILE = Path(__file__).parent / "data" / "halves.toml"
_HALF = Fraction(1, 2)
_PARTS = (_HALF, Fraction(1, 4), Fraction(3, 4))
_ALONE = (Fraction(3, 2), *_PARTS)
_SIGNS = {"½": _HALF, "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_SIGNED = re.compile(rf"(?<![\d.,/])(?P<n>\d{{1,3}})?\s?(?P<sign>[{''.join(_SIGNS)}]|(?<=\d )[1-3]/[2-4](?!\d))")
_WORD = rf"{LETTER}+"
_NOON = re.compile(r"(?<![\w-])meio-dia(?!\w)", re.I)
_FOLLOWED = re.compile(rf"[ -]?({_WORD}|%)")
LEAST_FACTOR = 1000
LARGEST = 100  # of number words that a half is added to


@dataclass(frozen=True)
class Mixed:
    raw: str
    value: Fraction
    unit: str
    start: int
    is_scaled: bool = False  # a million stands behind it

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


@by_length
def mixed(text: str, language: str) -> tuple[Mixed, ...]:
    """All such numbers in `text`, in order; none overlaps another."""
    found: list[Mixed] = []
    for one in sorted(_all(text, language), key=lambda one: (one.start, -len(one.raw))):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def without(text: str, language: str) -> str:
    """Blanks in their place: a half that belongs to a number, or has a unit, is no part of anything."""
    for one in (one for one in mixed(text, language) if one.value > 1 or one.unit or one.is_scaled):
        text = f"{text[: one.start]}{' ' * len(one.raw)}{text[one.end :]}"
    return text


def _all(text: str, language: str) -> Iterator[Mixed]:
    for match in _SIGNED.finditer(text):
        sign = match["sign"]
        part = _SIGNS.get(sign) or Fraction(sign)
        if match["n"] or sign in _SIGNS:
            yield Mixed(
                match.group(), int(match["n"] or 0) + part, _unit_at(text, match.end(), language), match.start()
            )
    noons = {match.start() for match in _NOON.finditer(text)}
    for kind, value, pattern in _patterns(language):
        for match in pattern.finditer(text):
            if match.start() not in noons and (made := _made(kind, value, match, text, language)) is not None:
                yield made


def _made(kind: str, part: Fraction, match: re.Match[str], text: str, language: str) -> Mixed | None:
    number = Fraction(0) if kind == "alone" else _number(match["n"], language)
    if kind == "behind":
        return Mixed(match.group(), number + part, _unit_at(text, match.end(), language), match.start())
    unit, value = quantities.unit_in(match["unit"], language), number + part
    if unit in quantities.LEAST_UNITS:
        return Mixed(match.group(), value, unit, match.start())
    factor = quantities.factor_of(match["unit"], language)
    if factor < LEAST_FACTOR or part < _HALF or not value:
        return None
    if kind == "alone":  # anderthalb Millionen: what multiplies it is read behind it
        return Mixed(text[match.start() : match.start("unit")].rstrip(" -"), value, "", match.start(), is_scaled=True)
    unit = quantities.unit_behind(text, match.end(), is_scaled=True)
    return Mixed(match.group(), value * factor, unit, match.start())


def _unit_at(text: str, end: int, language: str) -> str:
    match = _FOLLOWED.match(text, end)
    return quantities.unit_in(match.group(1), language) if match else ""


def _number(said: str | None, language: str) -> Fraction:
    if not said:
        return Fraction(1)  # hora y media
    if said.isdigit():
        return Fraction(int(said))
    return Fraction(numerals.cardinals(language).get(said.lower().replace("’", "'"), 1))


@cache
def _patterns(language: str) -> tuple[tuple[str, Fraction, re.Pattern[str]], ...]:
    """(kind, what is added, what it looks like)."""
    table = _tables().get(language)
    if not table:
        return ()
    words = (word for word, value in numerals.cardinals(language).items() if value < LARGEST)
    said = "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace("'", "['’]")
    number = rf"(?P<n>\d{{1,3}}|{said})"
    made: list[tuple[str, Fraction, str]] = []
    for kind in ("glued", "behind"):
        made += [("behind", part, f"{number}{said}") for part, said in zip(_PARTS, table.get(kind, ()), strict=False)]
    for part, said in zip(_PARTS, table["unit"], strict=True):
        made += [("unit", part, rf"(?:{number}[ -]?)?(?P<unit>{_WORD}) (?:{said})(?!\w)")] if said else []
    for part, said in zip(_ALONE, table["alone"], strict=True):
        for one in said.split("|") if "(" not in said else [said]:
            made += [("alone", part, rf"(?:{one.removesuffix('=')}){_gap(one)}(?P<unit>{_WORD})")] if one else []
    return tuple((kind, part, re.compile(rf"(?<!\w){shape}", re.I)) for kind, part, shape in made)


def _gap(said: str) -> str:
    return " ?" if said.endswith(("=", "’]", "-]")) else "[ -]"


@cache
def _tables() -> dict[str, dict[str, Any]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
