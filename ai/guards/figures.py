"""Every figure of a text with what it may mean: 1,000.5 · 1.000,5 · 12.11.2026 · 18.30 · 3 Mio. · twelve · 3万2千.

A value is a Fraction, ("month", 11) or ("time", 18, 30). A figure has several where its writing is ambiguous;
two figures are the same if they share one.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ai.guards import dates, quantities
from ai.guards.reading import LETTER, plain, without_list_numbers

_DATA = Path(__file__).parent / "data"
Value = Fraction | tuple[Any, ...]
_SEPARATORS = str.maketrans(
    {"٫": ".", "٬": ",", "，": ",", "．": ".", "％": "%", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-"}
)
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DATE = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\.\s?|[/-])(\d{1,2})(?:\.\s?|[/-])(\d{4}|\d{2})(?![\d])|(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])\s?(?:[:h]|時|点|點|시)\s?([0-5]\d)(?:分|분)?(?![\d:])(?:\s?(uhr|h\b|[ap]\.?\s?m\b\.?))?",
    re.I,
)
_TIME_WITH_DOT = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])\.([0-5]\d)(?![\d.])\s?(uhr|h\b|[ap]\.?\s?m\b\.?)", re.I)
_HOUR = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])\s?(?:(uhr|h\b|時(?!間)|点(?!数)|點|시(?!간)|giờ|часов|o['’]clock)|([ap])\.?\s?m\b\.?)",
    re.I,
)
_WIDE_NUMBER = re.compile(r"(?<![\d.,])((?:\d[\d,]*(?:\.\d+)?\s?[兆億亿万萬千百조억만천백]\s?)+)(\d[\d,]*)?")
_WIDE_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([兆億亿万萬千百조억만천백]+)")
_CJK = re.compile(r"[〇零一二三四五六七八九十百千万萬億亿两兩]+")
_NUMBER = re.compile(r"(?<![A-Za-zÀ-ɏ\d])\d+(?:[.,'’]\d+|(?<=\d) \d{3}(?!\d))*(?!\d)")
_VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+){2,}(?![\w])")
_LITERAL = re.compile(r"(?<![\w.,:/])\d+(?:[.,:/]\d+)+(?![\w/])")
_ROMAN = re.compile(r"\b(?=[IVXLC]{2,})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_WORD = re.compile(rf"{LETTER}+(?:['’ʼ-]{LETTER}+)*")
_LETTERS_AND_MARKS = re.compile(rf"{LETTER}(?:{LETTER}|['’ʼ-])*")
_PER_HUNDRED = re.compile(r"\b(?:per|por|pour|pro|ser) ?(?:cento|ciento|cent|cien)\b", re.I)
_BETWEEN = re.compile(r"\s*(?:-|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bog\b|\boch\b|\ben\b|\bi\b|\bși\b)?\s*", re.I)
_CJK_DIGITS = {
    char: value
    for value, chars in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_CJK_TENS = {"十": 10, "百": 100, "千": 1000}
_CJK_MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8}
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
DOUBTFUL_FACTORS = frozenset(("m", "k", "t", "mi", "mil", "bin", "rb", "mn", "min", "md"))
HALF = Fraction(1, 2)
NEAR = 14  # characters between a month's name and its day or year


@dataclass(frozen=True)
class Figure:
    """kind: digits, month, word (a number in letters), ordinal (one in letters) or other (Roman, Chinese, a month
    alone): those may stand for a number, but need not."""

    raw: str
    values: frozenset[Value]
    kind: str = "digits"
    unit: str = ""
    start: int = 0

    @property
    def size(self) -> Fraction:
        return max((value for value in self.values if isinstance(value, Fraction)), default=Fraction(0))


@lru_cache(maxsize=64)
def figures(text: str, language: str) -> tuple[Figure, ...]:
    """All figures of `text`, in order. `language` (bare code, '' if not known) decides how they are read."""
    reader = _Reader(_normal(text), language)
    return tuple(sorted(reader.read(), key=lambda figure: figure.start))


class _Reader:
    """Takes figures out of the text from the most to the least special; what was taken is blanked."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    def read(self) -> Iterator[Figure]:
        for pattern, meaning in (
            (_ISO, _iso),
            (_DATE, _date),
            (_VERSION, _version),
            (_TIME, _time),
            (_TIME_WITH_DOT, _time),
            (_HOUR, _hour),
        ):
            yield from self._taken(pattern, meaning)
        yield from self._taken(_WIDE_NUMBER, self._wide)
        months = list(self._months())
        yield from months
        yield from self._taken(_NUMBER, self._number)
        yield from self._words()
        yield from self._taken(_ROMAN, _roman)
        yield from self._taken(_CJK, _cjk)

    def _taken(self, pattern: re.Pattern[str], meaning: Any) -> list[Figure]:
        found: list[Figure] = []
        for match in pattern.finditer(self.text):
            if made := list(meaning(match)):
                found += made
                self._blank(match.start(), match.end())
        return found

    def _blank(self, start: int, end: int) -> None:
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"

    def _number(self, match: re.Match[str]) -> Iterator[Figure]:
        raw = match.group()
        values: set[Value] = set(quantities.readings(raw, self.language))
        exact = {Fraction(raw)} if raw.isdigit() else set()
        if is_half := quantities.is_half_behind(match.string, match.end()):
            values |= {value + HALF for value in values if isinstance(value, Fraction)}
        word, end = quantities.word_behind(match.string, match.end() + is_half)
        factor = quantities.factor_of(word, self.language) if word else 0
        unit = quantities.sign_before(match.string, match.start())
        if factor:
            scaled: set[Value] = {value * factor for value in values if isinstance(value, Fraction)}
            values = scaled | (values if word.lower().rstrip(".") in DOUBTFUL_FACTORS else set())
            unit = unit or quantities.unit_behind(match.string, end)
            if word.lower() in DOUBTFUL_FACTORS and self.language not in ("en", "fr"):
                unit = unit or quantities.unit_of(word)
            self._blank(match.end(), end)
        else:
            unit = unit or quantities.unit_behind(match.string, match.end())
        values |= _as_month(match, word) | _as_clock(raw, exact)
        yield Figure(raw, frozenset(values), unit=unit, start=match.start())

    def _wide(self, match: re.Match[str]) -> Iterator[Figure]:
        """3万2千, 1億2000万, 30만: the parts added up."""
        factors = quantities.wide_factors()
        total = Fraction(0)
        for digits, marks in _WIDE_PART.findall(match.group(1)):
            part = Fraction(digits.replace(",", ""))
            for mark in marks:
                part *= factors[mark]
            total += part
        rest = match.group(2) or "0"
        unit = quantities.unit_of(quantities.word_behind(match.string, match.end())[0])
        yield Figure(
            match.group().strip(), frozenset({total + Fraction(rest.replace(",", ""))}), unit=unit, start=match.start()
        )

    def _months(self) -> Iterator[Figure]:
        for match in _LETTERS_AND_MARKS.finditer(self.text):
            word = match.group().lower()
            numbers = _calendar()["months"].get(word) or _calendar()["months"].get(word.split("-")[0])
            if numbers:
                around = self.text[max(0, match.start() - NEAR) : match.end() + NEAR]
                kind = "month" if re.search(r"\d", around) else "other"
                yield Figure(match.group(), frozenset(("month", n) for n in numbers), kind, start=match.start())

    def _without_percent(self) -> str:
        """Blanks for the hundred in `per cento`, which is no number."""
        return _PER_HUNDRED.sub(lambda match: " " * len(match.group()), self.text)

    def _words(self) -> Iterator[Figure]:
        """Numbers in letters; neighbours that belong together are one: four thousand two hundred."""
        table = _numerals().get(self.language, {})
        pending: Figure | None = None
        for start, end, raw, value, is_ordinal in _in_letters(self._without_percent(), table):
            word, _ = quantities.word_behind(self.text, end)
            factor = (
                quantities.factor_of(word, self.language)
                if word and word.lower().rstrip(".") not in DOUBTFUL_FACTORS
                else 0
            )
            kind = "ordinal" if is_ordinal else "word"
            if raw in quantities.not_counted(self.language):
                kind = "other"
            said = {Fraction(value)}
            if quantities.is_half_before(self.text, start) or quantities.is_half_behind(self.text, end):
                said.add(value + HALF)
            made = Figure(raw, frozenset(number * (factor or 1) for number in said), kind, start=start)
            joined = _joined(self.text, pending, made)
            if pending and not joined:
                yield pending
            pending = joined or made
        if pending:
            yield pending


def _joined(text: str, first: Figure | None, second: Figure) -> Figure | None:
    if first is None or {"other", "ordinal"} & {first.kind, second.kind}:
        return None
    gap = text[first.start + len(first.raw) : second.start]
    size = 10 ** len(str(int(second.size)))
    if not _BETWEEN.fullmatch(gap) or second.size == 0 or first.size < 20 or first.size % size:
        return None
    raw = text[first.start : second.start + len(second.raw)]
    return Figure(raw, frozenset({first.size + second.size}), "word", start=first.start)


def _in_letters(text: str, table: dict[str, tuple[int, bool]]) -> Iterator[tuple[int, int, str, int, bool]]:
    lower = text.lower()
    if not table or len(lower) != len(text):
        return
    words = list(_WORD.finditer(lower))
    place = 0
    while place < len(words):
        for size in (4, 3, 2, 1):
            last = words[min(place + size, len(words)) - 1]
            raw = lower[words[place].start() : last.end()]
            if (found := table.get(re.sub(r"\s+", " ", raw))) is not None:
                yield words[place].start(), last.end(), raw, *found
                place += size - 1
                break
        place += 1


def _iso(match: re.Match[str]) -> Iterator[Figure]:
    year, month, day = (int(part) for part in match.groups())
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield from _day(match, year, month, day)


def _date(match: re.Match[str]) -> Iterator[Figure]:
    first, second, year = match.group(1) or match.group(4), match.group(2) or match.group(5), match.group(3)
    one, two = int(first), int(second)
    if not (min(one, two) >= 1 and max(one, two) <= 31 and min(one, two) <= 12):
        return
    both = [
        Figure(raw, frozenset({Fraction(n)} | ({("month", n)} if n <= 12 else set())), start=match.start())
        for raw, n in ((first, one), (second, two))
    ]
    yield from both
    if year:
        whole = int(year) if len(year) == 4 else 2000 + int(year)
        yield Figure(year, frozenset({Fraction(whole), Fraction(int(year))}), start=match.start())


def _day(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Figure]:
    yield Figure(str(year), frozenset({Fraction(year)}), start=match.start())
    yield Figure(str(month), frozenset({("month", month), Fraction(month)}), start=match.start())
    yield Figure(str(day), frozenset({Fraction(day)}), start=match.start())


def _version(match: re.Match[str]) -> Iterator[Figure]:
    raw = match.group().lower().lstrip("v")
    groups = raw.split(".")
    if len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]):
        return  # 1.250.000 is a number
    yield Figure(match.group(), frozenset({("version", raw)}), start=match.start())


def _time(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure(
        match.group().strip(),
        _clock(int(match.group(1)), int(match.group(2)), match.group(3) or ""),
        unit=_half(int(match.group(1)), match.group(3) or ""),
        start=match.start(),
    )


def _hour(match: re.Match[str]) -> Iterator[Figure]:
    hour, half = int(match.group(1)), match.group(3) or ""
    yield Figure(match.group().strip(), _clock(hour, 0, half), unit=_half(hour, half or "h"), start=match.start())


def _half(hour: int, said: str) -> str:
    """Of a time of day, as its unit: am, pm, or hour where it is not told."""
    if said.lower().startswith(("a", "p")):
        return f"{said[0].lower()}m"
    return "pm" if hour > 12 else "hour" if said else ""


def _clock(hour: int, minute: int, half: str) -> frozenset[Value]:
    """A time of day, and in the other clock where nothing says which half of the day is meant."""
    if half.lower().startswith("p") and hour < 12:
        hour += 12
    values: set[Value] = {("time", hour % 24, minute)}
    if not half.lower().startswith(("a", "p")) and hour <= 12:
        values.add(("time", (hour + 12) % 24, minute))
    if not minute:
        values |= {Fraction(hour), Fraction(hour - 12 if hour > 12 else hour)}
    return frozenset(values)


def _as_clock(raw: str, exact: set[Fraction]) -> set[Value]:
    """18.30 may be a time; so may 18."""
    match = re.fullmatch(r"([01]?\d|2[0-4])[.,]([0-5]\d)", raw)
    if match:
        return {("time", int(match.group(1)), int(match.group(2)))} | (
            {Fraction(int(match.group(1)))} if match.group(2) == "00" else set()
        )
    return {("time", int(value), 0) for value in exact if value <= 24 and len(raw) <= 2}


def _as_month(match: re.Match[str], word: str) -> set[Value]:
    """11月, 11월, tháng 11."""
    said = match.group()
    if said.isdigit() and 1 <= int(said) <= 12:
        before = match.string[max(0, match.start() - 7) : match.start()].lower()
        if word[:1] in ("月", "월") or before.rstrip().endswith(("tháng", "เดือน")):
            return {("month", int(said))}
    return set()


def _roman(match: re.Match[str]) -> Iterator[Figure]:
    total = 0
    values = [_ROMANS[char] for char in match.group()]
    for place, value in enumerate(values):
        total += -value if value < max(values[place:], default=0) else value
    yield Figure(match.group(), frozenset({Fraction(total)}), "other", start=match.start())


def _cjk(match: re.Match[str]) -> Iterator[Figure]:
    raw = match.group()
    total = section = digit = 0
    for char in raw:
        if char in _CJK_DIGITS:
            digit = digit * 10 + _CJK_DIGITS[char] if digit else _CJK_DIGITS[char]
        elif char in _CJK_TENS:
            section += (digit or 1) * _CJK_TENS[char]
            digit = 0
        else:
            total += (section + digit or 1) * _CJK_MYRIADS[char]
            section = digit = 0
    is_sure = len(raw) > 1 and any(char in _CJK_DIGITS for char in raw) and any(char in _CJK_TENS for char in raw)
    yield Figure(
        raw, frozenset({Fraction(total + section + digit)}), "word" if is_sure else "other", start=match.start()
    )


def _normal(text: str) -> str:
    """Digits of every script as 0 to 9; signs of one kind."""
    read = without_list_numbers(plain(text, code=True)).translate(_SEPARATORS)
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char for char in read)


@cache
def _calendar() -> dict[str, dict[str, list[int]]]:
    return dict(json.loads((_DATA / "calendar.json").read_text(encoding="utf-8")))


def weekdays(text: str, language: str) -> dict[str, set[int]]:
    """Names of weekdays in `text` → which they are, Monday is 0."""
    days = _calendar()["days"]
    found = {word: set(days[word]) for word in _LETTERS_AND_MARKS.findall(text.lower()) if word in days}
    return found | {word: {day} for word, day in dates.weekdays(text, language).items()}


def literals(text: str) -> frozenset[str]:
    """Numbers with marks inside as they are written: 3.12, 19.30, 10:45."""
    return frozenset(_LITERAL.findall(_normal(text)))


@cache
def _numerals() -> dict[str, dict[str, tuple[int, bool]]]:
    """language → word → (number, whether it is an ordinal)."""
    read = json.loads((_DATA / "numerals.json").read_text(encoding="utf-8"))
    found = {}
    for code, kinds in read.items():
        found[code] = {word: (value, True) for word, value in kinds["ordinal"].items()}
        if code == "de":
            found[code] |= {f"{word}{end}": is_one for word, is_one in found[code].items() for end in "nrsm"}
        found[code] |= {word: (value, False) for word, value in kinds["cardinal"].items()}
    return found
