"""Round numbers and places told without a number: a couple thousand, a quarter of a million, drittgrößte."""

import re
from collections.abc import Iterator
from fractions import Fraction

from ai.guards import quantities
from ai.guards.figure import Figure
from ai.guards.reading import LETTER

_ROUND = re.compile(
    r"\b(?:the|couple|couple of|few|several|many|some|next|last|per) (hundred|thousand)(?: (million|billion))?\b", re.I
)
_FACTORS = {"million": 10**6, "billion": 10**9}
_ORDERED = re.compile(
    r"\b(zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)"
    r"(?=größt|höchst|best|ält|läng|stärk|wichtig|teuer|häufig|meist|beliebt)\w+",
    re.I,
)
_ORDERS = ("zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
_NEXT_NUMBER = re.compile(rf"\s?(?:-|–|\w{{1,7}})\s?[€$£¥]?\s?\d[\d.,]*\s?({LETTER}+\.?)", re.IGNORECASE)
_BRACKETED = re.compile(rf"\d\s?({LETTER}+\.?)(?:\s\w+)?\s\($")
SHARED = 1000
MILLIONS = re.compile(
    r"\b(?:(?P<quarter>a quarter of a million|(?:eine? )?viertelmillion|un quart de million|un cuarto de millón"
    r"|un quarto di milione|een kwart miljoen)"
    r"|(?P<most>three quarters of a million|(?:eine )?dreiviertelmillion|trois quarts de million))\b",
    re.I,
)


_MANY = re.compile(r"\b(tens|dozens|hundreds|thousands) of (thousands|millions|billions)?\b", re.I)
_SIZES = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1000}


def named(text: str, language: str) -> Iterator[Figure]:
    """A couple thousand, the hundred billion: no claim, and what another language says of them is none. The third of
    drittgrößte."""
    for match in _ROUND.finditer(text) if language == "en" else ():
        size = 100 if match[1].lower() == "hundred" else 1000
        factor = _FACTORS.get((match[2] or "").lower(), 1)
        yield Figure(match.group(), frozenset({Fraction(size), Fraction(size * factor)}), "other", start=match.start())
    for match in _MANY.finditer(text) if language == "en" else ():
        size = _SIZES[match[1].lower()]
        factor = {"thousands": 1000, "millions": 10**6, "billions": 10**9}.get((match[2] or "").lower(), 1)
        yield Figure(match.group(), frozenset({Fraction(size), Fraction(size * factor)}), "other", start=match.start())
    for match in _ORDERED.finditer(text) if language == "de" else ():
        place = 2 + _ORDERS.index(match[1].lower())
        yield Figure(match.group(), frozenset({Fraction(place)}), "ordinal", start=match.start())


def millions(match: re.Match[str]) -> Iterator[Figure]:
    """A quarter of a million are 250,000."""
    yield Figure(match.group(), frozenset({Fraction(250_000 if match["quarter"] else 750_000)}), start=match.start())


def shared_factors(text: str, span: tuple[int, int], language: str) -> Iterator[int]:
    """Between 100 and 110 million: the first is in millions too; so is the last of 38.5 million kronor (34.1)."""
    behind = _NEXT_NUMBER.match(text, span[1])
    before = _BRACKETED.search(text[max(0, span[0] - 40) : span[0]])
    for match in (behind, before):
        factor = quantities.factor_of(match.group(1), language) if match else 0
        if factor >= SHARED:
            yield int(factor)
