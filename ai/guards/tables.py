"""Tables whose heads say what their numbers are in, `Profit (million euros)` over `254`, or that they count rows."""

import re
from html import unescape

from ai.guards.quantities import factor_of, unit_of

RANK = "#"
_TABLE = re.compile(r"<table\b.{0,50000}?</table>", re.DOTALL | re.I)
_ROW = re.compile(r"<tr\b[^<>]{0,300}>(.{0,20000}?)</tr>", re.DOTALL | re.I)
_CELL = re.compile(r"(<t[dh]\b[^<>]{0,300}>)(.{0,5000}?)(</t[dh]>)", re.DOTALL | re.I)
_CELL_END = re.compile(r"\s*</t[dh]>\s*(?=<t[dh])", re.I)
_PIPED = re.compile(r"^\s*\|(.*)\|\s*$")
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINES = re.compile(r"(?:^[ \t]*\|[^\n]*\|[ \t]*(?:\n|\Z)){2,}", re.MULTILINE)
_RULE = re.compile(r"[\s:|-]+")
_BARE = re.compile(r"\s*[+\-–−]?\d[\d.,  ]*\s*")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_IN = re.compile(r"\b(?:in|en|em|i|w|v)\s+(\S{1,20}(?:\s+\S{1,20}){0,2})\s*$", re.I)
_WORD = re.compile(r"[^\s().,]+\.?")
# Heads of columns that count the rows.
_RANK = re.compile(
    r"\s*(?:#|nr\.?|no\.?|n[º°]|rank|place|pos(?:ition)?\.?|rang|platz|plätze|place|classement|puesto|posición|posto|posizione|positie|plaats"
    r"|lugar|posição|plats|plads|plass|miejsce|pořadí|sija)\s*",
    re.I,
)


def with_units(text: str, language: str) -> str:
    """The text with the unit or multiplier of a column's head behind each of its bare numbers, and without ranks."""
    if "<table" in text.lower():
        text = _TABLE.sub(lambda match: _of_html(match.group(), language), text)
    return _LINES.sub(lambda match: _of_markdown(match.group(), language), text) if "|" in text else text


def rowwise(text: str) -> str:
    """Tables as lines that name each cell's row and column."""
    lines = _CELL_END.sub(" | ", re.sub(r"<tr\b[^>]{0,200}>", "\n|", re.sub(r"</tr>", "|\n", text, flags=re.I))).split(
        "\n"
    )
    made: list[str] = []
    head: list[str] = []
    for line in lines:
        row = _PIPED.match(line)
        if not row:
            head = []
            made.append(line)
        elif not _RULE.fullmatch(row.group(1)):
            cells = [cell.strip() for cell in row.group(1).split("|")]
            if not head:
                head = cells
                made.append(" , ".join(cells) if not any(map(str.isdigit, line)) else line)
            elif len(cells) == len(head) and len(cells) > 1:
                made += [f"{cells[0]} {name} {cell}" for name, cell in zip(head[1:], cells[1:], strict=True)]
            else:
                made.append(line)
    return "\n".join(made)


def _of_html(table: str, language: str) -> str:
    units: list[str] | None = None

    def row(match: re.Match[str]) -> str:
        nonlocal units
        if units is None:
            units = [_unit(_TAG.sub(" ", unescape(cell)), language) for _, cell, _ in _CELL.findall(match.group(1))]
            return match.group()
        places = iter(units)

        def filled(cell: re.Match[str]) -> str:
            unit = next(places, "")
            bare = _TAG.sub("", cell.group(2))
            if not unit or not _BARE.fullmatch(bare):
                return cell.group()
            return f"{cell.group(1)}{_told(bare, unit)}{cell.group(3)}"

        return _CELL.sub(filled, match.group()) if any(units) else match.group()

    return _ROW.sub(row, table)


def _of_markdown(table: str, language: str) -> str:
    first, *rest = table.split("\n")
    units = [_unit(cell, language) for cell in first.split("|")]
    if not any(units):
        return table
    made = [first]
    for line in rest:
        cells = line.split("|")
        if not _RULE.fullmatch(line) and len(cells) == len(units):
            pairs = zip(cells, units, strict=True)
            line = "|".join(
                f" {_told(cell, unit)} " if unit and _BARE.fullmatch(cell) else cell for cell, unit in pairs
            )
        made.append(line)
    return "\n".join(made)


def _told(cell: str, unit: str) -> str:
    return "" if unit == RANK else f"{cell.strip()} {unit}"


def _unit(head: str, language: str) -> str:
    """What the head says its numbers are in, in brackets or behind `in`; RANK if they count the rows; '' if neither."""
    if _RANK.fullmatch(head):
        return RANK
    for found in (*_IN_BRACKETS.findall(head), *_IN.findall(head)):
        words = _WORD.findall(found)
        if any(unit_of(word) or factor_of(word, language) for word in words):
            return " ".join(found.split())
    return ""
