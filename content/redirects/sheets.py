"""Lists of redirects as other programs keep them, read into lines.

CSV with commas, semicolons or tabs (Wagtail, the WordPress plugins Redirection, Rank Math and Yoast), `_redirects`
(Netlify, Cloudflare), `Redirect` and `RedirectMatch` of Apache, `rewrite` of nginx, and Ghost's `redirects.json` and
`redirects.yaml`. Regular expressions become patterns where they say no more than one.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from aicmr.lib import plainyaml
from content.redirects.exceptions import ListRefused

MOST_LINES = 20_000
_SOURCE = {"source", "source url", "from", "old", "old url", "old path", "old address", "origin", "path", "url"}
_TARGET = {"target", "target url", "to", "new", "new url", "new path", "new address", "destination", "redirect to"}
_TARGET |= {"redirect link", "redirect url"}
_REGEX = {"regex", "is regex", "format"}
_CODE = {"code", "status code", "http code", "type", "redirection type"}
_YES = {"1", "true", "yes", "regex"}
_APACHE = re.compile(
    r"Redirect(Match|Permanent|Temp)?\s+(?:(\d{3}|permanent|temp|seeother|gone)\s+)?(\S+)(?:\s+(\S+))?", re.I
)
_NGINX = re.compile(r"rewrite\s+(\S+)\s+(\S+?)(?:\s+(permanent|redirect|last|break))?\s*;?")
_CODES = ("301", "302", "303", "307", "308")
_SPLIT = re.compile(r"[,;\t]")
_GROUP = re.compile(r"\(\[\^/\]\+\)|\(\.\+\??\)|\(\.\*\??\)|\(\[\^/\]\*\)")


@dataclass(frozen=True, slots=True)
class Line:
    """One redirect of a list; `fault` says why it cannot be one."""

    number: int
    source: str
    target: str
    fault: str = ""


def read(text: str) -> list[Line]:
    """The lines of a list; raises ListRefused for what is none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ListRefused("The list is empty.")
    if text.count("\n") > MOST_LINES:
        raise ListRefused(f"The list has more than {MOST_LINES} lines: take it in parts.")
    lines = (line.strip() for line in text.split("\n"))
    start = next((line for line in lines if line and not line.startswith("#")), "")
    if start[:1] in ("[", "{"):
        found = list(_json(text))
    elif re.match(r"['\"]?30[1278]['\"]?\s*:", start):
        found = list(_yaml(text))
    elif _SPLIT.search(start) and not _is_server_line(start):
        found = list(_table(text, start))
    else:
        found = list(_lines(text))
    if not found:
        raise ListRefused("No redirect stands in the list. Each line has an old address and a new one: /old/,/new/")
    return found


def _is_server_line(line: str) -> bool:
    return bool(_APACHE.match(line) or _NGINX.match(line))


def _table(text: str, start: str) -> Iterator[Line]:
    delimiter = max("\t;,", key=start.count)
    reader = csv.reader(text.split("\n"), delimiter=delimiter)
    columns = {"source": 0, "target": 1}
    is_first = True
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if is_first and not cells[0].startswith(("/", "http", "^")):
                columns = _columns(cells)
                is_first = False
                continue
            is_first = False
            found = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
            is_regex = found.get("regex", "").lower() in _YES
            yield _line(reader.line_num, found["source"], found["target"], found.get("code", ""), is_regex)
    except csv.Error as error:
        raise ListRefused(f"Line {reader.line_num} cannot be read as a table: {error}.") from None


def _columns(cells: list[str]) -> dict[str, int]:
    names = [cell.lower().replace("_", " ") for cell in cells]
    found = {}
    for wanted, known in (("source", _SOURCE), ("target", _TARGET), ("regex", _REGEX), ("code", _CODE)):
        place = next((at for at, name in enumerate(names) if name in known), None)
        if place is not None:
            found[wanted] = place
    if not {"source", "target"} <= found.keys():
        raise ListRefused(
            "The first line names no columns for the old and the new address: call them source and target."
        )
    return found


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        line = line.partition(" #")[0].strip()
        if not line or line.startswith("#"):
            continue
        if found := _APACHE.fullmatch(line):
            kind, code, source, target = found.groups("")
            code = {"gone": "410"}.get(code.lower(), code if code.isdigit() else "")
            yield _line(number, source, target, code, kind.lower() == "match")
        elif found := _NGINX.fullmatch(line):
            yield _line(number, found[1], found[2], "", is_regex=True)
        else:
            source, target, code = [*line.split(), "", "", ""][:3]
            yield _line(number, source, target, code.rstrip("!"))


def _json(text: str) -> Iterator[Line]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListRefused(f"The list is no JSON: {error}.") from None
    rows = found.get("redirects", []) if isinstance(found, dict) else found
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if not isinstance(row, dict):
            yield Line(number, "", "", "has no old and new address.")
            continue
        source, target = row.get("from", row.get("source", "")), row.get("to", row.get("target", ""))
        yield _either(number, source, target)


def _yaml(text: str) -> Iterator[Line]:
    try:
        found = plainyaml.load(text)
    except plainyaml.BadYaml as error:
        raise ListRefused(f"The list is no YAML: line {error.line}, {error}.") from None
    number = 0
    for rows in found.values() if isinstance(found, dict) else []:
        for source, target in rows.items() if isinstance(rows, dict) else []:
            number += 1
            yield _either(number, source, target)


def _either(number: int, source: Any, target: Any) -> Line:
    """Of Ghost, whose old addresses may be regular expressions without saying so."""
    if not isinstance(source, str) or not isinstance(target, str):  # nested aliases of YAML would grow without end
        return Line(number, "", "", "has no old and new address.")
    return _line(number, source, target, "", is_regex=bool(re.search(r"[\^$()\\+\[\]]|\.\*", source)))


def _line(number: int, source: str, target: str, code: str = "", is_regex: bool = False) -> Line:
    if code.isdigit() and code not in _CODES:
        return Line(number, source, target, f"answers {code} and leads nowhere.")
    if not source or not target:
        return Line(number, source, target, "needs an old address and a new one.")
    if is_regex:
        plain = _plain(source, target)
        if plain is None:
            return Line(
                number, source, target, "is a regular expression that says more than a pattern such as /old/* can."
            )
        source, target = plain
    if source.startswith(("http://", "https://")):
        try:
            parts = urlsplit(source)
        except ValueError:
            return Line(number, source, target, "has an old address that cannot be read.")
        source = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "?" in source:
        return Line(number, source, target, "is told apart by what follows the “?”, which redirects do not look at.")
    return Line(number, unquote(source), target)


def _plain(source: str, target: str) -> tuple[str, str] | None:
    """A regular expression and its target as a pattern; None where a pattern could not say the same."""
    source = source.removeprefix("^").removesuffix("$").removesuffix("/?")
    source = source.replace(r"\/", "/").replace(r"\.", ".").replace(r"\-", "-")
    source = source if source.startswith("/") else f"/{source}"
    if source.endswith((".*", ".+")):
        source = f"{source[:-2]}(.*)"
    names: list[str] = []

    def name(found: re.Match[str]) -> str:
        is_rest = found[0].startswith("(.") and found.end() == len(source)
        names.append("splat" if is_rest else f"part{len(names) + 1}")
        return "*" if is_rest else f":{names[-1]}"

    written = _GROUP.sub(name, source)
    if re.search(r"[\\^$()\[\]{}|+?]", written) or ".*" in written:
        return None
    if any(part not in ("*",) and ("*" in part or ":" in part[1:]) for part in written.split("/")):
        return None
    for number, one in enumerate(names, 1):
        target = re.sub(rf"[$\\]{number}(?!\d)", f":{one}", target)
    return written, target
