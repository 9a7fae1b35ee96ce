"""tags: what is no prose comes back as it was, where it was and once: tags, ids, footnotes, code, pictures, lists."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from ai.guards import doubled, moved, placed, shapes
from ai.guards.verdicts import Expect, Verdict, listed, prose

ID = "tags"
_ALIKE = {"b": "strong", "i": "em", "del": "s", "strike": "s"}
_LOOSE = {"br", "wbr", "span", "tbody", "thead", "colgroup"}  # carry nothing that a reader would miss
_CODE = {"code", "kbd", "samp", "pre"}
_PIECES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("footnote", re.compile(r"\[\^[\w-]{1,40}\]")),
    ("footnote", re.compile(r"<sup\b[^>]{0,300}>\s*<a\b[^>]{0,300}>([^<]{1,12})</a>", re.IGNORECASE)),
    ("footnote", re.compile(r"<sup\b[^>]{0,300}>\s{0,9}\[?(\d{1,3})\]?\s{0,9}</sup>", re.IGNORECASE)),
    ("code", re.compile(r"(?<!`)``?(?!`)([^`\n]{1,500})`(?:`(?!`)|(?!`))")),
    ("code block", re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)),
    ("picture", re.compile(r"!\[[^\]\n]{0,500}\]\(([^)\s]{1,2000})")),
    (
        "placeholder",
        re.compile(
            r"\{\{[^{}\n]{1,80}\}\}|\{%[^{}\n]{1,80}%\}|(?<![\d])%\([a-z_]{1,40}\)[sd]"
            r"|(?<![\d%])(?<!\d[ \u00a0])%\d?\$?[sd](?![\w])"
            r"|\{[a-z_]{0,40}\d?\}|\[/?(?!(?:would|will|had|have|has|were|was|are|is|his|her|their|its|they|the|that|this|and|sic|einer?|eine[nms]|der|die|das|ist|sind"
            r"|wird|hat|haben|und|les?|une?|est|il|elle|el|los|las|una?|que)\])[a-z_-]{3,20}(?:\s+[a-z_-]+=[^\]\n]{1,200})?\](?!\()"
        ),
    ),
)
_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("heading", re.compile(r"^(#{1,6})[ \t]+\S", re.MULTILINE)),
    ("list entry", re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S", re.MULTILINE)),
    ("quotation", re.compile(r"^>", re.MULTILINE)),
    ("table row", re.compile(r"^\|.*\|[ \t]*$", re.MULTILINE)),
)
_SHAPES = {
    "list": re.compile(r"<li\b|^[ \t]*(?:[-*+•–]|\d{1,3}[.)])[ \t]+\S", re.MULTILINE | re.IGNORECASE),
    "table": re.compile(r"<table\b|^[ \t]*\|.*\|[ \t]*$", re.MULTILINE | re.IGNORECASE),
}
_MARKDOWN = re.compile(r"\*\*[^*\n]{1,300}\*\*|__[^_\n]{1,300}__|^#{1,6} \S|\]\([^)\s]+\)|^[-*] \S", re.MULTILINE)
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(([^)\s]{1,2000})")
_UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z))")  # which opens nothing; the parser would look for the end of each
_ESCAPED = re.compile(r"&lt;/?[a-z][a-z0-9]*|&amp;(?:amp|lt|gt|quot|nbsp);")
_EMPHASIS = re.compile(r"(?<![*\w])\*\*[^*\n]{1,300}\*\*(?!\*)")


# Where a text is simplified they may stand elsewhere, but not be gone.
_STAYING = ("strong", "em", "mark", "h2", "h3", "h4", "blockquote", "figure", "table")


class _Reader(HTMLParser):
    """Tags in order; the data- attributes; what stands in code, and where pictures come from."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.marks: list[str] = []
        self.code: list[str] = []
        self.sources: list[str] = []
        self.pictures: dict[str, str] = {}
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CODE:
            self.code += [] if self._open else [""]
            self._open += 1
        if tag == "img":
            self.sources.append(dict(attrs).get("src") or "")
            self.pictures.setdefault(self.sources[-1], (dict(attrs).get("alt") or "").strip())
        if tag.partition("-")[0] not in _LOOSE:
            self.tags.append(_ALIKE.get(tag, tag))
        self.marks += [f'{name}="{value}"' for name, value in attrs if name == "id" or name.startswith("data-")]

    def handle_endtag(self, tag: str) -> None:
        self._open -= bool(tag in _CODE and self._open)

    def handle_data(self, data: str) -> None:
        if self._open:
            self.code[-1] += data


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    answer = prose(text, data)
    if expect.shape and not _SHAPES[expect.shape].search(answer):
        return Verdict(ID, False, f"The answer is no {expect.shape}.")
    if data is not None and expect.links == () and (twice := list(doubled.listed_twice(data))):
        return Verdict(ID, False, f"The answer names twice: {listed(twice)}.")
    is_kept = bool(expect.source and {"tags", "ids"} & {*expect.keep}) or expect.keep_tags is not None
    if not is_kept and (data is not None or not expect.source):
        return None
    faults = list(_kept_faults(answer, expect))
    if data is None and not faults:
        if expect.shape and (unfit := list(_unfit(answer, expect))):
            return Verdict(ID, False, f"The answer is no {expect.shape}: {listed(unfit)}.")
        faults = [*_moved(answer, expect), *doubled.faults(answer, expect.source)]
    faults = faults or list(_mark_faults(answer, expect.keep_tags or ()))
    if faults:
        return Verdict(ID, False, f"The answer changed what is not prose: {listed(faults)}.")
    return Verdict(ID, True)


def _kept_faults(answer: str, expect: Expect) -> Iterator[str]:
    """What is lost, new or in another order, where all tags are kept, or blocks and that something is emphasised."""
    mine, given = _read(answer), _read(expect.source)
    if "tags" in expect.keep and expect.source:
        yield from _faults(answer, expect.source)
    if "ids" in expect.keep:
        yield from _differences("the block id {}", mine.marks, given.marks)
        yield from (f"<{name}> was lost" for name in _STAYING if name in given.tags and name not in mine.tags)
    elif "links" in expect.keep and "tags" not in expect.keep and given.marks:
        grows = expect.share is not None and expect.share[0] >= 100  # which keeps every block
        yield from (f"the block id {mark} was added" for mark in mine.marks if mark not in given.marks)
        yield from (f"the block id {mark} was lost" for mark in given.marks if grows and mark not in mine.marks)
    if {"tags", "ids"} & {*expect.keep} and mine.marks != given.marks and sorted(mine.marks) == sorted(given.marks):
        yield "the blocks stand in another order"
    here, there = _descriptions(mine, answer), _descriptions(given, expect.source)
    yield from (
        f"the picture {name} has no description any more" for name in there if there[name] and here.get(name) == ""
    )


def _descriptions(read: _Reader, text: str) -> dict[str, str]:
    """What each picture shows, of HTML and Markdown."""
    return {**read.pictures, **{address: said.strip() for said, address in _PICTURE.findall(text)}}


def _moved(answer: str, expect: Expect) -> Iterator[str]:
    """What is still there, but elsewhere; the entries of a list have other emphasis, at their heads."""
    if "links" in expect.keep:
        yield from placed.faults(answer, expect)
        yield from moved.emphasis(answer, expect) if not expect.shape else ()


def _unfit(answer: str, expect: Expect) -> Iterator[str]:
    return shapes.of_list(answer, expect.source) if expect.shape == "list" else shapes.of_tables(answer)


def _mark_faults(answer: str, wanted: tuple[str, ...]) -> Iterator[str]:
    """Marks such as <a-2> that stand for something: lost, or there twice."""
    found = Counter(_read(answer).tags)
    yield from (f"<{name}> was lost" for name in wanted if not found[name])
    yield from (f"<{name}> is there {times} times" for name, times in found.items() if times > 1 and "-" in name)


def _faults(answer: str, source: str) -> Iterator[str]:
    mine, given = _read(answer), _read(source)
    yield from _differences("the block id {}", mine.marks, given.marks)
    yield from _differences("<{}>", mine.tags, given.tags)
    yield from _differences("the code {}", mine.code, given.code)
    yield from _differences("the picture {}", mine.sources, given.sources)
    for name, pattern in _PIECES:
        yield from _differences(f"the {name} {{}}", pattern.findall(answer), pattern.findall(source))
    if not given.tags:
        yield from _line_faults(answer, source)
    elif (mark := _MARKDOWN.search(answer)) and not _MARKDOWN.search(source):
        yield f"the mark of Markdown {mark.group().strip()[:20]} was added"
    if (escaped := _ESCAPED.search(answer)) and not _ESCAPED.search(source):
        yield f"the tag {escaped.group()} is written out"


def _line_faults(answer: str, source: str) -> Iterator[str]:
    for name, pattern in _LINES:
        here, there = len(pattern.findall(answer)), len(pattern.findall(source))
        if here != there:
            yield f"{there} {name}s became {here}" if there else f"{here} {name}s were added"
    here, there = len(_EMPHASIS.findall(answer)), len(_EMPHASIS.findall(source))
    if here < there:
        yield f"{there - here} bold passages were lost"
    if shapes.rows_of(answer) != shapes.rows_of(source):
        yield "rows of the table have other cells"


def _differences(words: str, here: list[str], there: list[str]) -> Iterator[str]:
    lost, added = Counter(there) - Counter(here), Counter(here) - Counter(there)
    yield from (f"{words.format(item.strip()[:60])} was lost" for item in lost)
    yield from (f"{words.format(item.strip()[:60])} was added" for item in added)


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(_UNCLOSED.sub("&lt;", text))
    reader.close()
    return reader
