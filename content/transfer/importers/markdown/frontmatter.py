"""What stands above a text: YAML between lines of ---, TOML between +++, a JSON object, or Pelican's `Title: x`."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from aicmr.lib import plainyaml

LARGEST = 200_000
_DASHES = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$\r?\n?", re.DOTALL | re.MULTILINE)
_PLUSES = re.compile(r"\A\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*$\r?\n?", re.DOTALL | re.MULTILINE)
_EMPTY = re.compile(r"\A---[ \t]*\r?\n---[ \t]*(?:\r?\n|\Z)")
_META = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,40}):[ \t]*(.*)\Z")


@dataclass
class Document:
    """A file's front matter and text. `line` is where the text begins; `problem` says what is wrong above it."""

    fields: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    line: int = 1
    problem: str = ""
    has_front_matter: bool = False


def split(source: str) -> Document:
    """Never raises: front matter that cannot be read leaves the whole text, with the reason."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if match := _EMPTY.match(source):
        return Document({}, source[match.end() :], 3, has_front_matter=True)
    for pattern, read in ((_DASHES, _yaml), (_PLUSES, _toml)):
        if match := pattern.match(source):
            return _read(source, match[1], match.end(), read, first=2)
    if source.startswith(("---\n", "+++\n")):
        return Document({}, source, 1, f"The front matter that begins with {source[:3]} has no end.")
    if source.startswith("{"):
        return _json(source)
    return _lines(source)


def _read(source: str, above: str, end: int, read: Any, *, first: int) -> Document:
    line = source.count("\n", 0, end) + 1
    if len(above) > LARGEST:
        return Document({}, source, 1, "The front matter is longer than 200,000 characters.")
    try:
        found = read(above)
    except _Wrong as error:
        return Document({}, source[end:], line, f"Line {error.line + first - 1}: {error}", has_front_matter=True)
    if found is None:
        found = {}
    if not isinstance(found, dict):
        problem = "The front matter is no list of names with values."
        return Document({}, source[end:], line, problem, has_front_matter=True)
    fields = {str(key).strip().lower(): value for key, value in found.items()}
    return Document(fields, source[end:], line, has_front_matter=True)


class _Wrong(ValueError):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _yaml(text: str) -> Any:
    """Plain data only; a text whose aliases would blow it up is refused."""
    try:
        return plainyaml.load(text)
    except plainyaml.BadYaml as error:
        raise _Wrong(error.line, f"This is not YAML ({error}).") from None


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise _Wrong(int(found[1]) if found else 1, f"This is not TOML ({str(error)[:120]}).") from None


def _json(source: str) -> Document:
    """An object at the very beginning; a text that merely begins with a brace is a text."""
    try:
        found, end = json.JSONDecoder().raw_decode(source[:LARGEST])
    except json.JSONDecodeError as error:
        if not re.match(r"\{\s*\"", source):
            return _lines(source)
        return Document({}, source, 1, f"Line {error.lineno}: This is not JSON ({error.msg}).")
    except (RecursionError, ValueError):
        return Document({}, source, 1, "The front matter nests too deep.")
    return _read(source, "", end, lambda _: found, first=1)


def _lines(source: str) -> Document:
    """Pelican: `Name: value` from the first line on, up to an empty line; indented lines go on with the one before."""
    fields: dict[str, Any] = {}
    last = ""
    lines = source.removeprefix("\ufeff").split("\n")
    for number, line in enumerate(lines):
        match = _META.match(line)
        if match:
            last = match[1].strip().lower()
            fields[last] = f"{fields[last]}\n{match[2].strip()}" if last in fields else match[2].strip()
        elif last and line.startswith("    ") and line.strip():
            fields[last] = f"{fields[last]}\n{line.strip()}".strip()
        elif not line.strip() and "title" in fields:
            return Document(fields, "\n".join(lines[number + 1 :]), number + 2, has_front_matter=True)
        else:
            break
    return Document({}, source, 1)
