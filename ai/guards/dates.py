"""Months and weekdays that a text names in words, by language, from `data/dates.toml`; for `numbers.py`."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ai.guards.memory import by_length
from ai.guards.reading import LETTER, plain

_FILE = Path(__file__).parent / "data" / "dates.toml"
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|['’ʼ-])*")
_BEHIND = re.compile(rf"({LETTER}+-?)\s*\Z")
_WIDE_DAY = re.compile(r"([月火水木金土日])曜|(?:星期|礼拜|禮拜|周|週)([一二三四五六日天])|([월화수목금토일])요일")
_WIDE_DAYS = ("月一월", "火二화", "水三수", "木四목", "金五금", "土六토", "日天일")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th|er|\.|º)?[\s-]?(?:of |de )?\Z")
_DAY_BEHIND = re.compile(r"\.?\s?\d")
LONGEST_ENDING = 7
_PART_OF_DAY = re.compile(  # lördagskvällen
    r"(?<=dag)s?(?:kväll\w{0,3}|morgon\w{0,3}|natt\w{0,3}|eftermiddag\w{0,3}|förmiddag\w{0,3}|aften\w{0,3}|nat\w{0,3}|formiddag\w{0,3}"
    r"|ettermiddag\w{0,3}|kveld\w{0,3}|avond|middag|ochtend|nacht|namiddag|voormiddag)\Z"
)
LONGEST_SHORT_DAY = 5  # letters


@by_length
def months(text: str, language: str) -> dict[str, int]:
    """Names of months in `text` → their number; none where the language is in no table."""
    return {word: place + 1 for word, place in _named(plain(text), language, "months")}


@by_length
def weekdays(text: str, language: str) -> dict[str, int]:
    """Names of weekdays in `text` → their number, Monday is 0."""
    read = plain(text)
    wide = {
        match.group(): next(n for n, marks in enumerate(_WIDE_DAYS) if (match[1] or match[2] or match[3]) in marks)
        for match in _WIDE_DAY.finditer(read)
    }
    return wide | dict(_named(read, language, "days"))


def short_month(text: str, start: int, end: int, language: str) -> list[int]:
    """The month that an abbreviation right beside a number means: Feb. 28, 3 févr.; none without a number."""
    short = _short(language).get(text[start:end].lower())
    return [short] if short and is_beside_day(text, start, end) else []


def is_beside_day(text: str, start: int, end: int) -> bool:
    """Whether a number stands right before or behind the word."""
    return bool(_DAY_BEFORE.search(text[max(0, start - 8) : start]) or _DAY_BEHIND.match(text, end))


def is_name(word: str, language: str) -> bool:
    """Whether the word, wherever it stands, may name a month or a weekday: Março, Maja."""
    lower = word.lower().replace("’", "'")
    for kind in ("months", "days"):
        whole, stems = _table(kind, language)
        near = (stem for stem, _ in stems if lower.startswith(stem))
        if lower in whole or any(len(lower) <= len(stem) + LONGEST_ENDING for stem in near):
            return True
    return False


def is_short(token: str, language: str) -> bool:
    """Whether the word is how a month is abbreviated."""
    return token.lower().rstrip(".") in _short(language)


def is_short_day(token: str, language: str, text: str) -> bool:
    """Wed, where the text names a Wednesday."""
    bare = token.lower().rstrip(".")
    named = weekdays(text, language) if 1 < len(bare) <= LONGEST_SHORT_DAY else {}
    return any(day.lower().startswith(bare) for day in named)


@cache
def _short(language: str) -> dict[str, int]:
    rows = _tables()["short"].get(language, "").split("/")
    return {form: place for place, forms in enumerate(rows, 1) for form in forms.split()}


def _named(text: str, language: str, kind: str) -> Iterator[tuple[str, int]]:
    whole, stems = _table(kind, language)
    if not whole and not stems:
        return
    for match in _WORD.finditer(text):
        word = match.group().replace("’", "'")
        lower = _PART_OF_DAY.sub("", word.lower().removesuffix("'s"))
        found = whole.get(lower) or next(
            (entry for stem, entry in stems if lower.startswith(stem) and len(lower) <= len(stem) + LONGEST_ENDING),
            None,
        )
        if found and _is_meant(found[1], word, text[max(0, match.start() - 16) : match.start()], language):
            yield word, found[0]


def _is_meant(mark: str, word: str, before: str, language: str) -> bool:
    """Whether a word that may mean something else is the month: by its capital, or by the preposition before it."""
    if mark == "^":
        return word[0].isupper()
    if mark == "+":
        behind = _BEHIND.search(before)
        said = behind.group(1).lower() if behind else ""
        return said in _before(language) and (language != "en" or word[0].isupper())
    return True


@cache
def _table(kind: str, language: str) -> tuple[dict[str, tuple[int, str]], tuple[tuple[str, tuple[int, str]], ...]]:
    whole: dict[str, tuple[int, str]] = {}
    stems = []
    for place, forms in enumerate(_tables()[kind].get(language, "").split("/")):
        for form in forms.split():
            mark = form[0] if form[0] in "^+" else ""
            word = form.lstrip("^+")
            if word.endswith("*"):
                stems.append((word[:-1], (place, mark)))
            else:
                whole[word] = (place, mark)
    return whole, tuple(stems)


@cache
def _before(language: str) -> frozenset[str]:
    return frozenset(_tables()["before"].get(language, "").split())


@cache
def _tables() -> dict[str, dict[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


_GERMAN = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)


def compound_month(word: str, language: str) -> list[int]:
    """An Septembertagen: the month that a German word begins with."""
    if language != "de":
        return []
    named = ((place, name) for place, name in enumerate(_GERMAN, 1) if len(name) > 3)
    return next(([place] for place, name in named if len(word) > len(name) + 2 and word.startswith(name)), [])
