"""What is told twice: a paragraph, an entry, a row or a sentence that the text has once, and a block id."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ai.guards.marked import words
from ai.guards.memory import by_length
from ai.guards.reading import folded, plain, sentences

LEAST_WORDS, LEAST_ENTRY_WORDS = 5, 2  # of a sentence; of an entry or row, which is told twice for no reason
LEAST_TURNED = 8  # words of a sentence whose parts may have changed places
LEAST_REFRAIN = 3  # words of a sentence that the text itself repeats
LEAST_LETTERS = 20  # of a sentence in a script without spaces
_ENTRY = re.compile(r"<(li|tr)\b[^<>]{0,300}>((?:(?!<(?:li|tr)\b|</(?:li|tr)>).){1,5000})", re.DOTALL | re.I)
_LINE = re.compile(r"^[ \t]*(?:(?:[-*+•–]|\d{1,3}[.)])[ \t]+(\S[^\n]*)|\|([^\n]*)\|[ \t]*)$", re.MULTILINE)
_HEAD = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*\n(?=[ \t]*\|[ \t:|-]+\|[ \t]*$)", re.MULTILINE)
_RULE = re.compile(r"[\s:|-]*")
_ID = re.compile(r"<[a-z][^<>]{0,1000}?\s(?:data-)?id=\"([^\"<>]{1,100})\"", re.I)


def faults(answer: str, source: str) -> Iterator[str]:
    yield from (f"the block id {name} is there twice" for name in _more(_ids(answer), _ids(source), 1))
    yield from (f"“{one[:60]}” is told twice" for one in _turned(_sentences(answer), _sentences(source)))
    for mine, given, least in zip(_told(answer), _told(source), (LEAST_ENTRY_WORDS, LEAST_WORDS), strict=True):
        # A refrain comes back, in other words or another language.
        refrains = [one for one in given if len(one.split()) >= min(least, LEAST_REFRAIN) or _is_long(one)]
        most = max(Counter(refrains).values(), default=1)
        found = [one for one in mine if len(one.split()) >= least or _is_long(one)]
        yield from (f"“{one[:60]}” is told twice" for one in _more(found, given, most))


def _turned(mine: tuple[str, ...], given: tuple[str, ...]) -> Iterator[str]:
    """Sentences of the very same words in another order, where the text has them once."""
    here, there = (
        Counter(" ".join(sorted(one.split())) for one in told if len(one.split()) >= LEAST_TURNED)
        for told in (mine, given)
    )
    yield from (one for one, times in here.items() if times > max(1, there[one]))


def listed_twice(data: Any) -> Iterator[str]:
    """Of each list of JSON the strings that are there more than once, in capitals or not."""
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        if isinstance(value, list):
            said = Counter(folded(one).strip() for one in value if isinstance(one, str))
            yield from (one for one, times in said.items() if times > 1)


def _more(mine: Sequence[str], given: Sequence[str], most: int) -> list[str]:
    known = Counter(given)
    return [one for one, times in Counter(mine).items() if times > max(most, known[one])]


def _ids(text: str) -> list[str]:
    return _ID.findall(text)


@by_length
def _told(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Entries and rows, and all other sentences, by their words alone; heads may stand above each table."""
    read = _HEAD.sub("", text)
    entries = [_bare(found[1]) for found in _ENTRY.findall(read) if "<th" not in found[1]] if "<" in text else []
    entries += [_bare("".join(found)) for found in _LINE.findall(read) if not _RULE.fullmatch("".join(found))]
    whole = Counter(entries)
    return tuple(entries), tuple(one for one in map(_bare, sentences(plain(read))) if not whole[one])


@by_length
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(map(_bare, sentences(plain(text))))


def _bare(text: str) -> str:
    return " ".join(words(plain(text.replace("|", " "))))


def _is_long(sentence: str) -> bool:
    """Of a sentence whose words cannot be told."""
    return len(sentence.split()) < LEAST_REFRAIN and not sentence.isascii() and len(sentence) > LEAST_LETTERS
