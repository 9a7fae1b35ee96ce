"""How many are listed: three scientists, A, B and C; three prizes of 1,500, 800 and 400 euros."""

import re
from collections.abc import Iterator
from functools import cache

from ai.guards import claims, tables
from ai.guards.digits import normal
from ai.guards.figure import Figure
from ai.guards.figures import figures
from ai.guards.memory import by_length
from ai.guards.reading import plain

LEAST, MOST = 2, 12
LONGEST = 70  # characters of an entry that stands between two others
BEHIND = 400  # characters behind a number within which what it counts is listed
_ENTRIES = re.compile(r"<li\b|<tr\b(?!(?:(?!</tr>).){0,2000}<th\b)|</[ou]l>|</table>", re.S | re.I)
_LINE = re.compile(r"^[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+\S")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_RULE = re.compile(r"^[\s:|-]+$")
_APART = re.compile(r"(?<=[^\W\d]{3})[.!?…]+(?=\s|$)|(?<=\d)\.(?=\s+[A-ZÀ-ŽА-Я]|\s*$)|[;:()\n。！？；：]|\s[–—-]\s")
_COMMA = r",\s|[、،]|，"
_STOP = re.compile(r"(?<=[^\W\d]{3})[.!?…](?=\s|$)|\n|[。！？]")
_CONJUNCTIONS = {
    "en": "and|or", "de": "und|oder|sowie", "fr": "et|ou|ainsi que", "es": "y|e|o|u", "it": "e|ed|o|od", "nl": "en|of",
    "pt": "e|ou", "sv": "och|eller|samt", "da": "og|eller|samt", "no": "og|eller|samt", "pl": "i|oraz|lub|a także",
    "cs": "a|nebo|i", "sk": "a|alebo", "ru": "и|или", "uk": "і|та|й|або", "tr": "ve|veya|ile", "fi": "ja|tai|sekä",
    "hu": "és|vagy|valamint", "ro": "și|sau", "ca": "i|o",
}  # fmt: skip
_WIDE = r"[和与與及と]|以及|そして|および|과\s|와\s|\s및\s"


def is_counted(one: Figure, read: str, source: str, codes: tuple[str, str]) -> bool:
    """Whether a small number is how many entries a list has, in the text or right behind the number. Not one that the
    text gives to the same noun."""
    if one.kind not in ("word", "digits") or one.unit or not LEAST <= one.size <= MOST or one.size.denominator > 1:
        return False
    count = int(one.size)
    if count in _behind(one, read, codes[0]) or count in lists(source):
        return True
    if codes[0] != codes[1] or count not in enumerated(source, codes[1]):
        return False
    noun = claims.noun_behind(read, one, codes[0])
    return bool(noun) and noun not in _counted_nouns(source, codes[1])


def _behind(one: Figure, read: str, language: str) -> frozenset[int]:
    """How many entries are listed behind the number, up to the end of its sentence or of the list below it."""
    plainly = normal(tables.with_units(read, language))
    end = one.start + len(one.raw)
    told = _STOP.split(plainly[end : end + BEHIND])[0]
    counts = frozenset(count for part in _APART.split(told) for count in _counts(part, language, is_open=True))
    return counts | lists(read) if told.rstrip().endswith((":", "：")) else counts


@by_length
def lists(text: str) -> frozenset[int]:
    """How many entries each list has, and how many rows each table, with its head or without."""
    found: list[int] = []
    count = 0
    for match in _ENTRIES.finditer(text):
        if match.group().startswith("</"):
            found, count = [*found, count], 0
        else:
            count += 1
    for shape, head in ((_LINE, 0), (_ROW, 1)):
        count = 0
        for line in [*text.split("\n"), ""]:
            if shape.match(line):
                count += not _RULE.match(line)
            elif line.strip() or shape is _ROW or count < LEAST:
                found, count = [*found, count - head], 0
        found.append(count - head)
    return frozenset(found)


@by_length
def enumerated(text: str, language: str) -> frozenset[int]:
    """How many entries the enumerations in sentences have."""
    return frozenset(count for part in _APART.split(plain(text)) for count in _counts(part, language))


def _counts(part: str, language: str, *, is_open: bool = False) -> Iterator[int]:
    """Of a clause: the commas before each `and`, with short entries between them, and one more; `is_open`: the last
    entry may have no `and` before it."""
    entries, before = 1, 0
    for match in _marks(language).finditer(part):
        entries = entries + 1 if match.start() - before <= LONGEST or entries == 1 else LEAST
        before = match.end()
        if match["and"]:
            yield entries
            entries = 1
    if is_open and entries > LEAST:
        yield entries


@cache
def _marks(language: str) -> re.Pattern[str]:
    words = _CONJUNCTIONS.get(language, "")
    conjunction = rf",?\s(?:{words})\s|{_WIDE}" if words else _WIDE
    return re.compile(rf"(?P<and>{conjunction})|{_COMMA}", re.I)


@by_length
def _counted_nouns(text: str, language: str) -> frozenset[str]:
    known = (one for one in figures(text, language) if one.kind in ("word", "digits") and one.size > 1)
    return frozenset(noun for one in known if (noun := claims.noun_behind(text, one, language)))
