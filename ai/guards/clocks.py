"""Times of day in words: half past seven, quarter to eight, halb acht, sept heures et demie, las siete y media."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from ai.guards import numerals
from ai.guards.figure import Figure, Value
from ai.guards.moments import clock

_MINUTE = r"(?P<minute>[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*)"
_HOUR = r"(?P<hour>\d{1,2}|[^\W\d_]+)"
# The kind is the name of a group: half past, quarter past, quarter to, half to (halb acht is half past seven).
_PATTERNS = {
    "en": rf"(?:(?P<half>half[ -]past)|(?P<past>(?:a )?quarter past)|(?P<to>(?:a )?quarter to)"
    rf"|(?P<after>five|ten|twenty(?:-five)?) (?:minutes )?past)\s+{_HOUR}",
    "de": rf"(?:(?P<before>halb)|(?P<past>viertel nach)|(?P<to>viertel vor|dreiviertel)"
    rf"|(?P<after>fünf|zehn|zwanzig) nach|(?P<until>fünf|zehn|zwanzig) vor)\s+{_HOUR}",
    "nl": rf"(?:(?P<before>half)|(?P<past>kwart over)|(?P<to>kwart voor))\s+{_HOUR}",
    "sv": rf"(?:(?P<before>halv)|(?P<past>kvart över)|(?P<to>kvart i))\s+{_HOUR}",
    "da": rf"(?:(?P<before>halv)|(?P<past>kvart over)|(?P<to>kvart i))\s+{_HOUR}",
    "no": rf"(?:(?P<before>halv)|(?P<past>kvart over)|(?P<to>kvart på))\s+{_HOUR}",
    "fr": rf"{_HOUR}\s+(?:heures?|h)\s+(?:(?P<half>et demie?)|(?P<past>et quart)|(?P<to>moins le quart)|{_MINUTE})",
    "es": rf"las?\s+{_HOUR}\s+(?:(?P<half>y media)|(?P<past>y cuarto)|(?P<to>menos cuarto)|y {_MINUTE})",
    "it": rf"(?:le|alle|all['’])\s*{_HOUR}\s+(?:(?P<half>e mezz[oa])|(?P<past>e un quarto)|(?P<to>meno un quarto)"
    rf"|e {_MINUTE})",
    "pt": rf"(?:às|as|à)\s+{_HOUR}\s+(?:horas\s+)?(?:(?P<half>e meia)|(?P<past>e um quarto)|(?P<to>menos um quarto)"
    rf"|e {_MINUTE})",
    "pl": rf"(?:(?P<before>wpół do)|(?P<past>kwadrans po)|(?P<to>za kwadrans))\s+{_HOUR}",
    "tr": rf"(?:saat|sabah|akşam|gece|öğleden sonra)\s+(?:saat\s+)?{_HOUR}\s+(?P<half>buçu\w+)",
}
# An hour with the part of the day: six in the evening, sei di sera.
_DAY = {
    language: rf"{_HOUR}(?:[.:](?P<digits>[0-5]\d))?\s+{clock}"
    rf"(?:(?P<early>{early})|(?P<late>{late})|(?P<night>{night}))"
    for language, clock, early, late, night in (
        ("en", r"(?:o['’]clock\s+)?", "in the morning", "in the (?:afternoon|evening)", "at night"),
        (
            "de",
            r"(?:uhr\s+)?",
            "morgens|früh|vormittags|am morgen",
            "nachmittags|abends|am (?:abend|nachmittag)",
            "nachts",
        ),
        ("fr", r"heures?\s+", "du matin", "du soir|de l['’]après-midi", "de la nuit"),
        ("es", "", "de la (?:mañana|madrugada)", "de la tarde", "de la noche"),
        ("it", "", "del mattino|di mattina", "del pomeriggio|d(?:i|ella) sera", "di notte"),
        ("pt", r"(?:horas\s+)?", "da (?:manhã|madrugada)", "da tarde", "da noite"),
        ("nl", r"(?:uur\s+)?['’]s\s", "ochtends|morgens", "middags|avonds", "nachts"),
        ("sv", r"på\s", "morgonen|förmiddagen", "eftermiddagen|kvällen", "natten"),
        ("pl", "", "rano", "po południu|wieczorem", "w nocy"),
    )
}
_DAY_BEFORE = {
    "de": r"(?:(?P<early>morgens|vormittags)|(?P<late>nachmittags|abends)|(?P<night>nachts))\s(?:um|gegen|ab|bis)\s"
    rf"{_HOUR}(?!\s(?:Uhr\s)?\d)",
}
# Hours that have a name.
_NOON = re.compile(
    r"(?<!\w)(?:(?:12|twelve)\s)?(?:(?P<noon>noon|midday|zwölf uhr mittags|midi|mediodía|mezzogiorno|meio-dia|południe)"
    r"|(?P<midnight>midnight|mitternacht|minuit|medianoche|mezzanotte|meia-noite|middernacht|midnatt|północ[y]?))"
    r"(?P<half>\s(?:et demie?|y media|e mezz[oa]|e meia))?"
    r"(?P<quarter>\s(?:et quart|y cuarto|e un quarto|e um quarto))?(?!\w)",
    re.IGNORECASE,
)
NIGHT = 5  # and later hours at night are before midnight
_MINUTES = {"half": (30, 0), "before": (30, -1), "past": (15, 0), "to": (45, -1)}


def named(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """Noon and midnight, each with its hour and minute: minuit et demi."""
    for match in _NOON.finditer(text):
        yield match, 12 if match["noon"] else 0, 30 if match["half"] else 15 if match["quarter"] else 0


@cache
def pattern(language: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{_PATTERNS[language]})(?!\w)", re.IGNORECASE) if language in _PATTERNS else None


def minutes_told(text: str, language: str) -> Iterator[Figure]:
    """Times with minutes in letters; in French also how long something takes."""
    known = pattern(language)
    for match in known.finditer(text) if known else ():
        hour, (minute, shift) = _hour(match["hour"], language), minutes(match, language)
        if 1 <= hour <= 24 and 0 <= minute < 60:
            took: set[Value] = {("seconds", Fraction(3600 * hour + 60 * minute))} if language == "fr" else set()
            values = clock((hour + shift) % 24, minute, "") | took
            yield Figure(match.group(), values, "word", start=match.start())


def parts_told(text: str, language: str) -> Iterator[Figure]:
    """Hours with the part of the day."""
    for known in of_day(language):
        for match in known.finditer(text):
            hour = _hour(match["hour"], language)
            minute = int(match.groupdict().get("digits") or 0)
            if 1 <= hour <= 12:
                half = "p" if match["late"] or match["night"] and hour > NIGHT else "a"
                hour = 0 if match["night"] and hour == 12 else hour
                raw = text[match.start("hour") : match.end("digits" if minute else "hour")]
                yield Figure(raw, clock(hour, minute, half), "word", start=match.start("hour"))


def _hour(said: str, language: str) -> int:
    return int(said) if said.isdigit() else numerals.table(language).get(said.lower(), (0, True))[0]


@cache
def of_day(language: str) -> tuple[re.Pattern[str], ...]:
    """An hour with the part of the day: the groups `hour` and one of `early`, `late`, `night`."""
    shapes = (_DAY.get(language), _DAY_BEFORE.get(language))
    return tuple(re.compile(rf"(?<![\w.,:])(?:{shape})(?!\w)", re.IGNORECASE) for shape in shapes if shape)


def minutes(match: re.Match[str], language: str) -> tuple[int, int]:
    """(the minute, what the hour that is named has to be changed by); the minute is -1 where a word is none."""
    kind = next(name for name, said in match.groupdict().items() if said and name != "hour")
    if kind in ("minute", "after", "until"):
        said = numerals.cardinals(language).get(match[kind].lower(), -1)
        return (60 - said, -1) if kind == "until" else (said, 0)
    return _MINUTES[kind]
