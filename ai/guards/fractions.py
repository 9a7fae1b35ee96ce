"""Parts and multiples in words: half, two thirds, tripled, one in five; from `data/fractions.toml`."""

import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from ai.guards import clocks, halves, numerals, quantities
from ai.guards.claims import ordered
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.ratios import is_told
from ai.guards.reading import LETTER, plain
from ai.guards.rounds import MILLIONS
from ai.guards.wide import PART, part

_FILE = Path(__file__).parent / "data" / "fractions.toml"
_WRITTEN = re.compile(r"(?<![\d/.,])([1-9])/([2-9]|10)(?![\d/])")
_SIGNS = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
# Of two that are compared it says of which this is told: half as many as in 2013.
_THAN = r"\w*\s+(?:\w+\s+){0,2}(?:wie|als|as|than|que|di|che|da|som|jako|co|ako|än|end|enn)\b"
_ROOTS = {
    Fraction(1, 2): re.compile(r"\b(?:half|halb|halv|demi|semi|medio|media|mezz|meia|meio|poł|pół|půl)|半|반", re.I),
    Fraction(1, 4): re.compile(r"\b(?:viertel|kwart|quart|kvart|cuart|fjärdedel|fjerdedel|ćwierć|čtvrt)", re.I),
    Fraction(2): re.compile(r"双|雙|倍|翻番|두 배|二重"),
    Fraction(1, 3): re.compile(r"\b(?:drittel|tredjedel|tiers|terz|terci|derde)", re.I),
}
_RATIOS = {
    language: rf"(?<!\w)(?P<one>{LETTER}+)(?: {LETTER}+)? (?:{between})"
    rf" (?P<other>{LETTER}+)(?!\w)(?=(?: (?P<next>{LETTER}+))?)"
    for language, between in (
        ("en", "in|out of"),
        ("de", "von|aus"),
        ("fr", "sur"),
        ("es", "de cada"),
        ("it", "su"),
        ("nl", "op de|van de"),
        ("pt", "em cada"),
        ("sv", "av"),
    )
}
_WORDS = re.compile(rf"{LETTER}+")
# Six of them, and no part.
_DOZEN = re.compile(
    r"(?<!\w)(?:half|halbe[sn]?|demie?|medi[oa]|mezz[oa]|meia|halvt?|halve|pół)[ -](?:a |an )?"
    r"(?:dozens?|dutzend|douzaines?|docenas?|dozzin[ae]|dúzias?|dozijn|dussin|dusin|tuzina?)(?!\w)",
    re.I,
)
_ONES = frozenset(("a", "one", "un", "une", "el", "ein", "eine", "einem", "een", "um", "uma", "uno", "en", "ett", "et"))
MOST_RATIO = 10
MOST_PARTS = 2
LEAST_STEM = 5
NEARLY = 6  # points of a percentage
PLAIN = ("", "pct", "point")  # units of which a part may be told


@by_length
def fractions(text: str, language: str) -> dict[Fraction, str]:
    """The parts and multiples that the text names → how."""
    read = MILLIONS.sub(" ", _DOZEN.sub(" ", halves.without(plain(text), language)))
    read = past.sub(" ", read) if (past := clocks.pattern(language)) else read  # alle sette e un quarto
    found: dict[Fraction, str] = {}
    for expression, value in _table(language):
        if match := expression.search(read):
            found.setdefault(value, match.group())
            read = expression.sub(" ", read)
    for match in _WRITTEN.finditer(read):
        found.setdefault(Fraction(int(match[1]), int(match[2])), match.group())
    for match in PART.finditer(read):
        found.setdefault(part(match), match.group())
    return found | {value: sign for sign, value in _SIGNS.items() if sign in read}


@by_length
def in_letters(text: str, language: str) -> dict[Fraction, str]:
    """Three in four, drei von vier → how; not one in ten years. They may be counts as well: eine von drei Töchtern."""
    table = numerals.cardinals(language)
    found: dict[Fraction, str] = {}
    for match in re.finditer(_RATIOS[language], plain(text), re.I) if language in _RATIOS else ():
        one, other = (table.get(match[name].lower(), 0) for name in ("one", "other"))
        if 0 < one < other <= MOST_RATIO and quantities.unit_of(match["next"] or "") not in quantities.LEAST_UNITS:
            found.setdefault(Fraction(one, other), match.group())
    return found


def said(text: str, language: str, other: str, other_language: str) -> frozenset[str]:
    """The words of the parts that the text names, the three of three quarters; those of three in four where the other
    text has that part."""
    known = {*fractions(other, other_language), *in_letters(other, other_language)}
    known |= {v / 100 for one in figures(other, other_language) for v in one.values if isinstance(v, Fraction)}
    raws = [raw for value, raw in in_letters(text, language).items() if value in known]
    return frozenset(
        word for raw in (*fractions(text, language).values(), *raws) for word in _WORDS.findall(raw.lower())
    )


def unfounded(answer: str, source: str, codes: tuple[str, str]) -> list[str]:
    """Parts that the text neither names nor gives in per cent, in minutes, or as 12 of 24."""
    mine, known = fractions(answer, codes[0]), fractions(source, codes[1]) | in_letters(source, codes[1])
    known = dict(_with_ordinals(source, codes[1])) | known
    halves = {value % 1 for value in known if value > 1} - {0}  # one and a half is a half more than one
    new = {value: raw for value, raw in mine.items() if value not in known and value % 1 not in halves}
    new = {value: raw for value, raw in new.items() if not (value > 1 and value % 1 in known)}
    # Twice as many as in 2013: in 2013 it was half as many.
    new = {
        value: raw
        for value, raw in new.items()
        if not (1 / value in known and _is_turned(raw, answer, known[1 / value], source))
    }
    read = plain(source)
    new = {v: raw for v, raw in new.items() if not (raw in _SIGNS and v in _ROOTS and _ROOTS[v].search(read))}
    if not new or not _table(codes[1]):
        return []
    told = figures(source, codes[1])
    sizes = {v for one in told if one.unit in PLAIN for v in one.values if isinstance(v, Fraction)}
    sizes |= {v for one in told for v in one.values if isinstance(v, Fraction) and v > 1 and v in new}
    ratios = {*ratios_of(source, codes[1]), *(_in_compounds(source, codes[1]) if codes[0] != codes[1] else ())}
    shares = {v for one in told if one.unit == "pct" for v in one.values if isinstance(v, Fraction)}
    new = {value: raw for value, raw in new.items() if not _is_derived(value, sizes, shares) and value not in ratios}
    gone = [value > 1 for value in known if value not in mine]  # another came in its place
    return [raw for value, raw in new.items() if (value > 1) in gone or not is_told(value, raw, answer, source, codes)]


def _with_ordinals(text: str, language: str) -> Iterator[tuple[Fraction, str]]:
    """A third, trois cinquièmes: what may be a part in the text, though it may be a place as well."""
    table = numerals.table(language)
    words = _WORDS.findall(plain(text).lower())
    for first, second in zip(words, words[1:], strict=False):
        lower, is_place = table.get(second, (0, False)) if second in table else table.get(second[:-1], (0, False))
        upper = 1 if first in _ONES else table.get(first, (0, True))[0]
        if is_place and 0 < upper < lower <= MOST_RATIO:
            yield Fraction(upper, lower), f"{first} {second}"


def _in_compounds(source: str, language: str) -> Iterator[Fraction]:
    """Parts that another language writes within a word, or as an adverb: een kwartslag, half warm, Viertelkreis."""
    read = plain(source)
    for raw in fractions(source, language).values():
        read = read.replace(raw, " ")
    yield from (value for value, pattern in _ROOTS.items() if pattern.search(read))


def _is_turned(raw: str, answer: str, told: str, source: str) -> bool:
    """Not where both are told against the same."""
    mine, theirs = _against(raw, answer), _against(told, source)
    return not mine or not mine & theirs


def _against(raw: str, text: str) -> frozenset[str]:
    match = re.search(re.escape(raw) + _THAN + r"(.{0,40})", plain(text), re.I)
    return (
        frozenset(word[:LEAST_STEM] for word in re.findall(r"\w{4,}|\d+", match[1].lower())) if match else frozenset()
    )


def _is_derived(value: Fraction, sizes: set[Fraction], told: set[Fraction]) -> bool:
    """Named as it is, or nearly so: 49.1 per cent are not quite a half."""
    return bool({value * 100, value} & sizes) or any(abs(one - value * 100) <= NEARLY for one in told)


def ratios_of(text: str, language: str) -> Iterator[Fraction]:
    """Of 12 of 24 the part; of from 12 to 24 the multiple, and the half."""
    for (kind, _), pairs in ordered(text, language).items():
        for first, second in pairs:
            ones = [value for value in first if isinstance(value, Fraction) and value]
            others = [value for value in second if isinstance(value, Fraction) and value]
            ratios = [one / other if kind == "of" else other / one for one in ones for other in others]
            yield from (ratio for ratio in ratios if kind == "of" or ratio.denominator <= MOST_PARTS)


@cache
def _table(language: str) -> tuple[tuple[re.Pattern[str], Fraction], ...]:
    with _FILE.open("rb") as file:
        rows = tomllib.load(file).get(language, {})
    start, end = (r"(?<!\d)", "") if rows.pop("wide", False) else (r"(?<!\w)", r"(?!\w)")
    spaced = ((re.sub(" +", r"\\s+", words), value) for words, value in rows.items())
    made = [(re.compile(rf"{start}(?:{words}){end}", re.IGNORECASE), Fraction(value)) for words, value in spaced]
    return tuple(sorted(made, key=lambda row: -len(row[0].pattern)))
