"""length: words, characters and lines within bounds, and within a share of the source's; an answer is never empty."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ai.guards.reading import plain, sentences
from ai.guards.verdicts import Expect, Verdict, prose, strings
from ai.local.sentences import split
from aicmr.lib.text import count_words

ID = "length"
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
LEAST_SENTENCE = 16  # characters
WIDE = 2.6  # letters that one Chinese, Japanese or Korean character stands for


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    read = prose(text, data).strip()
    if not _is_anything(read) and data is None:
        return Verdict(ID, False, "The answer is empty.")
    fault = next(_faults(read, data, expect), "")
    return Verdict(ID, not fault, fault)


def _faults(read: str, data: Any, expect: Expect) -> Iterator[str]:
    words = count_words(read)
    for figure, least, most, unit in (
        (words, expect.min_words, expect.max_words, "words"),
        (len(read), expect.min_chars, expect.max_chars, "characters"),
        (_lines(read) if data is None else 0, 0, expect.lines, "lines or paragraphs"),
        (len(split(plain(read))) if expect.sentences else 0, 0, expect.sentences, "sentences"),
    ):
        if least and figure < least:
            yield f"The answer has {figure} {unit}; at least {least} are needed."
        if most and figure > most:
            yield f"The answer has {figure} {unit}; at most {most} are allowed."
    for one in strings(data) if data is not None else [read]:
        if expect.max_each and len(one) > expect.max_each:
            yield f"“{one[:40]}…” has {len(one)} characters; at most {expect.max_each} are allowed."
    if again := _told_again(read, expect.source):
        yield f"The answer says the same again: “{again[:80]}”."
    yield from _shares(read, expect)


def _told_again(read: str, source: str) -> str:
    """A sentence that stands more often in the answer than in the text, and not only once more."""
    found = Counter(part for part in sentences(plain(read)) if len(part) >= LEAST_SENTENCE)
    return next((part for part, times in found.items() if times > 2 and times > source.count(part)), "")


def _shares(read: str, expect: Expect) -> Iterator[str]:
    if not any(expect.share) or not expect.source.strip():
        return
    least, most = expect.share
    share = round(100 * _weight(read) / max(1.0, _weight(expect.source)))
    if least and share < least:
        yield f"The answer has {share}% of the text's length; at least {least}% are needed. Something is missing."
    if most and share > most and _weight(read) > 80:
        yield f"The answer has {share}% of the text's length; at most {most}% are allowed."


def _weight(text: str) -> float:
    """Letters and digits; what a language without spaces writes in one character counts for more."""
    bare = plain(text, code=True)
    wide = len(_WIDE.findall(bare))
    return sum(char.isalnum() for char in bare) + (WIDE - 1) * wide


def _lines(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


def _is_anything(text: str) -> bool:
    """Whether there is more than white space, marks and invisible characters."""
    return any(unicodedata.category(char)[0] in "LNS" for char in text)
