"""A list of one entry, and tables whose rows do not fit together."""

import re
from collections.abc import Iterator

from ai.guards.reading import plain, sentences

_ENTRY = re.compile(r"<li\b|^[ \t]*(?:[-*+•–]|\d{1,3}[.)])[ \t]+\S", re.MULTILINE | re.I)
_PIPED = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`[^`\n]{1,300}`")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^<>]{0,300}>(.{0,20000}?)</tr>", re.DOTALL | re.I)
_TABLE = re.compile(r"<table\b.{0,50000}?</table>", re.DOTALL | re.I)
_CELL = re.compile(r"<t[dh]\b([^<>]{0,300})>", re.I)
_SPAN = re.compile(r"\bcolspan=[\"']?(\d{1,2})", re.I)
LEAST_TOLD = 3  # sentences that are more than one entry


def of_list(answer: str, source: str) -> Iterator[str]:
    if len(_ENTRY.findall(answer)) == 1 and len(sentences(plain(source))) >= LEAST_TOLD:
        yield "the list has one entry"


def of_tables(answer: str) -> Iterator[str]:
    """Tables that no reader of Markdown or HTML shows as one."""
    yield from _of_markdown(answer)
    for table in _TABLE.findall(answer) if "<t" in answer else ():
        rows = _ROW.findall(table)
        wide = {_width(row) for row in rows}
        if "rowspan" not in table.lower() and len(wide) > 1:
            yield f"rows of the table have {' and '.join(map(str, sorted(wide)[:3]))} cells"
        if len(rows) == 1:
            yield "the table has one row"


def rows_of(text: str) -> list[int]:
    """The number of cells in each row of Markdown."""
    return [_cells(line) for line in _FENCED.sub("", text).split("\n") if _PIPED.match(line)]


def _of_markdown(answer: str) -> Iterator[str]:
    groups: list[list[str]] = [[]]
    for line in _FENCED.sub("", answer).split("\n"):
        if _PIPED.match(line):
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    for rows in filter(None, groups):
        if len(rows) < 2 or not _RULE.fullmatch(rows[1]):
            yield "a part of the table has no row of dashes under its head"
        elif len(rows) == 2:
            yield "the table has one row"
        wide = {_cells(row) for row in rows}
        if len(wide) > 1:
            yield f"rows of the table have {' and '.join(map(str, sorted(wide)[:3]))} cells"


def _cells(line: str) -> int:
    return len(_BAR.findall(_CODE.sub("", line))) - 1


def _width(row: str) -> int:
    spans = (_SPAN.search(attributes) for attributes in _CELL.findall(row))
    return sum(int(span.group(1)) if span else 1 for span in spans)
