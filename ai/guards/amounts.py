"""Amounts told in two steps, parts of a year, and fractions as they are written: 3 euros 80, Halbjahr, Q1, 2/3."""

import re
from collections.abc import Iterator
from fractions import Fraction

from ai.guards import numerals, quantities
from ai.guards.figure import Figure
from ai.guards.reading import LETTER

# 3 euro e 80: two digits behind the money, and no word of what they might count.
_PRICE = re.compile(
    rf"(?<![\w.,-])(?P<whole>\d{{1,6}}|{LETTER}{{1,30}}(?:-{LETTER}{{1,30}}){{0,4}})\s?"
    rf"(?P<unit>euros?|€|dollars?|dollari|dólares|pounds?|pfund|livres|libras|sterline|franken|francs)\s(?:e|y|con|und|and|et|en)?\s?(?P<rest>\d\d|{LETTER}{{1,30}}(?:-{LETTER}{{1,30}}){{0,4}})"
    r"(?=\s?(?:[.,;:!?)\]»”\"]|$|\n|[–—]|(?:a|al|à|il|le|la|el|per|pro|por|par|je|each|für|for|in|im|am|como|come|comme|als|as|wie|de|di|die|der|das|the|und|and|et|y|e|of|ou|o|or|oder)\b))",
    re.I,
)
# Half-years and quarters are so many months, whichever is meant.
_PERIODS = {
    6: r"\b(?:first|second|1st|2nd|opening|closing) half"
    r"(?= of (?:the |this |last |next )?(?:business |financial )?(?:year|\d{4})| year|[.,;:!?)]"
    r"|\s(?:it|as|the|we|they|he|she|and)\b)"
    r"|\bhalf[- ]year\b|\bH[12]\b|halbjahr\w*|jahreshälfte|\bsemestres?\b|\bsemestr[ei]\b|\bhalfjaar\b"
    r"|\bhelft van het jaar\b|\bmitad del año\b|\bmoitié de l['’]année\b|\bmetà dell['’]anno\b|\bhalvår\w*"
    r"|\bpółrocz\w+",
    3: r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th|last) quarter\b|\bQ[1-4]\b|quartal\w*|trimest\w+"
    r"|\bkwartaal\b|\bkwartał\w*|\bkvartal\w*",
}
_FRACTION = re.compile(r"(?<![\d.,/])([1-9])/([2-9]|10)(?![\d/])")
LARGEST_REST = 100


def amounts(text: str, language: str) -> Iterator[tuple[re.Match[str], Figure]]:
    """Prices of two numbers, each with the text that says it."""
    table = numerals.cardinals(language)
    for match in _PRICE.finditer(text):
        whole, rest = (_number(match[name], table) for name in ("whole", "rest"))
        if whole is None or rest is None or not 10 <= rest < LARGEST_REST:
            continue
        kind = "digits" if match["whole"].isdigit() else "word"
        values = frozenset({whole + rest / 100})
        yield match, Figure(match.group(), values, kind, quantities.unit_of(match["unit"]), start=match.start())
    for match in _FRACTION.finditer(text):
        part = Fraction(int(match[1]), int(match[2]))
        if part < 1:
            yield match, Figure(match.group(), frozenset({part}), "other", start=match.start())


def periods(text: str) -> Iterator[Figure]:
    """What is named without its months may be told in months."""
    for months, shape in _PERIODS.items():
        for match in re.finditer(shape, text, re.I):
            values = frozenset({("months", Fraction(months))})
            yield Figure(match.group(), values, "other", start=match.start())


def _number(said: str, table: dict[str, int]) -> Fraction | None:
    if said.isdigit():
        return Fraction(int(said))
    known = table.get(said.lower())
    return None if known is None else Fraction(known)
