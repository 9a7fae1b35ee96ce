"""Number words by language, from `data/numerals.json`."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ai.guards.reading import folded

# Languages that write a number as one word: centoventi, zweihundertfünfzig.
_JOINING = ("it", "de", "nl", "sv", "da", "no")
# Endings of cases, and the numbers that are other words with them: onu, yüzden, biri.
_TURKISH = (
    *(f"{first}{vowel}{last}" for first in "dt" for vowel in "ae" for last in ("", "n")),
    *(f"{first}{vowel}" for first in ("", "y") for vowel in "aeıiuü"),
    *(f"{first}{vowel}{last}" for first, last in (("s", ""), ("", "n"), ("n", "n")) for vowel in "ıiuü"),
)
_PRONOUNS = ("on", "yüz", "bir")
LEAST_BARE = 7  # letters of a word that may lack its accents
_THOUSAND = re.compile(r"(\w{3,}?)(?:tausend|mila|duizend|tusen|tusind)(?:und|en|og|och)?(\w*)")
# A hundred and a thousand that no other number stands before: fyller hundra år.
_ALONE = {
    "de": {"hundert": 100, "tausend": 1000},
    "sv": {"hundra": 100, "tusen": 1000, "ettusen": 1000},
    "da": {"hundrede": 100, "tusind": 1000, "ettusind": 1000},
    "no": {"hundre": 100, "tusen": 1000, "ettusen": 1000},
}
# (letters that the number loses, the endings of its ordinals)
_ORDERED = {
    "en": ("", ()),
    "de": ("", ("ste", "sten", "ster", "stes", "stem")),
    "nl": ("", ("ste",)),
    "fr": ("e", ("ième", "ièmes")),
    "it": ("aeio", ("esimo", "esima")),
}
_PENALTIES = ("elfmeter", "siebenmeter", "neunmeter")
_FILE = Path(__file__).parent / "data" / "numerals.json"


def table(language: str) -> dict[str, tuple[int, bool]]:
    """Word → (number, whether it is an ordinal)."""
    return _tables().get(language, {})


@cache
def cardinals(language: str) -> dict[str, int]:
    return {word: value for word, (value, is_ordinal) in table(language).items() if not is_ordinal}


# What is written to a number: dreijährig, neunköpfig, zweistündig.
_BEHIND = re.compile(
    r"(?:jähr|monat|wöch|tägig|tages|stünd|minüt|sekünd|köpf|stöck|stufig|zeilig|seitig|sitzig|türig|beinig|eckig|gradig|stimmig|teil|bänd|spur|gleis|seit|malig|sprach|stell|prozent|kampf|zimmer|tonn|meter|siffr|ziffr|mal$|maal$"
    r"|enn[ei]$|jarig|maand|weeks|daags|daagse|urig|koppig|delig|åri|dag|veck|månad|timm|ugers|årig|dages|måneders)"
)


def part_of(word: str, table: dict[str, tuple[int, bool]]) -> tuple[str, int]:
    """(how a longer word begins, the number that it means): nine-year-old, dreijährige, fyrsiffrig; ('', 0) if none."""
    if word.startswith(_PENALTIES):
        return "", 0
    first, mark, _ = word.partition("-")
    if mark and table.get(first, (0, True))[1] is False:
        return first, table[first][0]
    if number := _thousands(word, table):
        return word, number
    match = _BEHIND.search(word, 3)
    part = word[: match.start()] if match else ""
    known = (table.get(part + end, (0, True)) for end in ("", "a", "e", "i", "o"))
    number = next((number for number, is_ordinal in known if number > 1 and not is_ordinal), 0)
    return (part, number) if number else ("", 0)


def _thousands(word: str, table: dict[str, tuple[int, bool]]) -> int:
    """Of fünfhunderttausend, cinquecentomila: what stands before the thousand, and what behind it."""
    match = _THOUSAND.fullmatch(word)
    before, behind = (table.get(part, (0, True)) for part in match.groups()) if match else ((0, True), (0, True))
    if not match or before[1] or (match[2] and behind[1]):
        return 0
    return 1000 * before[0] + (behind[0] if match[2] else 0)


@cache
def _read() -> dict[str, dict[str, dict[str, int]]]:
    return dict(json.loads(_FILE.read_text(encoding="utf-8")))


@cache
def _tables() -> dict[str, dict[str, tuple[int, bool]]]:
    found = {}
    for code, kinds in _read().items():
        found[code] = {word: (value, True) for word, value in kinds["ordinal"].items()}
        found[code] |= {word: (value, False) for word, value in _ALONE.get(code, {}).items()}
        if code in _ORDERED:  # forty-second
            found[code] |= dict(_ordinals(code, kinds))
        if code == "no":  # tohundre, to hundre
            found[code] |= {
                word.replace(" ", ""): (value, False) for word, value in kinds["cardinal"].items() if " hundre" in word
            }
        if code == "de":
            found[code] |= {f"{word}{end}": is_one for word, is_one in found[code].items() for end in "nrsm"}
        if code in _JOINING:
            found[code] |= {word: (value, False) for word, value in _joined(kinds["cardinal"]).items()}
        if code == "pl":  # na piąte miejsce
            found[code] |= {
                base + end: is_one
                for word, is_one in found[code].items()
                if word[-1:] in "yi" and " " not in word
                for base in (word[:-1], *([word] if word[-1:] == "i" else []))  # drugiej, trzeciej
                for end in ("a", "e", "ą", "ej", "ego", "emu", "ym", "ych")
            }
        if code == "tr":  # saat dokuzda, dört kişiden üçü
            found[code] |= {
                f"{word}{end}": (value, False)
                for word, value in kinds["cardinal"].items()
                if word not in _PRONOUNS
                for end in _TURKISH
            }
        if code == "it":  # quarantun anni
            found[code] |= {
                word[:-1]: (value, False)
                for word, value in kinds["cardinal"].items()
                if value > 20 and word.endswith("uno")
            }
        if code in ("es", "pt", "it"):  # la nona edizione
            found[code] |= {f"{word[:-1]}a": is_one for word, is_one in found[code].items() if word.endswith("o")}
        if code in ("es", "pt", "ca"):  # quinientos mil
            small = {word: value for word, value in kinds["cardinal"].items() if 1 < value < 1000}
            found[code] |= {f"{word} mil": (1000 * value, False) for word, value in small.items()}
        if code in ("es", "pt"):  # duzentas cartas
            hundreds = {word: value for word, value in kinds["cardinal"].items() if value in range(200, 1000, 100)}
            found[code] |= {re.sub(r"os$", "as", word): (value, False) for word, value in hundreds.items()}
        found[code] |= {word: (value, False) for word, value in kinds["cardinal"].items()}
        found[code] |= {word: (value, False) for word, value in kinds.get("named", {}).items()}
        bare = {folded(word): is_one for word, is_one in found[code].items() if len(word) >= LEAST_BARE}
        found[code] = bare | found[code]  # veintitres, as it is written in haste
    return found


def _ordinals(code: str, kinds: dict[str, dict[str, int]]) -> Iterator[tuple[str, tuple[int, bool]]]:
    """Those from 32 to 99 that the table lacks."""
    for word, value in kinds["cardinal"].items():
        if 31 < value < 100 and " " not in word:
            if code == "en":
                tens, _, one = word.partition("-")
                last = next((name for name, number in kinds["ordinal"].items() if number == value % 10 and one), "")
                yield f"{tens}-{last}" if last else f"{word.removesuffix('y')}ieth", (value, True)
            else:
                yield from ((f"{word.rstrip(_ORDERED[code][0])}{end}", (value, True)) for end in _ORDERED[code][1])


def named(language: str) -> frozenset[str]:
    """Words that tell a number besides something else: a hat-trick, a trio."""
    return frozenset(_read().get(language, {}).get("named", {}))


def _joined(known: dict[str, int]) -> dict[str, int]:
    """Hundreds with what is less, and thousands with hundreds, as one word."""
    small = {word: value for word, value in known.items() if 0 < value < 100 and word.isalpha()}
    hundreds = {word: value for word, value in known.items() if value in range(100, 1000, 100)}
    thousands = {word: value for word, value in known.items() if value in range(1000, 100_000, 1000)}
    made: dict[str, int] = {}
    for large, less in ((hundreds, small), (thousands, hundreds)):
        for first, more in large.items():
            for second, rest in less.items():
                made[first + second] = more + rest
                if first[-1] == second[0] == "o":  # centottanta
                    made[first + second[1:]] = more + rest
    return made
