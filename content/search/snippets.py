"""The part of a text that shows why it was found: escaped, with the query's words marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from content.search.query import Query
from content.search.querysets import EXCERPT
from content.search.tokenizer import RUNS, WORD_CHARACTER, fold

LENGTH = 220
_CONSIDERED = 100
_WORD = re.compile(WORD_CHARACTER).match
_REST = re.compile(f"{WORD_CHARACTER}*").match
Span = tuple[int, int]


def snippet(text: str, query: Query) -> SafeString:
    """About 220 characters of `text` around the densest matches; its beginning where nothing matches."""
    text = " ".join(text[:EXCERPT].split())
    spans = _spans(text, query)
    start, end = _window(text, spans)
    marked = _mark(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
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
    """Borders of words are looked at here: a pattern that asks for them is tried at every character."""
    is_beginning = word.endswith("*")
    pattern, is_unspaced = _pattern(word.rstrip("*"))
    for match in islice(pattern.finditer(folded), _CONSIDERED * 10):
        start, end = match.span()
        if is_unspaced:
            yield start, end
        elif start and _WORD(folded, start - 1):
            continue
        elif is_beginning:
            rest = _REST(folded, end)
            yield start, rest.end() if rest else end
        elif not _WORD(folded, end):
            yield start, end


@lru_cache(maxsize=1024)
def _pattern(word: str) -> tuple[re.Pattern[str], bool]:
    """The word, or words of a phrase with what stands between them; is it of a script without spaces?"""
    match = RUNS.fullmatch(word)
    return re.compile(r"[\W_]+".join(map(re.escape, word.split())) or "(?!)"), bool(match and match[1])


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
