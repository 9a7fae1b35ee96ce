"""language: the answer is in the language that was asked for; one that cannot be told is not."""

from typing import Any

from ai.guards.verdicts import Expect, Verdict, prose
from ai.local.language import LANGUAGES, detect
from aicmr.lib.text import words

ID = "language"
TOO_SHORT_TO_TELL = 4  # words: names and headings of this size exist alike in many languages
CERTAIN = 0.9  # to be in another language than one that nothing here knows
ENOUGH = 5_000  # characters tell a language as well as a book does


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if not expect.language:
        return None
    wanted = expect.language.replace("_", "-").split("-")[0].lower()
    read = prose(text, data)
    found, confidence = detect(read[:ENOUGH])
    if found == wanted:
        return Verdict(ID, True)
    if wanted not in LANGUAGES and confidence < CERTAIN:
        return Verdict(ID, True, f"Nothing here can tell “{wanted}”, so the language was not checked.")
    if len(words(read)) < TOO_SHORT_TO_TELL and found is None:
        return Verdict(ID, True, "Too short to tell its language.")
    seen = f"in “{found}”" if found else "in a language that cannot be told"
    return Verdict(ID, False, f"The answer is {seen}; it must be in “{wanted}”.")
