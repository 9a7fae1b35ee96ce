"""Every figure of a text with what it may mean: 1,000.5 · 1.000,5 · 12.11.2026 · 18.30 · 3 Mio. · twelve · 3万2千.

A value is a Fraction, ("month", 11) or ("time", 18, 30). A figure has several where its writing is ambiguous;
two figures are the same if they share one.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from ai.guards import amounts, clocks, dates, eras, halves, numerals, quantities, rounds, tables, wide
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure, Value, is_time, measured
from ai.guards.memory import by_length
from ai.guards.moments import as_clock, as_month, clock, moments
from ai.guards.reading import LETTER

_DATA = Path(__file__).parent / "data"
_WIDE_NUMBER = re.compile(
    r"(?<![\d.,])((?:\d[\d,]*(?:\.\d+)?[余多]?\s?[兆億亿万萬千百조억만천백]{1,3}\s?)+)(\d[\d,]*)?"
)
_WIDE_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)[余多]?\s?([兆億亿万萬千百조억만천백]+)")
_NUMBER = re.compile(r"(?<![A-Za-zÀ-ɏ\d])\d+(?:[.,'’]\d+|(?<=\d) \d{3}(?!\d))*(?!\d)")
_LITERAL = re.compile(r"(?<![\w.,:/])\d+(?:[.,:/]\d+)+(?![\w/])")
_ROMAN = re.compile(
    r"\b(?=[IVXLC]{2,}|[IVX](?:er|e|è|ème|°|º)?\s(?:si|sé|se|st|век|ст))(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=(?:er|e|è|ème|th|°|º)?(?!\w))"
)
_WORD = re.compile(rf"{LETTER}+(?:['’ʼ-]{LETTER}+)*")
_LETTERS_AND_MARKS = re.compile(rf"{LETTER}(?:{LETTER}|['’ʼ-])*")
_PER_HUNDRED = re.compile(r"\b(?:per|por|pour|pro|ser) ?(?:cento|ciento|cent|cien)\b", re.I)
_BETWEEN = re.compile(r"\s*(?:-|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bog\b|\boch\b|\ben\b|\bi\b|\bși\b)?\s*", re.I)
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
DOUBTFUL_FACTORS = frozenset(("m", "b", "k", "t", "mi", "mil", "bin", "rb", "mn", "min", "md"))
_MYRIAD = 10_000
_KOREAN_DAYS = re.compile("하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름")
_KOREAN_COUNT = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15)
_QUARTERS = {"nl": "kwartier", "sv": "kvart", "da": "kvarter", "no": "kvarter", "pl": "kwadranse"}
_QUARTER_WORDS = {"drie": 3, "tre": 3, "trzy": 3, "3": 3, "een": 1, "en": 1, "et": 1, "elk": 1, "ieder": 1, "per": 1}
_CLOCK_FIRST = ("it", "es")  # alle 3 e mezza, and 3 metri e mezzo
# Two fifths: 5分の2, 五分之二, 5분의 2.
_TURKISH_PART = re.compile(
    r"\b(?:iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on)[dt][ae]\s(?:bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz)(?:[iıuü]|si)?\b",
    re.I,
)
_TENTHS = ("割", "할", "成")  # tenths of all
HALF = Fraction(1, 2)
CLOSE_TO_MONTH = 5  # characters: 3. Mai, 3 de mayo
BEHIND_MONTH = 2
SHARED = 1000
LONGEST = 100  # characters; what is longer is no number that means anything, and Python reads no more than 4,300 digits
_HALF_OF = re.compile(
    r"(?<!\w)(?:half an?|half|an? half|eine[nrm]? halbe[nrm]?|(?:een )?halve?|een half|(?:un )?demi|mezz[oa]|medi[oa]"
    rf"|mei[oa]|pół|en halv|půl|пол)[ -]?({LETTER}+)",
    re.I,
)
DAY = re.compile(r"([0-3]?\d)\.(0[1-9]|1[0-2])")  # 16.03, where no year follows
_GOES_ON = re.compile(r"\s+[a-z]{2}")  # guests older than 16 may use it
_VERBS = ("may", "march")  # that are months with a capital
NEAR = 14  # characters between a month's name and its day or year


@by_length
def figures(text: str, language: str) -> tuple[Figure, ...]:
    """All figures of `text`, in order. `language` (bare code, '' if not known) decides how they are read."""
    reader = _Reader(normal(tables.with_units(text, language)), language)
    read = reader.text
    return tuple(measured(sorted(reader.read(), key=lambda figure: figure.start), read))


class _Reader:
    """Takes figures out of the text from the most to the least special; what was taken is blanked."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    def read(self) -> Iterator[Figure]:
        yield from amounts.periods(self.text)
        yield from self._eras()
        for match, one in list(amounts.amounts(self.text, self.language)):
            yield one
            self._blank(*match.span())
        for known in (wide.PART, _TURKISH_PART):
            self.text = known.sub(lambda match: " " * len(match.group()), self.text)
        for pattern, meaning in moments(self.language):
            yield from self._taken(pattern, meaning)
        if self.language in _CLOCK_FIRST:
            yield from self._past()
        yield from self._halves()
        yield from self._past() if self.language not in _CLOCK_FIRST else ()
        if self.language in _QUARTERS:
            numbers = "|".join(_QUARTER_WORDS)
            said = re.compile(rf"(?<!\w)({numbers}) {_QUARTERS[self.language]}(?!\w)", re.I)
            yield from self._taken(said, _quarters)
        yield from rounds.named(self.text, self.language)
        yield from self._taken(rounds.MILLIONS, rounds.millions)
        yield from self._taken(_WIDE_NUMBER, _wide)
        yield from self._taken(_KOREAN_DAYS, _korean_days) if self.language == "ko" else ()
        months = list(self._months())
        yield from months
        yield from (_dated(one, months) for one in self._taken(_NUMBER, self._number))
        yield from self._words()
        yield from self._taken(_ROMAN, _roman)
        yield from self._taken(wide.NUMBER, wide.numbers)

    def _eras(self) -> Iterator[Figure]:
        """The sixties, the 1700s."""
        for start, end, raw, means in list(eras.eras(self.text, self.language)):
            yield Figure(raw, frozenset(map(Fraction, means)), "digits" if raw[:1].isdigit() else "word", start=start)
            self._blank(start, end)

    def _halves(self) -> Iterator[Figure]:
        """Three and a half years; une heure et demie is a time of day as well, and 1 h 30 is written like one."""
        for one in halves.mixed(self.text, self.language):
            word, end = quantities.word_behind(self.text, one.end)
            factor = quantities.factor_of(word, self.language) if word and not one.unit else 0
            if factor < SHARED:
                factor, end = 1, one.end
            values: set[Value] = {one.value * factor}
            if one.unit == "hour" and 1 < one.value < 25:
                values |= clock(int(one.value), int(one.value % 1 * 60), "")
            unit = one.unit if factor == 1 else quantities.unit_behind(self.text, end, self.language, is_scaled=True)
            yield Figure(one.raw, frozenset(values), "word", unit, start=one.start)
            self._blank(one.start, end)
        for match in _HALF_OF.finditer(self.text):
            if (factor := quantities.factor_of(match.group(1), self.language)) >= SHARED:
                unit = quantities.unit_behind(self.text, match.end(), is_scaled=True)
                yield Figure(match.group(), frozenset({Fraction(factor, 2)}), "word", unit, start=match.start())
                self._blank(match.start(), match.end())

    def _past(self) -> Iterator[Figure]:
        """Half past seven, Viertel vor acht, six in the evening: times of day in letters."""
        for told in (clocks.minutes_told, clocks.parts_told):
            for one in list(told(self.text, self.language)):
                yield one
                self._blank(one.start, one.start + len(one.raw))
        for match, hour, minute in list(clocks.named(self.text)):
            self._blank(*match.span())
            kind = "word" if minute else "other"
            values: set[Value] = {("time", hour, minute)} | (set() if minute else {Fraction(hour or 24)})
            yield Figure(match.group(), frozenset(values), kind, start=match.start())

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
        if len(raw) > LONGEST:
            yield Figure(raw, frozenset({("digits", raw)}), start=match.start())
            return
        values: set[Value] = set(quantities.readings(raw, self.language))
        exact = {Fraction(raw)} if raw.isdigit() else set()
        if is_half := quantities.is_half_behind(match.string, match.end()):
            values |= {value + HALF for value in values if isinstance(value, Fraction)}
        word, end = quantities.word_behind(match.string, match.end() + is_half)
        factor = quantities.factor_of(word, self.language) if word else 0
        unit = quantities.sign_before(match.string, match.start())
        if match.string[match.end() : match.end() + 1] in _TENTHS and not factor:
            values, unit = {10 * value for value in values if isinstance(value, Fraction)}, "pct"
        if factor:
            scaled: set[Value] = {value * factor for value in values if isinstance(value, Fraction)}
            scaled |= {("mm", 1000 * value) for value in values if word.lower() == "m" and isinstance(value, Fraction)}
            values = scaled | (values if word.lower().rstrip(".") in DOUBTFUL_FACTORS else set())
            unit = unit or quantities.unit_behind(match.string, end, is_scaled=True)
            if word.lower() in DOUBTFUL_FACTORS and self.language not in ("en", "fr"):
                unit = unit or quantities.unit_of(word)
            self._blank(match.end(), end)
        else:
            unit = unit or quantities.unit_behind(match.string, match.end(), self.language)
        if self.language in ("sv", "no") and word.lower() == "mil":  # ten kilometres
            unit, values = "km", values | {value * 10 for value in values if isinstance(value, Fraction)}
        for shared in rounds.shared_factors(match.string, match.span(), self.language) if not factor else ():
            values |= {value * shared for value in values if isinstance(value, Fraction)}
        values |= as_month(match, word) | (set() if factor else as_clock(raw, exact))
        yield Figure(raw, frozenset(values), unit=unit, start=match.start())
        if (day := DAY.fullmatch(raw)) and self.language != "en":  # 16.03 w niedzielę
            yield Figure(day[1], frozenset({Fraction(int(day[1]))}), "other", start=match.start())
            yield Figure(day[2], frozenset({("month", int(day[2]))}), "other", start=match.start())

    def _months(self) -> Iterator[Figure]:
        for match in _LETTERS_AND_MARKS.finditer(self.text):
            word = match.group().lower()
            if (
                self.language == "en"
                and match.group() == word
                and word in _VERBS
                and (_GOES_ON.match(self.text, match.end()) or not dates.is_beside_day(self.text, *match.span()))
            ):
                continue  # which may explain 3 of them
            known = _calendar()["months"]
            bare = word.removesuffix("s") if self.language == "de" else word  # des 29. Septembers
            numbers = (
                known.get(word)
                or known.get(bare)
                or next((known[part] for part in re.split("[-'’ʼ]", word) if part in known), None)
            )
            numbers = numbers or dates.short_month(self.text, match.start(), match.end(), self.language)
            if numbers:
                around = self.text[max(0, match.start() - NEAR) : match.end() + NEAR]
                kind = "month" if re.search(r"\d", around) else "other"
                yield Figure(match.group(), frozenset(("month", n) for n in numbers), kind, start=match.start())
            elif numbers := dates.compound_month(word, self.language):
                yield Figure(match.group(), frozenset(("month", n) for n in numbers), "other", start=match.start())

    def _without_percent(self) -> str:
        """Blanks for the hundred in `per cento`, which is no number."""
        return _PER_HUNDRED.sub(lambda match: " " * len(match.group()), self.text)

    def _words(self) -> Iterator[Figure]:
        """Numbers in letters; neighbours that belong together are one: four thousand two hundred."""
        table = numerals.table(self.language)
        pending: Figure | None = None
        taken = 0  # where the last factor ends, which is a number itself elsewhere: tolv tusen
        for start, end, raw, value, is_ordinal in _in_letters(self._without_percent(), table):
            if start < taken:
                continue
            word, behind = quantities.word_behind(self.text, end)
            factor = (
                quantities.factor_of(word, self.language)
                if word and word.lower().rstrip(".") not in DOUBTFUL_FACTORS
                else 0
            )
            taken = behind if factor else 0
            kind = "ordinal" if is_ordinal else "word"
            if raw in quantities.not_counted(self.language) or raw in numerals.named(self.language):
                kind = "other"
            said = {Fraction(value)}
            if quantities.is_half_before(self.text, start) or quantities.is_half_behind(self.text, end):
                said.add(value + HALF)
            unit = quantities.unit_behind(self.text, end, self.language) if not factor and kind != "ordinal" else ""
            if value < 2 and unit not in quantities.ALONE:
                unit = ""  # one hour and 48 minutes are told together; one person is no number
            if factor:
                unit = quantities.unit_behind(self.text, quantities.word_behind(self.text, end)[1], is_scaled=True)
            made = Figure(raw, frozenset(number * (factor or 1) for number in said), kind, unit, start=start)
            joined = _joined(self.text, pending, made)
            if factor and not joined and pending and pending.size < SHARED:  # a hundred and ten thousand
                plainly = _joined(self.text, pending, replace(made, values=frozenset(said)))
                joined = plainly and replace(plainly, values=frozenset({plainly.size * factor}), unit=unit)
            if pending and not joined:
                yield pending
            pending = joined or made
        if pending:
            yield pending


def _dated(one: Figure, months: list[Figure]) -> Figure:
    """A day beside the name of its month is no number of anything."""
    if one.unit or not one.raw.isdigit() or len(one.raw) > 2:
        return one
    before = (m.start - one.start - len(one.raw) for m in months)
    behind = (one.start - m.start - len(m.raw) for m in months)  # June 10, but not: in June from 10 to 5
    if not (any(0 <= gap <= CLOSE_TO_MONTH for gap in before) or any(0 <= gap <= BEHIND_MONTH for gap in behind)):
        return one
    return replace(one, unit=DATE, values=frozenset(value for value in one.values if not is_time(value)))


def _joined(text: str, first: Figure | None, second: Figure) -> Figure | None:
    if first is None or second.kind in ("other", "ordinal") or first.kind == "ordinal":
        return None
    if first.kind == "other" and first.raw != "mille":
        return None
    gap = text[first.start + len(first.raw) : second.start]
    if first.size % 100 == 0 and first.size < SHARED <= second.size < 100 * SHARED and _BETWEEN.fullmatch(gap):
        raw = text[first.start : second.start + len(second.raw)]  # cento e dez mil
        return Figure(raw, frozenset({first.size * SHARED + second.size}), "word", second.unit, start=first.start)
    size = 10 ** len(str(int(second.size)))
    if second.size == 1 and (gap.isspace() or (first.raw, gap.strip()) == ("veinte", "y")):
        return None  # il palazzo del Seicento, una cisterna; menos de veinte y un mozo
    if not _BETWEEN.fullmatch(gap) or second.size == 0 or first.size < 20 or first.size % size:
        return None
    raw = text[first.start : second.start + len(second.raw)]
    return Figure(raw, frozenset({first.size + second.size}), "word", second.unit, start=first.start)


def _in_letters(text: str, table: dict[str, tuple[int, bool]]) -> Iterator[tuple[int, int, str, int, bool]]:
    lower = text.replace("İ", "i").lower()
    if not table or len(lower) != len(text):
        return
    words = list(_WORD.finditer(lower))
    place = 0
    while place < len(words):
        for size in (4, 3, 2, 1):
            last = words[min(place + size, len(words)) - 1]
            raw = lower[words[place].start() : last.end()]
            if (found := table.get(" ".join(raw.split()))) is not None:
                yield words[place].start(), last.end(), raw, *found
                place += size - 1
                break
        else:
            part, number = numerals.part_of(words[place].group(), table)
            if part:
                yield words[place].start(), words[place].start() + len(part), part, number, False
        place += 1


def _roman(match: re.Match[str]) -> Iterator[Figure]:
    total = 0
    values = [_ROMANS[char] for char in match.group()]
    for place, value in enumerate(values):
        total += -value if value < max(values[place:], default=0) else value
    yield Figure(match.group(), frozenset({Fraction(total)}), "other", start=match.start())


def _quarters(match: re.Match[str]) -> Iterator[Figure]:
    """Drie kwartier are 45 minutes."""
    minutes = 15 * _QUARTER_WORDS[match.group(1).lower()]
    values: set[Value] = {Fraction(minutes), ("seconds", Fraction(60 * minutes))}
    yield Figure(match.group(), frozenset(values), "word", "minute", start=match.start())


def _wide(match: re.Match[str]) -> Iterator[Figure]:
    """3万2千, 1億2000万, 30만: the parts added up."""
    if len(match.group()) > LONGEST:
        return
    factors = quantities.wide_factors()
    total = section = Fraction(0)
    for digits, marks in _WIDE_PART.findall(match.group(1)):
        part = Fraction(digits.replace(",", ""))
        for mark in marks:
            if factors[mark] < _MYRIAD:
                part *= factors[mark]
            elif total and not section and not part:  # 26万亿
                total *= factors[mark]
            else:  # 2천5백만 is 2,500 times 10,000
                total, section, part = total + (section + part) * factors[mark], Fraction(0), Fraction(0)
        section += part
    total += section
    rest = match.group(2) or "0"
    unit = quantities.unit_of(quantities.word_behind(match.string, match.end())[0])
    yield Figure(
        match.group().strip(), frozenset({total + Fraction(rest.replace(",", ""))}), unit=unit, start=match.start()
    )


def _korean_days(match: re.Match[str]) -> Iterator[Figure]:
    """Two days, six days: words of their own."""
    count = _KOREAN_COUNT[_KOREAN_DAYS.pattern.split("|").index(match.group())]
    values: set[Value] = {Fraction(count), ("seconds", Fraction(count * 86_400))}
    yield Figure(match.group(), frozenset(values), "word" if count > 1 else "other", "day", start=match.start())


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
    return frozenset(_LITERAL.findall(normal(text)))
