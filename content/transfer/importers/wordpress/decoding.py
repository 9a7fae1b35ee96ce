"""A file's bytes as text that an XML parser takes: whatever its encoding, with repairs that are named by their line."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK = 1 << 16
MOST_NAMED = 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Of Python's own: for names of hosts and for program texts, not for files.
_NO_FILES = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "unicode_escape", "utf-7"}
_NO_FILES |= {"raw_unicode_escape", "unicode_internal", "mbcs", "oem"}
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# References to characters that XML does not have: most are left of binary data that was pasted into a text.
_REFERENCES = r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f]..));"
_REFERENCE = re.compile(_REFERENCES, re.IGNORECASE)
_REFERENCE_BYTES = re.compile(_REFERENCES.encode(), re.IGNORECASE)
_LONGEST_REFERENCE = 12
_EITHER = "UTF-8, else Windows-1252"  # byte for byte, as the file itself leaves no doubt
_ESCAPED = re.compile("[\udc80-\udcff]+")
_FINE = bytes({*range(256)} - {*range(9), 11, 12, *range(14, 32)})
_SURROGATES = re.compile(rb"\xed[\xa0-\xbf]")


@dataclass
class Repairs:
    """Where something was repaired: the first lines, and how often in all."""

    bytes_at: list[int] = field(default_factory=list)
    controls_at: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, line: int, count: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + count
        lines: list[int] = getattr(self, f"{name}_at")
        if len(lines) < MOST_NAMED and (not lines or lines[-1] != line):
            lines.append(line)


class UnknownEncoding(Exception):
    """The file says that it has an encoding which there is not."""


def decoded(file: BinaryIO, repairs: Repairs) -> Iterator[bytes]:
    """The text in pieces of UTF-8, without what comes before the first `<` and without the XML declaration.

    Line breaks are all kept, so that the parser's lines are the file's. Raises UnknownEncoding.
    """
    start = file.read(CHUNK)
    encoding, skip = _encoding(start)
    decoder = _decoder(encoding)
    line, held, is_first = 1, "", True
    data = start[skip:]
    while True:
        is_last = not data
        text = held + decoder.decode(data, is_last)
        text, held = _held_back(text) if not is_last else (text, "")
        if is_first and text.strip():
            text, is_first = _without_declaration(text), False
        raw = text.encode("utf-8", "surrogatepass")
        told = repairs if encoding != _EITHER else Repairs()
        yield raw if _is_sound(raw) else _repaired(_mended(text, told, line), repairs, line).encode()
        line += raw.count(b"\n")
        if is_last:
            return
        data = file.read(CHUNK)


def _encoding(start: bytes) -> tuple[str, int]:
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name, len(bom)
    if start[:4] in (b"<\x00?\x00", b"<\x00r\x00"):
        return "utf-16-le", 0
    if start[:4] in (b"\x00<\x00?", b"\x00<\x00r"):
        return "utf-16-be", 0
    found = _DECLARED.match(start[:1000])
    name = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        info = codecs.lookup(name)
    except LookupError:
        raise UnknownEncoding(name) from None
    if not info._is_text_encoding or info.name in _NO_FILES:
        raise UnknownEncoding(name)
    # What says Latin-1 is Windows-1252 on the web, and often UTF-8; a file that could be read so far is not UTF-16.
    known = {"iso8859-1": _EITHER, "cp1252": _EITHER, "ascii": "utf-8", "utf-16": "utf-8", "utf-32": "utf-8"}
    return known.get(info.name, info.name), 0


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    is_ours = encoding in ("utf-8", _EITHER)
    return codecs.getincrementaldecoder("utf-8" if is_ours else encoding)("surrogateescape" if is_ours else "replace")


def _is_sound(raw: bytes) -> bool:
    """Whether there is nothing to repair: most files are sound, and this is read faster than any pattern."""
    if raw.translate(None, _FINE) or b"\xef\xbf" in raw or (b"\xed" in raw and _SURROGATES.search(raw)):
        return False
    return b"&#" not in raw or _REFERENCE_BYTES.search(raw) is None


def _mended(text: str, repairs: Repairs, line: int) -> str:
    """Bytes that were no UTF-8 as what they were meant to be."""

    def mend(match: re.Match[str]) -> str:
        repairs.note("bytes", line + text.count("\n", 0, match.start()))
        raw = bytes(ord(char) - 0xDC00 for char in match[0])
        return raw.decode("cp1252", "replace")

    return _ESCAPED.sub(mend, text)


def _held_back(text: str) -> tuple[str, str]:
    """What may be half of a reference stays for the next piece, and so does a half line break."""
    at = text.rfind("&", max(0, len(text) - _LONGEST_REFERENCE))
    if at < 0 or ";" in text[at:]:
        return (text[:-1], "\r") if text.endswith("\r") else (text, "")
    return text[:at], text[at:]


def _without_declaration(text: str) -> str:
    """Blank lines before the declaration are what plugins leave; both are replaced by as many line breaks."""
    text = text.lstrip("\ufeff")
    found = _DECLARATION.match(text)
    if not found:
        at = text.find("<")
        return text if at < 0 or text[:at].strip() else "\n" * text.count("\n", 0, at) + text[at:]
    return "\n" * found[0].count("\n") + text[found.end() :]


def _repaired(text: str, repairs: Repairs, line: int) -> str:
    for pattern in (_FORBIDDEN, _REFERENCE):
        first = pattern.search(text)
        if first:
            repairs.note("controls", line + text.count("\n", 0, first.start()), len(pattern.findall(text)))
            text = pattern.sub("", text)
    return text
