"""Dates in running text, whatever the language writes them like: (year, month, day), 0 where the text leaves it out."""

import re

from ai.local.tables import MONTH_NUMBERS

Day = tuple[int, int, int]
_COMMON = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "mai",
        "oktober",
        "dezember",
    ]
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b(?!\.\d)")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|ª)?\.?\s+(?:de\s+|of\s+)?([^\W\d_]{3,})\.?(?:\s+(?:de\s+)?(\d{4}))?\b"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?\b(?![.:,]\d)")
_MONTH_YEAR = re.compile(r"\b([^\W\d_]{3,})\s+(?:de\s+)?(\d{4})\b")
_SHORT = {name[:3]: number for name, number in MONTH_NUMBERS.items() if name in _COMMON}
_VIETNAMESE = re.compile(r"\b(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?", re.IGNORECASE)
_EASTERN = re.compile(r"(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일]")


def found(text: str) -> dict[Day, str]:
    """Each date with the words that say it, in the order of the text."""
    hits: list[tuple[int, Day, str]] = []
    for match in _ISO.finditer(text):
        hits.append((match.start(), (int(match[1]), int(match[2]), int(match[3])), match.group()))
    for match in _EASTERN.finditer(text):
        hits.append((match.start(), (int(match[1]), int(match[2]), int(match[3])), match.group()))
    for match in _VIETNAMESE.finditer(text):
        hits.append((match.start(), (int(match[3] or 0), int(match[2]), int(match[1])), match.group()))
    for match in _NUMERIC.finditer(text):
        hits.append((match.start(), (int(match[3]), int(match[2]), int(match[1])), match.group()))
    for match in _DAY_FIRST.finditer(text):
        hits.append((match.start(), (int(match[3] or 0), _month(match[2]), int(match[1])), match.group()))
    for match in (match for match in _MONTH_FIRST.finditer(text) if match[1][0].isupper()):
        hits.append((match.start(), (int(match[3] or 0), _month(match[1]), int(match[2])), match.group()))
    for match in _MONTH_YEAR.finditer(text):
        hits.append((match.start(), (int(match[2]), _month(match[1]), 0), match.group()))
    real = [hit for hit in sorted(hits) if 1 <= hit[1][1] <= 12 and hit[1][2] <= 31]
    whole = [hit for hit in real if not any(hit is not other and _within(hit, other) for other in real)]
    return {day: words for _, day, words in reversed(whole)}


def agree(one: Day, other: Day) -> bool:
    """The same date as far as both say it."""
    return all(mine == theirs or 0 in (mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _within(hit: tuple[int, Day, str], other: tuple[int, Day, str]) -> bool:
    """Whether the words stand inside longer ones that name a date."""
    return other[0] <= hit[0] and hit[0] + len(hit[2]) <= other[0] + len(other[2]) and len(hit[2]) < len(other[2])


def _month(word: str) -> int:
    """A month's name, or the first three letters of its English or German one."""
    low = word.casefold()
    return MONTH_NUMBERS.get(low) or _SHORT.get(low, 0)
