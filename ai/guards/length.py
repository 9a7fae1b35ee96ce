"""length: words and characters within bounds; an answer is never empty."""

from typing import Any

from ai.guards.verdicts import Expect, Verdict, prose
from aicmr.lib.text import count_words

ID = "length"


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    read = prose(text, data).strip()
    words = count_words(read)
    if not read and data is None:
        return Verdict(ID, False, "The answer is empty.")
    for figure, least, most, unit in (
        (words, expect.min_words, expect.max_words, "words"),
        (len(read), expect.min_chars, expect.max_chars, "characters"),
    ):
        if least and figure < least:
            return Verdict(ID, False, f"The answer has {figure} {unit}; at least {least} are needed.")
        if most and figure > most:
            return Verdict(ID, False, f"The answer has {figure} {unit}; at most {most} are allowed.")
    return Verdict(ID, True)
