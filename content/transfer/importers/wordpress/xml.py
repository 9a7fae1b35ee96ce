"""Streams the elements of a WXR file that matter, each with its line; nothing in the file is trusted.

expat, fed in pieces: no entity is declared or expanded, nothing outside is opened, depth and sizes are capped, and
memory holds one element of the channel at a time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from content.transfer.importers.wordpress.decoding import Repairs, UnknownEncoding, decoded
from content.transfer.records import Problem

DEEPEST = 60
LONGEST_TEXT = 16_000_000  # characters in one element
_MOST_NAMES = 500
_MOST_CHILDREN = 200_000  # in one element of the channel
_KNOWN = (
    (re.compile(r"https?://(www\.)?wordpress\.org/export/\d\.\d/excerpt/?$"), "excerpt"),
    (re.compile(r"https?://(www\.)?wordpress\.org/export/\d\.\d/?$"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?$"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?$"), "dc"),
)
_PACKED = {b"\x1f\x8b": "gzip", b"PK": "zip", b"BZ": "bzip2", b"7z": "7z", b"\xfd7": "xz"}
_PREFIXES = {"wp", "content", "excerpt", "dc"}


@dataclass(slots=True)
class Element:
    """An element of the channel with what is inside it. Names are `wp:post_id`, whatever prefix the file uses."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: "list[Element]" = field(default_factory=list)
    is_cut: bool = False

    def get(self, name: str) -> str:
        """The text of the first child of that name, or an empty one."""
        return next((child.text for child in self.children if child.name == name), "")

    def all(self, name: str) -> "list[Element]":
        return [child for child in self.children if child.name == name]


class Refused(Exception):
    """The file holds something that is never taken; the text says what."""


class _Reader:
    """Builds elements below the channel and hands each out when it is closed."""

    def __init__(self) -> None:
        self.ready: list[Element | Problem] = []
        self.stack: list[str] = []
        self.open: list[Element] = []
        self.pieces: list[list[str]] = []
        self.lengths: list[int] = []
        self.children = 0
        self.prefixes: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.is_wxr = False
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 18
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.EntityDeclHandler = self.entity
        self.parser.ExternalEntityRefHandler = self.entity
        self.parser.SkippedEntityHandler = self.skipped
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def entity(self, *_: object) -> int:
        raise Refused("The file declares entities, which an export never does and which can be an attack.")

    def skipped(self, name: str, _: object) -> None:
        self.ready.append(Problem(self.line, f"“&{name};” is not known in XML and was left out."))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= DEEPEST:
            raise Refused(f"Elements are nested more than {DEEPEST} deep.")
        if attributes and any(key.startswith("xmlns:") for key in attributes):
            self.declare(attributes)
        name = self.names.get(name) or self.canonical(name)
        self.stack.append(name)
        if len(self.stack) == 1 and name != "rss":
            raise Refused(f"This is no WordPress export: it begins with <{name[:40]}>, not with <rss>.")
        if name.startswith("wp:"):
            self.is_wxr = True
        if len(self.stack) < 3:
            return
        element = Element(name, self.line, attributes)
        if self.open:
            self.children += 1
            if self.children > _MOST_CHILDREN:
                raise Refused(f"One item holds more than {_MOST_CHILDREN} elements.")
            self.open[-1].children.append(element)
        self.open.append(element)
        self.pieces.append([])
        self.lengths.append(0)

    def declare(self, attributes: dict[str, str]) -> None:
        for key, address in attributes.items():
            prefix = key.removeprefix("xmlns:")
            if prefix == key:
                continue
            known = next((name for pattern, name in _KNOWN if pattern.match(address.strip())), "")
            self.names.clear()
            self.prefixes[prefix] = known or (prefix if prefix in _PREFIXES else "")
            if prefix in _PREFIXES and not known:
                text = (
                    f"The namespace of “{prefix}” is {address[:100]!r}, which is not WordPress's; it is read as usual."
                )
                self.ready.append(Problem(self.line, text))

    def canonical(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if not colon:
            return name
        known = self.prefixes.get(prefix, prefix)
        found = f"{known}:{local}" if known else name
        if len(self.names) < _MOST_NAMES:
            self.names[name] = found
        return found

    def characters(self, text: str) -> None:
        if self.open:
            self.lengths[-1] += len(text)
            if self.lengths[-1] <= LONGEST_TEXT:
                self.pieces[-1].append(text)
            else:
                self.open[-1].is_cut = self.open[0].is_cut = True

    def end(self, _: str) -> None:
        self.stack.pop()
        if not self.open:
            return
        element = self.open.pop()
        element.text = "".join(self.pieces.pop())
        self.lengths.pop()
        if not self.open:
            self.children = 0
            self.ready.append(element)


def elements(path: Path) -> Iterator[Element | Problem]:
    """The channel's elements in order. What is wrong with the file is a Problem, a fatal one is the last."""
    reader, repairs = _Reader(), Repairs()
    seen: list[Element | Problem]
    try:
        with path.open("rb") as file:
            if kind := _PACKED.get(file.read(2)):
                raise Refused(f"The file is compressed ({kind}). Unpack it, and import the .xml file that is in it.")
            file.seek(0)
            for text in decoded(file, repairs):
                reader.parser.Parse(text, False)
                seen, reader.ready = reader.ready, []
                yield from seen
            reader.parser.Parse(b"", True)
        yield from reader.ready
        if not reader.is_wxr:
            yield Problem(
                1, "This is no WordPress export: nothing in it is of WordPress's own elements.", is_fatal=True
            )
    except expat.ExpatError as error:
        yield from reader.ready
        yield Problem(error.lineno, _explained(error, reader), is_fatal=True)
    except Refused as error:
        yield from reader.ready
        yield Problem(reader.line, str(error), is_fatal=True)
    except UnknownEncoding as error:
        yield Problem(
            1, f"The file says that its encoding is “{error}”, which there is not. Save it as UTF-8.", is_fatal=True
        )
    except OSError as error:
        yield Problem(0, f"The file cannot be read: {error.strerror or error}.", is_fatal=True)
    yield from _repaired(repairs)


_ADVICE = {
    "syntax error": "This is no WordPress export: what stands here is no XML. Export the file again.",
    "no element found": "The file is empty or was cut off{where}. Export it again.",
    "unclosed token": "The file was cut off in the middle of a tag{where}. Export it again.",
    "unclosed CDATA section": "The file was cut off in the middle of a text{where}. Export it again.",
    "mismatched tag": "A tag is closed that was not opened last{where}. Export it again, or mend it at this line.",
    "undefined entity": "There is an “&…;” that XML does not know{where}. Write the character itself, or &amp;…;",
    "not well-formed (invalid token)": "Here stands something that XML does not allow{where}, such as a bare & or <.",
    "junk after document element": "The file goes on after its end. Were two exports joined? Import them one by one.",
    "duplicate attribute": "A tag has the same attribute twice{where}. Mend it at this line.",
}


def _explained(error: expat.ExpatError, reader: _Reader) -> str:
    message = expat.ErrorString(error.code)
    inside = next((name for name in reversed(reader.stack) if name not in ("rss", "channel")), "")
    where = f" (in <{inside}>)" if inside else ""
    advice = _ADVICE.get(message, f"The file is no sound XML: {message}{{where}}. Export it again.")
    return advice.replace("{where}", where)


def _repaired(repairs: Repairs) -> Iterator[Problem]:
    texts = {
        "bytes": "bytes that are no UTF-8 were read as Windows-1252",
        "controls": "control characters that XML does not allow were left out",
    }
    for name, text in texts.items():
        lines = getattr(repairs, f"{name}_at")
        if lines:
            more = f"; {repairs.counts[name]} in all" if repairs.counts[name] > 1 else ""
            named = ", ".join(map(str, lines[1:6]))
            also = f" (also in line {named})" if named else ""
            yield Problem(lines[0], f"In this line{also}, {text}{more}.")
