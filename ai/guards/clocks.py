"""Times of day in words: half past seven, quarter to eight, halb acht, sept heures et demie, las siete y media."""

import re
from functools import cache

_HOUR = r"(?P<hour>\d{1,2}|[^\W\d_]+)"
# The kind is the name of a group: half past, quarter past, quarter to, half to (halb acht is half past seven).
_PATTERNS = {
    "en": rf"(?:(?P<half>half[ -]past)|(?P<past>(?:a )?quarter past)|(?P<to>(?:a )?quarter to))\s+{_HOUR}",
    "de": rf"(?:(?P<before>halb)|(?P<past>viertel nach)|(?P<to>viertel vor|dreiviertel))\s+{_HOUR}",
    "nl": rf"(?:(?P<before>half)|(?P<past>kwart over)|(?P<to>kwart voor))\s+{_HOUR}",
    "sv": rf"(?:(?P<before>halv)|(?P<past>kvart över)|(?P<to>kvart i))\s+{_HOUR}",
    "da": rf"(?:(?P<before>halv)|(?P<past>kvart over)|(?P<to>kvart i))\s+{_HOUR}",
    "no": rf"(?:(?P<before>halv)|(?P<past>kvart over)|(?P<to>kvart på))\s+{_HOUR}",
    "fr": rf"{_HOUR}\s+(?:heures?|h)\s+(?:(?P<half>et demie?)|(?P<past>et quart)|(?P<to>moins le quart))",
    "es": rf"las?\s+{_HOUR}\s+(?:(?P<half>y media)|(?P<past>y cuarto)|(?P<to>menos cuarto))",
    "it": rf"(?:le|alle|all['’])\s*{_HOUR}\s+(?:(?P<half>e mezz[oa])|(?P<past>e un quarto)|(?P<to>meno un quarto))",
}
_MINUTES = {"half": (30, 0), "before": (30, -1), "past": (15, 0), "to": (45, -1)}


@cache
def pattern(language: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{_PATTERNS[language]})(?!\w)", re.IGNORECASE) if language in _PATTERNS else None


def minutes(match: re.Match[str], language: str) -> tuple[int, int]:
    """(the minute, what the hour that is named has to be changed by)."""
    kind = next(name for name, said in match.groupdict().items() if said and name != "hour")
    return _MINUTES[kind]
