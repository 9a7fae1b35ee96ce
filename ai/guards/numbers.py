"""numbers: those of the source are all there, none is new, and each keeps its unit."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from ai.guards import ages, converted, dates, derived, eras, hours, quantities, shares, spans
from ai.guards.digits import normal
from ai.guards.figure import DATE, Figure, is_time
from ai.guards.figures import DAY, figures, literals, weekdays
from ai.guards.fractions import said
from ai.guards.reading import folded, plain
from ai.guards.spelling import distance
from ai.guards.tables import with_units
from ai.guards.verdicts import Expect, Verdict, listed, prose

ID = "numbers"
SMALLEST_WORD = Fraction(3)  # in letters: one and two are articles and pairs in many languages
MISSPELT, LONG_MONTH = 2, 6  # letters that may be wrong, in a month of so many
NAMED = ("time", "months")
CLOSE = 6  # characters between a day and its month
HUNDRED = 100  # van elke honderd 62, for 62 per cent
LARGE = 1_000_000
CLOCK = ("hour", "minute", "second")  # may be a time of day, which has no unit
_SCORE = re.compile(r"(?<![\d:.,-])(\d{1,3})[:–-](\d{1,3})(?!\d|[:.,–-]\d)")
_COMPARED = re.compile(
    r"\b(?:contre|gegenüber|nach|statt|gegen|against|compared (?:with|to)|(?:up|down) from"
    r"|instead of|versus|by|x|×|mal|auf|sur|por|per|bij|frente a|rispetto a|contro|tegen|mot|wobec)"
    r"\s(?:[€$£]|noch |bisher |zuvor )?\Z",
    re.I,
)
_BARE_END = re.compile(r"\s?(?:[.;:!?)]|,\s|\Z)")
ELLIPSIS = 24  # characters between an amount and a part of it
RANGE = 24  # characters from 5 to 7 months
LEAST_KINDS = frozenset(kind for kind, _ in quantities.LEAST_UNITS.values())
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
WRITTEN = re.compile(r"(?<!\d)\d++(?:[.,:/]\d+)+")
_OF_TIME = re.compile(
    r"\W{0,3}(?:th|st|nd|rd|e|er|ème|º|ª)?\W{0,3}(?:jahrhundert|century|centuries|siècle|siglo|secolo|século|eeuw|århundrade|wiek|stolet)",
    re.I,
)  # 1590 is of the 16th
_YEAR = re.compile(r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w.,-])")  # of a tag: the race of 2019
LARGE_WORD = Fraction(13)  # in letters and counted in any kind of text


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    keep, ground = "numbers" in expect.keep, "numbers" in expect.grounded
    read = prose(text, data)
    if "persons" in expect.grounded and expect.grounds.strip():
        new = [year for year in _YEAR.findall(read) if year not in expect.grounds]
        return Verdict(ID, not new, f"Years that were not given: {listed(new)}." if new else "")
    if not (keep or ground) or not expect.grounds.strip():
        return None
    answer = figures(read, expect.wanted)
    given = (*figures(expect.source, expect.source_code), *_known(expect))
    faults = list(_faults(read, answer, given, expect))
    return Verdict(ID, not faults, " ".join(faults))


def _faults(read: str, answer: tuple[Figure, ...], given: tuple[Figure, ...], expect: Expect) -> Iterator[str]:
    same = _written_alike(read, answer, given, expect)
    smallest = SMALLEST_WORD if "words" in expect.grounded or "numbers" in expect.keep else LARGE_WORD
    if "numbers" in expect.keep and expect.source and (lost := _lost(read, answer, given, expect, same)):
        yield f"Numbers of the text are missing: {listed(lost)}."
    claims = [figure for figure in answer if _is_claim(figure, smallest) and figure.raw not in same]
    if expect.corrects:
        claims = [
            one
            for one in claims
            if one.kind not in ("month", "word", "ordinal") or not _was_misspelt(one.raw, read, expect)
        ]
    parts_said = said(read, expect.wanted, expect.grounds, expect.source_code)
    claims = [one for one in claims if not _is_score_of(one, given) and not _is_in_part(one, parts_said)]
    alike = _in_scores(read) & _in_scores(expect.grounds)  # 15–13 for 15:13, which is a time elsewhere
    claims = [one for one in claims if one.raw not in alike]
    told = hours.told(given)
    new = [figure for figure in claims if not (_among(figure, given) and hours.is_told(figure, told, given, expect))]
    centuries = {-(-int(year) // 100) for year in re.findall(r"(?<!\d)[12]?\d\d\d(?!\d)", expect.grounds)}
    plainly = normal(with_units(read, expect.wanted))
    new = [one for one in new if not (one.size in centuries and _OF_TIME.match(plainly, one.start + len(one.raw)))]
    new = [one for one in new if not _is_day(one.raw, given)]
    new = [one for one in new if one.size != HUNDRED or not any(other.unit == "pct" for other in given)]
    new += _exchanged(answer, given)
    in_other_units = converted.numbers_of(read, expect.grounds, expect.codes) if new else frozenset()
    new = [one for one in new if one.start not in in_other_units and not derived.is_told(one, read, given, expect)]
    raw = [one.raw for one in new if not shares.is_derived(one, read, given, expect)]
    raw += ["BC"] if eras.is_other_era(read, expect.source) else []
    raw += [*spans.exchanged(read, answer, given, expect), *spans.lengthened(read, answer, given, expect)]
    if raw:
        yield f"Numbers that were not given: {listed(raw)}."
    counted = [(one, _numbers(one)) for one in given]
    old = ages.said(expect.grounds).union(*ages.told(expect.grounds).values())
    counts = (
        _counts_for_measures([one for one in answer if one.unit != "year" or one.size not in old], given, expect)
        if expect.wanted == expect.source_code
        else []
    )
    least = frozenset(value for one, numbers in counted for value in one.values - numbers)
    known = shares.parts_of(expect.grounds, expect.source_code)
    odd = (one for one in answer if not shares.is_part(one, known) and _has_other_unit(one, counted, least))
    other = [one.raw for one in odd if not shares.is_whole(one, expect)]
    if other := [*other, *counts, *converted.unconverted(read, expect.grounds, expect.codes)]:
        yield f"Numbers got another unit: {listed(other)}."
    elif "numbers" in expect.keep and (other := _other_measures(read, expect, answer)):
        yield f"Measures that were not given: {listed(other)}."
    yield from _new_dates(read, given, expect)


def _lost(
    read: str, answer: tuple[Figure, ...], given: tuple[Figure, ...], expect: Expect, same: frozenset[str]
) -> list[str]:
    source = figures(expect.source, expect.source_code)
    must = [figure for figure in source if figure.kind in ("digits", "month") and not _is_one_of(figure, expect)]
    parts, scores = shares.parts_of(read, expect.wanted), _in_scores(read)
    gone = [one for one in must if not (one.raw in same or _among(one, answer) or _is_in_scores(one.raw, scores))]
    gone = [one for one in gone if not shares.is_part(one, parts)] + _swapped(read, source, answer, given, expect)
    elsewhere = converted.told_otherwise(read, expect.source, expect.codes) if gone else frozenset()
    return [one.raw for one in gone if one.start not in elsewhere] + _months_lost(read, answer, expect)


def _exchanged(answer: Sequence[Figure], given: Sequence[Figure]) -> list[Figure]:
    """Midnight for noon, the first half of the year for its first quarter: what has a name, and no number."""
    mine, theirs = ([one for one in found if one.kind == "other" and _is_named(one)] for found in (answer, given))
    lost = [one for one in theirs if not _is_told(one, answer)]
    return [one for one in mine if not _is_told(one, given)] if lost else []


def _is_told(named: Figure, others: Sequence[Figure]) -> bool:
    mine = named.values - _numbers(named) or {value for value in named.values if is_time(value)}
    return any(mine & other.values for other in others)


def _is_named(one: Figure) -> bool:
    return not one.raw.isdigit() and any(isinstance(value, tuple) and value[0] in NAMED for value in one.values)


def _is_in_part(one: Figure, words: frozenset[str]) -> bool:
    """The three and the four of three in four, of which others ask whether the text has it."""
    return one.kind in ("word", "ordinal") and not one.unit and one.raw.strip().lower() in words


def _is_day(raw: str, given: tuple[Figure, ...]) -> bool:
    """16.03 for 16 March."""
    if not (match := DAY.fullmatch(raw)):
        return False
    day, month = Fraction(int(match[1])), ("month", int(match[2]))
    return any(day in one.values for one in given) and any(month in one.values for one in given)


def _is_one_of(figure: Figure, expect: Expect) -> bool:
    """In another language 480 yen for 1 kilo may be 480 yen a kilo."""
    return figure.raw == "1" and bool(figure.unit) and expect.wanted != expect.source_code


def _other_measures(read: str, expect: Expect, answer: tuple[Figure, ...]) -> list[str]:
    """Litres that became gallons, degrees Celsius that became Fahrenheit."""
    told = figures(expect.source, expect.source_code)
    given, mine = (
        quantities.measures(plain(text)) | {one.unit: one.unit for one in found if one.unit in quantities.MEASURED}
        for text, found in ((expect.source, told), (read, answer))
    )
    dimensions = {quantities.MEASURED[unit] for unit in given if unit not in mine}
    sizes = {value for one in told for value in one.values - _numbers(one)}
    same = {one.unit for one in answer if one.values & sizes}  # half a kilo is 500 grams
    same |= converted.units_of(read, expect.source, expect.codes)
    mine = {unit: word for unit, word in mine.items() if unit not in same}
    return [word for unit, word in mine.items() if unit not in given and quantities.MEASURED[unit] in dimensions]


def _new_dates(read: str, given: tuple[Figure, ...], expect: Expect) -> Iterator[str]:
    """Months and days of the week that stand alone, and that nothing in the text names."""
    known = _months_of(expect.grounds, given, expect.source_code)
    if expect.corrects:  # the end of march
        known |= set(dates.months(expect.grounds.title(), expect.source_code).values())
    months = dates.months(read, expect.wanted)
    if expect.corrects:
        months = {name: month for name, month in months.items() if not _was_misspelt(name, read, expect)}
    if wrong := [name for name, month in months.items() if month not in known]:
        yield f"Months that were not given: {listed(wrong)}."
    if wrong := _other_days(read, given, expect):
        yield f"Dates that were not given: {listed(wrong)}."
    days = set().union(*weekdays(expect.grounds, expect.source_code).values())
    new = [name for name, day in weekdays(read, expect.wanted).items() if not day & days] if days else []
    if wrong := [name for name in new if not (expect.corrects and _was_misspelt(name, read, expect))]:
        yield f"Days of the week that were not given: {listed(wrong)}."


def _was_misspelt(name: str, read: str, expect: Expect) -> bool:
    """February, of which the text makes Febuary: a word that is no month, and that the answer has not."""
    bare, here = folded(name), folded(read)
    most = 1 if len(bare) < LONG_MONTH else MISSPELT
    gone = {word for word in re.findall(r"[^\W\d_]{4,20}", expect.source) if folded(word) not in here}
    return any(
        distance(bare, folded(word), most) <= most and not dates.months(word, expect.source_code) for word in gone
    )


def _other_days(read: str, given: tuple[Figure, ...], expect: Expect) -> list[str]:
    """A day beside its month, where the text has other days of that month: the 18th of October for the 15th."""
    known = _days(given, 3 * CLOSE)
    return [
        f"{day} {name}"
        for (name, months), days in _days(figures(read, expect.wanted), CLOSE).items()
        for near in [{other for (_, theirs), found in known.items() if months & theirs for other in found}]
        for day in days
        if near and days.isdisjoint(near)
    ]


def _days(found: tuple[Figure, ...], close: int) -> dict[tuple[str, frozenset[Any]], set[int]]:
    """Months in words → the days that stand near them."""
    near: dict[tuple[str, frozenset[Any]], set[int]] = {}
    for month in (one for one in found if one.kind == "month" and not one.raw[:1].isdigit()):
        for one in found:
            gap = max(month.start - one.start - len(one.raw), one.start - month.start - len(month.raw))
            if one.raw.isdigit() and len(one.raw) <= 2 and 0 <= gap <= close and 1 <= int(one.raw) <= 31:
                near.setdefault((month.raw, month.values), set()).add(int(one.raw))
    return near


def _months_of(text: str, found: Iterable[Figure], language: str) -> set[int]:
    values = {
        value[1] for figure in found for value in figure.values if isinstance(value, tuple) and value[0] == "month"
    }
    return values | set(dates.months(text, language).values())


def _months_lost(read: str, answer: tuple[Figure, ...], expect: Expect) -> list[str]:
    there = _months_of(read, answer, expect.wanted)
    named = dates.months(expect.source, expect.source_code)
    return [name for name, month in named.items() if there and month not in there]


def _swapped(
    read: str, source: Sequence[Figure], answer: Sequence[Figure], given: Sequence[Figure], expect: Expect
) -> list[Figure]:
    """Numbers in letters that went while another came: three days became two."""
    lost: list[Figure] = []
    in_other_units = converted.numbers_of(read, expect.grounds, expect.codes)
    parts = shares.parts_of(expect.source, expect.source_code)
    for kind in ("word", "ordinal"):
        new = [one for one in answer if one.kind in (kind, "digits") and one.size > 1 and not _among(one, source)]
        new = [one for one in new if not shares.is_part(one, parts) and one.start not in in_other_units]
        new = [one for one in new if not derived.is_told(one, read, given, expect)]
        words = said(expect.source, expect.source_code, read, expect.wanted)
        mine = [one for one in source if one.kind == kind and one.size > 1 and not _is_in_part(one, words)]
        lost += [one for one in mine if new and not _among(one, answer)]
    return lost


def _written_alike(read: str, answer: tuple[Figure, ...], given: tuple[Figure, ...], expect: Expect) -> frozenset[str]:
    """Numbers that stand letter for letter in both, whatever each language would read: version 3.12 is no date; and
    those that are parts of them. Not what is grouped in thousands, nor what another word multiplies."""
    both = {raw for raw in literals(read) & literals(expect.grounds) if not GROUPED.fullmatch(raw)}
    large = {one.raw for one in (*answer, *given) if one.raw in both and one.size >= LARGE}
    alike = both - large
    elsewhere = " ".join(re.sub(WRITTEN, lambda match: " " if match.group() in alike else match.group(), read).split())
    parts = {part for raw in alike for part in re.split(r"[.,:/]", raw)}
    return frozenset(alike | {part for part in parts if not re.search(rf"(?<!\d){part}(?!\d)", elsewhere)})


def _known(expect: Expect) -> tuple[Figure, ...]:
    return figures(expect.known, expect.source_code) if expect.known else ()


def _is_claim(figure: Figure, least: Fraction) -> bool:
    if figure.kind == "ordinal":
        return figure.size >= SMALLEST_WORD and figure.raw not in quantities.doubtful_ordinals()
    if figure.kind == "word" and figure.size.denominator > 1 and figure.unit not in ("", "decade", "century"):
        return True  # half an hour, a year and a half; a quarter of a century is no measure
    if figure.kind == "word" and not figure.size and any(map(is_time, figure.values)):
        return True  # half past three
    if figure.kind == "word" and figure.unit and figure.size >= SMALLEST_WORD:
        return True  # every five years
    return figure.kind in ("digits", "month") or (figure.kind == "word" and figure.size >= least)


def _among(figure: Figure, others: Sequence[Figure]) -> bool:
    return any(figure.values & other.values or _is_literally(figure, other) for other in others)


def _is_literally(one: Figure, other: Figure) -> bool:
    """The same writing is the same number, whatever it means in one language or the other, if nothing multiplies it."""
    if one.kind != "digits" or other.kind != "digits" or one.raw != other.raw or one.raw.isdigit():
        return False
    return max(one.size, other.size) < LARGE


def _numbers(figure: Figure) -> frozenset[Any]:
    """Without what they are in another unit."""
    return frozenset(value for value in figure.values if not (isinstance(value, tuple) and value[0] in LEAST_KINDS))


def _counts_for_measures(answer: Sequence[Figure], given: Sequence[Figure], expect: Expect) -> list[str]:
    """17 months where the text has 17 votes and 18 months; not 5 months of 5 to 7 months."""
    units = {one.unit for one in given}
    found = []
    for one in answer:
        if (
            one.unit not in quantities.LEAST_UNITS
            or one.unit in (*CLOCK, *quantities.MONEY)
            or one.kind == "word"
            and (one.size <= 1 or one.unit == "year")
            or one.size.denominator > 1
            or one.unit not in units
            or one.kind not in ("digits", "word")
        ):
            continue
        same = [place for place, other in enumerate(given) if one.values & other.values]
        if same and not any(
            given[at].unit or _is_range(given, at, one.unit) or _is_compared(given, at, one.unit, expect) for at in same
        ):
            found.append(one.raw)
    return found


def _is_range(given: Sequence[Figure], place: int, unit: str) -> bool:
    behind = given[place + 1] if place + 1 < len(given) else None
    return behind is not None and behind.unit == unit and behind.start - given[place].start < RANGE


def _is_compared(given: Sequence[Figure], place: int, unit: str, expect: Expect) -> bool:
    """7 kilos, contre 18 l'an dernier: the second are kilos too."""
    one, read = given[place], normal(expect.source)
    before = read[max(0, one.start - ELLIPSIS) : one.start]
    if place > 0 and given[place - 1].unit == unit and _COMPARED.search(before):
        return True
    # In 2007 it was only 9. A number that nothing follows is of what was counted before.
    is_bare = bool(_BARE_END.match(read, one.start + len(one.raw)))
    return is_bare and any(other.unit == unit for other in given[max(0, place - 3) : place])


def _has_other_unit(figure: Figure, given: list[tuple[Figure, frozenset[Any]]], least: frozenset[Any]) -> bool:
    if figure.unit in ("", DATE) or figure.kind == "word" and figure.size <= 1:
        return False
    mine = _numbers(figure)
    if not least.isdisjoint(figure.values - mine):
        return False  # 14 days are two weeks, whatever else is 14
    same = [other for other, theirs in given if not mine.isdisjoint(theirs)]
    units = {other.unit for other in same if other.kind != "ordinal"}
    if figure.unit in quantities.MONEY and all(other.kind in ("word", "ordinal") for other in same if not other.unit):
        if any(_is_elliptic(other, figure.unit, [one for one, _ in given]) for other in same):
            return False
        return bool(same) and figure.unit not in units  # two people are no two pounds
    alike = quantities.MEASURED.get(figure.unit)
    if alike is not None and all(other.kind in ("word", "ordinal") for other in same if not other.unit):
        kinds = {quantities.MEASURED.get(unit) for unit in units}
        return figure.unit not in units and alike in kinds  # 2 tablespoons and two carrots are no 2 teaspoons
    if not units or "" in units or figure.unit in hours.TIMES and len(units) < len(same):
        return False
    return figure.unit not in units and not (
        figure.unit in hours.TIMES and "hour" in units or figure.unit == "hour" and units & hours.TIMES
    )


def _is_elliptic(one: Figure, unit: str, given: list[Figure]) -> bool:
    """38 euros, of which two are given away: two euros."""
    before = [other for other in given if 0 < one.start - other.start - len(other.raw) <= ELLIPSIS]
    return bool(before) and not one.unit and before[-1].unit == unit


def _in_scores(text: str) -> frozenset[str]:
    """The numbers of 23:16."""
    return frozenset(part for pair in _SCORE.findall(plain(text)) for part in pair)


def _is_in_scores(raw: str, scores: frozenset[str]) -> bool:
    """A number of a score, or a score itself."""
    parts = _SCORE.fullmatch(raw)
    return raw in scores or parts is not None and scores.issuperset(parts.groups())


def _is_score_of(one: Figure, given: Sequence[Figure]) -> bool:
    """23:16, where the text has 23 votes to 16."""
    parts = _SCORE.fullmatch(one.raw)
    return parts is not None and all(any(Fraction(part) in other.values for other in given) for part in parts.groups())
