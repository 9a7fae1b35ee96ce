"""Numbers in Chinese characters: 三百二十, 五分之三."""

import re
from collections.abc import Iterator
from fractions import Fraction

from ai.guards.figure import Figure

_DIGITS = {
    char: value
    for value, chars in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_FEASTS = {"五一": 5, "十一": 10}  # the first of May, and of October
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8}
NUMBER = re.compile(r"[〇零一二三四五六七八九十百千万萬億亿两兩]+")
_UP_TO_TEN = "[一二三四五六七八九十]"
PART = re.compile(rf"(?<![\d.,])(\d{{1,2}}|{_UP_TO_TEN})\s?[分분](?:の|之|의)\s?(\d{{1,2}}(?!\d)|{_UP_TO_TEN})")


def numbers(match: re.Match[str]) -> Iterator[Figure]:
    """A number in Chinese characters, or a day that is named by two."""
    raw = match.group()
    if raw in _FEASTS:
        yield Figure(raw, frozenset({("month", _FEASTS[raw]), Fraction(1)}), "other", start=match.start())
        return
    total = section = digit = 0
    for char in raw:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit else _DIGITS[char]
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        else:
            total += (section + digit or 1) * _MYRIADS[char]
            section = digit = 0
    is_sure = len(raw) > 1 and any(char in _DIGITS for char in raw) and any(char in _TENS for char in raw)
    yield Figure(
        raw, frozenset({Fraction(total + section + digit)}), "word" if is_sure else "other", start=match.start()
    )


def part(match: re.Match[str]) -> Fraction:
    """The part that a match of `PART` tells."""
    lower, upper = (int(said) if said.isascii() else _DIGITS.get(said, 10) for said in match.groups())
    return Fraction(upper, lower or 1)
