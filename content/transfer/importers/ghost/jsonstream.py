"""Reads the rows of a Ghost export one by one, however large it is, in memory for the largest row.

The file is `{"db": [{"meta": …, "data": {"posts": […], "tags": […], …}}]}` or, from older versions, the inside of that.
"""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

CHUNK = 1 << 18
LARGEST = 64_000_000  # characters of one row
_SPACE = " \t\r\n"
_DEEPER = {"db", "data"}
_DEEPEST = 8
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZ": "bzip2", b"7z": "7z", b"\xfd7": "xz"}
Found = tuple[str, Any, int]


class BrokenFile(Exception):
    """Nothing after this place can be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Text:
    """The file's text from the place that was read last on; knows the line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.buffer, self.at, self.line, self.is_at_end = "", 0, 1, False

    def more(self, size: int = CHUNK) -> bool:
        """Read on; False at the end of the file."""
        if self.is_at_end:
            return False
        raw = self._file.read(size)
        self.is_at_end = not raw
        try:
            text = self._decoder.decode(raw, final=self.is_at_end)
        except UnicodeDecodeError as error:
            raise BrokenFile(
                self.line, f"This is not UTF-8 text ({error.reason}). Export it from Ghost again."
            ) from None
        self.buffer, self.at = self.buffer[self.at :] + text, 0
        return bool(text) or not self.is_at_end

    def step(self, end: int) -> None:
        self.line += self.buffer.count("\n", self.at, end)
        self.at = end

    def peek(self) -> str:
        """The next character that is no space; '' at the end."""
        while True:
            end = self.at
            while end < len(self.buffer) and self.buffer[end] in _SPACE:
                end += 1
            self.step(end)
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                return ""

    def take(self, wanted: str) -> None:
        found = self.peek()
        if found != wanted:
            said = f"“{found}” stands where “{wanted}” must" if found else "The file ends in the middle"
            raise BrokenFile(self.line, f"{said}. Export it from Ghost again.")
        self.step(self.at + 1)

    def value(self) -> Any:
        """The next whole value; reads as much as it needs."""
        self.peek()
        size = CHUNK
        while True:
            try:
                found, end = _decoder.raw_decode(self.buffer, self.at)
                if end < len(self.buffer) or self.is_at_end:  # a number may go on behind the end of the buffer
                    self.step(end)
                    return found
            except json.JSONDecodeError as error:
                if self.is_at_end:
                    line = self.line + self.buffer.count("\n", self.at, error.pos)
                    raise BrokenFile(line, f"This is not JSON ({error.msg}). Export it from Ghost again.") from None
            except (RecursionError, ValueError):
                raise BrokenFile(self.line, "A value nests too deep, or is a number of thousands of digits.") from None
            if len(self.buffer) - self.at > LARGEST:
                raise BrokenFile(self.line, "A row is longer than 64 million characters, or its end is missing.")
            self.more(size)
            size *= 2


_decoder = json.JSONDecoder()


def rows(path: Path) -> Iterator[Found]:
    """(table, row, line) for every row, and (name, value, line) for what stands beside the tables.

    Raises BrokenFile where the file is not what it must be.
    """
    try:
        with path.open("rb") as file:
            _look(file.read(4))
            file.seek(0)
            text = _Text(file)
            text.more()
            yield from _inside(text, "", 0)
            if text.peek():
                raise BrokenFile(text.line, "Something stands behind the end of the export.")
    except OSError as error:
        raise BrokenFile(0, f"The file cannot be read: {error.strerror or error}.") from None


def _look(start: bytes) -> None:
    """What is no text at all is told in its own words."""
    packed = next((name for mark, name in _PACKED.items() if start.startswith(mark)), "")
    if packed:
        raise BrokenFile(1, f"The file is compressed ({packed}). Unpack it, and import the .json file that is in it.")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or start[1:2] == b"\0":
        raise BrokenFile(1, "The file is in UTF-16. Save it as UTF-8, or export it from Ghost again.")
    if not start:
        raise BrokenFile(1, "The file is empty. Export it from Ghost again.")


def _inside(text: _Text, name: str, depth: int) -> Iterator[Found]:
    """An object whose members are tables or lead to them, or a list of such objects."""
    first = text.peek()
    if depth > _DEEPEST:
        raise BrokenFile(text.line, f"This is no Ghost export: its tables lie more than {_DEEPEST} deep.")
    if first == "[":
        yield from _listed(text, lambda: _inside(text, name, depth + 1))
    elif first == "{":
        text.take("{")
        while text.peek() != "}":
            line, key = text.line, text.value()
            if not isinstance(key, str):
                raise BrokenFile(line, "A name must be text in quotes. Export it from Ghost again.")
            text.take(":")
            yield from _member(text, key, depth + 1)
            if text.peek() == ",":
                text.take(",")
            elif text.peek() != "}":
                text.take("}")
        text.take("}")
    else:
        raise BrokenFile(text.line, "This is no Ghost export: it begins with no “{”. Export it from Ghost’s settings.")


def _member(text: _Text, key: str, depth: int) -> Iterator[Found]:
    if key in _DEEPER and text.peek() in ("{", "["):
        yield from _inside(text, key, depth)
    elif text.peek() == "[":
        yield from _listed(text, lambda: iter([(key, text.value(), text.line)]))
    else:
        line = text.line
        yield key, text.value(), line


def _listed(text: _Text, member: Any) -> Iterator[Found]:
    text.take("[")
    while text.peek() != "]":
        yield from member()
        if text.peek() == ",":
            text.take(",")
        elif text.peek() != "]":
            text.take("]")
    text.take("]")
