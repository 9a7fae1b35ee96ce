"""The part of a text that shows why it was found: escaped, with the query's words marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import accumulate, islice

from django.utils.safestring import SafeString, mark_safe

from content.search.query import Query
from content.search.querysets import EXCERPT
from content.search.tokenizer import RUNS, WORD_CHARACTER, fold

LENGTH = 220
_CONSIDERED = 100
Span = tuple[int, int]


def snippet(text: str, query: Query) -> SafeString:
    """About 220 characters of `text` around the densest matches; its beginning where nothing matches."""
    text = text[:EXCERPT]
    spans = _spans(text, query)
    start, end = _window(text, spans)
    marked = _mark(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    marked = " ".join(marked.split())
    return mark_safe(f"{'… ' if start else ''}{marked}{' …' if end < len(text) else ''}")  # noqa: S308 (escaped)


def highlight(text: str, query: Query) -> SafeString:
    """All of `text`, escaped, with the query's words marked; for titles."""
    return mark_safe(_mark(text, _spans(text, query), 0, len(text)))  # noqa: S308 (escaped)


class _Folds(dict[int, str]):
    """For `str.translate`: each character as the tokenizer folds it, worked out when first met."""

    def __missing__(self, number: int) -> str:
        self[number] = folded = fold(chr(number))
        return folded


_FOLDS = _Folds()


def _spans(text: str, query: Query) -> list[Span]:
    """Where the query's words stand in `text`, in order, none inside another."""
    folded = text.lower() if text.isascii() else text.translate(_FOLDS)
    spans: list[Span] = []
    for span in sorted({span for word in dict.fromkeys(query.words) for span in _spans_of(folded, word)}):
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    if len(folded) == len(text) or not spans:
        return spans
    places = list(accumulate((len(_FOLDS[ord(char)]) for char in text), initial=0))  # ß is two letters when folded
    return [(bisect_right(places, start) - 1, bisect_left(places, end)) for start, end in spans]


def _spans_of(folded: str, word: str) -> Iterator[Span]:
    for match in islice(_pattern(word).finditer(folded), _CONSIDERED):
        yield match.span()


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """The word, or words of a phrase with what stands between them; `word*` takes the rest of a word along.

    The border before a word is asked for behind its letters: a pattern that begins with letters is searched for
    as a string, one that begins with a border is tried at every character.
    """
    first, *rest = [re.escape(part) for part in word.rstrip("*").split()] or ["(?!)"]
    between = "".join(rf"[\W_]+{part}" for part in rest)
    match = RUNS.fullmatch(word.rstrip("*"))
    if match and match[1]:  # of a script without spaces
        return re.compile(first + between)
    border = f"(?<=(?<!{WORD_CHARACTER}){first})" if word.strip("*") else ""
    end = f"{WORD_CHARACTER}*" if word.endswith("*") else f"(?!{WORD_CHARACTER})"
    return re.compile(f"{first}{border}{between}{end}")


def _window(text: str, spans: list[Span]) -> Span:
    if len(text) <= LENGTH:
        return 0, len(text)
    first = _densest(text, spans)
    start = max(0, min(first - LENGTH // 4, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    if start and (space := text.find(" ", start, max(start, first))) != -1:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", start + LENGTH // 2, end)) != -1:
        end = space
    return start, end


def _densest(text: str, spans: list[Span]) -> int:
    """Where the window with the most different matched words begins."""
    words = [text[start:end].lower() for start, end in spans[:_CONSIDERED]]
    best, best_count, last = 0, 0, 0
    for first, (start, _) in enumerate(spans[:_CONSIDERED]):
        while last < len(words) and spans[last][1] <= start + LENGTH * 3 // 4:
            last += 1
        count = len(set(words[first:last]))
        if count > best_count:
            best, best_count = start, count
    return best


def _mark(text: str, spans: list[Span], start: int, end: int) -> str:
    parts, at = [], start
    for begin, stop in spans:
        parts += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    return "".join([*parts, escape(text[at:end])])
