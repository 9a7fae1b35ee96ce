"""Which letters a language is written in."""

import re
from functools import cache

from ai.guards import languages

_RANGES = {
    "latin": r"A-Za-z\u00aa\u00ba\u00c0-\u024f\u0250-\u02af\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff",
    "cyrillic": r"\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "arabic": r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "hebrew": r"\u0590-\u05ff",
    "devanagari": r"\u0900-\u097f",
    "bengali": r"\u0980-\u09ff",
    "gurmukhi": r"\u0a00-\u0a7f",
    "gujarati": r"\u0a80-\u0aff",
    "odia": r"\u0b00-\u0b7f",
    "tamil": r"\u0b80-\u0bff",
    "telugu": r"\u0c00-\u0c7f",
    "kannada": r"\u0c80-\u0cff",
    "malayalam": r"\u0d00-\u0d7f",
    "sinhala": r"\u0d80-\u0dff",
    "thai": r"\u0e00-\u0e7f",
    "lao": r"\u0e80-\u0eff",
    "burmese": r"\u1000-\u109f",
    "khmer": r"\u1780-\u17ff",
    "georgian": r"\u10a0-\u10ff\u1c90-\u1cbf",
    "armenian": r"\u0530-\u058f",
    "ethiopic": r"\u1200-\u137f",
    "hangul": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "kana": r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f",
    "han": r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff",
}
# Scripts of one character a syllable or word: one counts as much as two letters.
_HEAVY = {"han", "kana", "hangul"}


def own_letters(text: str, code: str) -> int:
    """Letters of the scripts that the language is written in."""
    return sum(_count(text, script) for script in languages.scripts_of(code))


def split_letters(text: str, code: str) -> int:
    """Letters of all other scripts."""
    return sum(_count(text, script) for script in _RANGES if script not in languages.scripts_of(code))


def letters(script: str) -> str:
    """The script's letters, for a set of a regular expression."""
    return _RANGES[script]


def count(text: str, script: str) -> int:
    return len(_pattern(script).findall(text))


def _count(text: str, script: str) -> int:
    return count(text, script) * (2 if script in _HEAVY else 1)


@cache
def _pattern(script: str) -> re.Pattern[str]:
    return re.compile(f"[{_RANGES[script]}]")
