"""Dates, times of day, durations and versions as figures: 12.11.2026, 18.30 Uhr, 7pm, 2 h 40, 2:24:51."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from ai.guards import languages
from ai.guards.figure import Figure, Value

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DATE = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\.\s?|[/-])(\d{1,2})(?:\.\s?|[/-])(\d{4}|\d{2})(?![\d])|(?<![\d.€$£])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)"
)
# A day and a month, or a month and a day, or a fraction: each may be what it says.
_SLASHED = re.compile(r"(?<![\w/.,])([0-3]?\d)/([01]?\d|[0-3]\d)(?![\w/%])")
_TIME = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])(?::\s?(?=\d\d\s?uhr)|:|\s:\s|\s?(?P<mark>h|heures?|時|点|點|시)\s?)(?P<minute>[0-5]\d)(?:分|분)?(?!\d|:\d)(?:\s?(?P<half>uhr|h\b|[ap]\.?\s?m\b\.?))?",
    re.I,
)
_DURATION = re.compile(
    r"(?<![\d.,:])(\d{1,2})\s?(?:h|hours?|hrs?|std\.?|stunden?|heures?|horas?|or[ae]|uur|timmar|timer|godz\w*|час\w*)"
    r"\s?(?:and|und|et|y|e|en|och|og|i|и)?\s?([0-5]?\d)\s?(?:min\w*|мин\w*|m\b|m(?=\d))(?:\s?(?:and|und|et|y|e)?\s?([0-5]?\d)\s?(?:s\b|sec\w*|sek\w*|сек\w*))?",
    re.I,
)
_STOPWATCH = re.compile(r"(?<![\d.,:])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])")
# 2h24'17", 2:24'17".
_TIMED = re.compile(
    r"(?<![\d.,:])(\d{1,2})\s?(?:h|:)\s?([0-5]?\d)\s?['’′]\s?([0-5]?\d)(?:\s?[\"”″]|['’′]{2})?(?!\d)", re.I
)
_BEHIND = re.compile(r"(?<![\w.,:])(?:\+\s?(\d{1,2})|(0{1,2})):([0-5]\d)(?![\d:])(?!\s?(?:uhr|h\b|[ap]\.?m\b))", re.I)
_TIME_WITH_DOT = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])\.(?P<minute>[0-5]\d)(?![\d.])\s?(?P<half>uhr|h\b|[ap]\.?\s?m\b\.?)", re.I
)
_HOUR = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])\s?(?:(uhr|h\b|時(?!間)|点(?!数)|點|시(?!간)|giờ|часов|o['’]clock)|([ap])\.?\s?m\b\.?)",
    re.I,
)
# From 1 to 5 pm: the first is in the afternoon too, and in 11 to 1 pm in the morning.
_HOUR_BEFORE = re.compile(
    r"(?<![\d.,:])(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?(?=\s?(?:[-–—]|to|until|till|and)\s?(1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s?([ap])\.?\s?m\b)",
    re.I,
)
_HALF_PAST = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])\s?[时時点點]半")
_HALF_BEFORE = re.compile(r"(?:(?P<am>午前|上午|早上|凌晨|오전)|午後|下午|晚上|오후)\s?\Z")
_VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+){2,}(?![\w])")


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


def _slashed(match: re.Match[str]) -> Iterator[Figure]:
    one, two = int(match.group(1)), int(match.group(2))
    if len(match.group()) > 3 and 1 <= min(one, two) <= 12 and max(one, two) <= 31:
        for place, number in ((1, one), (2, two)):
            values = frozenset({Fraction(number)} | ({("month", number)} if number <= 12 else set()))
            yield Figure(match.group(place), values, start=match.start(place))


def _date_with_year(match: re.Match[str]) -> Iterator[Figure]:
    """Where no dot stands behind a day, 7.30. at the end of a sentence is no date."""
    yield from _date(match) if match.group(3) else ()


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
    """A time of day; with a letter for the hour it may be how long something takes."""
    hour, minute, half = int(match.group(1)), int(match["minute"]), match["half"] or _half_before(match)
    took: set[Value] = {("seconds", Fraction(3600 * hour + 60 * minute))} if match.groupdict().get("mark") else set()
    values = clock(hour, minute, half) | took
    yield Figure(match.group().strip(), values, unit=_half(hour, half), start=match.start())


def _duration(match: re.Match[str]) -> Iterator[Figure]:
    """2:24:51 and 2 h 24 min 51 s are three numbers; of two the first may be written as a time: 2 h 40."""
    whole = ("time", int(match.group(1)), int(match.group(2)))
    sizes = zip((3600, 60, 1), match.groups(), strict=True)
    took = ("seconds", Fraction(sum(size * int(raw) for size, raw in sizes if raw)))
    for place, raw in enumerate(match.groups(), 1):
        if raw:
            values: set[Value] = {Fraction(int(raw)), took}
            values |= {whole} if not match.group(3) else set()
            yield Figure(raw, frozenset(values), start=match.start(place))


def _gap(match: re.Match[str]) -> Iterator[Figure]:
    """+0:31 are 31 seconds, and 1:31 a minute and 31 seconds; 00:31 may be a time of day as well."""
    minutes, seconds = int(match.group(1) or match.group(2)), int(match.group(3))
    values: set[Value] = {("seconds", Fraction(60 * minutes + seconds)), ("time", minutes, seconds)}
    if not minutes:
        values.add(Fraction(seconds))
    yield Figure(match.group(), frozenset(values), start=match.start())


def _hour(match: re.Match[str]) -> Iterator[Figure]:
    hour, half = int(match.group(1)), match.group(3) or _half_before(match)
    yield Figure(match.group().strip(), clock(hour, 0, half), unit=_half(hour, half or "h"), start=match.start())


def _hour_before(match: re.Match[str]) -> Iterator[Figure]:
    hour, minute, last = int(match.group(1)), int(match.group(2) or 0), int(match.group(3))
    half = match.group(4) if hour % 12 <= last % 12 else "ap"[match.group(4).lower() == "a"]
    yield Figure(match.group(), clock(hour, minute, half), unit=_half(hour, half), start=match.start())


def _half_past(match: re.Match[str]) -> Iterator[Figure]:
    """晚上7时半."""
    half = _half_before(match)
    yield Figure(match.group(), clock(int(match.group(1)), 30, half), unit=half, start=match.start())


def _half_before(match: re.Match[str]) -> str:
    """In East Asia the half of the day stands before the hour: 午後6時."""
    half = _HALF_BEFORE.search(match.string, max(0, match.start() - 4), match.start())
    return "" if half is None else "am" if half["am"] else "pm"


def _half(hour: int, said: str) -> str:
    """Of a time of day, as its unit: am, pm, or hour where it is not told."""
    if said.lower().startswith(("a", "p")):
        return f"{said[0].lower()}m"
    return "pm" if hour > 12 else "hour" if said else ""


def clock(hour: int, minute: int, half: str) -> frozenset[Value]:
    """A time of day, and in the other clock where nothing says which half of the day is meant."""
    if half.lower().startswith("p") and hour < 12:
        hour += 12
    elif half.lower().startswith("a") and hour == 12:
        hour = 0
    values: set[Value] = {("time", hour % 24, minute)}
    if not half.lower().startswith(("a", "p")) and hour <= 12:
        values.add(("time", (hour + 12) % 24, minute))
    if not minute:
        values |= {Fraction(hour), Fraction(hour - 12 if hour > 12 else hour)}
    return frozenset(values)


def as_clock(raw: str, exact: set[Fraction]) -> set[Value]:
    """18.30 may be a time; so may 18."""
    match = re.fullmatch(r"([01]?\d|2[0-4])[.,]([0-5]\d)", raw)
    if match:
        return {("time", int(match.group(1)), int(match.group(2)))} | (
            {Fraction(int(match.group(1)))} if match.group(2) == "00" else set()
        )
    return {("time", int(value) % 24, 0) for value in exact if value <= 24 and len(raw) <= 2}


_MONTH_BEHIND = re.compile(r"\s?[至到~〜～–-]\s?\d{1,2}\s?(?:月|월)(?!\s?\d)")


def as_month(match: re.Match[str], word: str) -> set[Value]:
    """11月, 11월, tháng 11, and the 1 of 1至6月."""
    said = match.group()
    if said.isdigit() and len(said) <= 2 and 1 <= int(said) <= 12:
        before = match.string[max(0, match.start() - 7) : match.start()].lower()
        is_first = _MONTH_BEHIND.match(match.string, match.end())
        if word[:1] in ("月", "월") or is_first or before.rstrip().endswith(("tháng", "เดือน")):
            return {("month", int(said))}
    return set()


def moments(language: str) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Figure]]], ...]:
    """(what it looks like, what it means), from the most to the least special."""
    is_marked = language in languages.having("dot_behind_day")
    return _MOMENTS if is_marked or language not in languages.having("known") else _DOTTED


_MOMENTS = (
    (_ISO, _iso),
    (_DATE, _date),
    (_SLASHED, _slashed),
    (_VERSION, _version),
    (_TIMED, _duration),
    (_HALF_PAST, _half_past),
    (_HOUR_BEFORE, _hour_before),
    (_BEHIND, _gap),
    (_STOPWATCH, _duration),
    (_DURATION, _duration),
    (_TIME, _time),
    (_TIME_WITH_DOT, _time),
    (_HOUR, _hour),
)
_DOTTED = tuple((shape, _date_with_year if meaning is _date else meaning) for shape, meaning in _MOMENTS)
