"""A text as its numbers are read: digits of every script as 0 to 9, signs of one kind."""

import re
import unicodedata

from ai.guards.memory import by_length
from ai.guards.reading import plain, without_list_numbers

_SEPARATORS = str.maketrans(
    {"٫": ".", "٬": ",", "，": ",", "．": ".", "％": "%", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-"}
)
_VERSIONED = re.compile(r"(?<!\w)[vV](?=\d{1,3}\.\d)")  # v3.2
_GOALS = {"nil": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_SCORE = re.compile(rf"\b({'|'.join(_GOALS)})-(nil|{'|'.join([*_GOALS][1:5])})\b(?!-)", re.I)  # two-nil up
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
# The dot that ends a sentence behind a version, which would make a German date of it; the s of under-18s, no seconds.
_RELEASE = re.compile(r"(?<=[vV]ersion \d\.\d)\.(?!\d)|(?<=[vV]ersion \d\.\d\d)\.(?!\d)")
_EPIDEMIC = re.compile(r"(?<=covid)-?19(?!\d)", re.I)
_ELIDED = re.compile(
    r"\b(cent|vent|trent|quarant|cinquant|sessant|settant|ottant|novant)['’](?=ann[io]\b)", re.I
)  # vent’anni
_AN_HOUR = re.compile(r"\bun['’](?=or[ae]\b)", re.I)
_WHOLE = {"cent": "cento", "vent": "venti"}
_PLURAL = re.compile(r"(?<=(?:under|.over)-\d\d)s\b", re.I)


@by_length
def normal(text: str) -> str:
    """Digits of every script as 0 to 9; signs of one kind."""
    read = without_list_numbers(plain(text, code=True)).translate(_SEPARATORS)
    read = _SCORE.sub(lambda match: f"{_GOALS[match[1].lower()]}-{_GOALS[match[2].lower()]}", _VERSIONED.sub(" ", read))
    read = _EPIDEMIC.sub(" ", _PLURAL.sub(" ", _RELEASE.sub(" ", read)))
    read = _AN_HOUR.sub("una ", read)
    read = _ELIDED.sub(lambda match: f"{_WHOLE.get(match[1].lower(), match[1] + 'a')} ", read)
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match.group())), read)
