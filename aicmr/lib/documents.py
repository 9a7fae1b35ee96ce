"""Uploaded documents as text: PDF, DOCX, web pages, Markdown, plain text. Run in a process of its own.

A document comes from a stranger: reading it is bounded in time, memory and size, and what it breaks is that process.

    python -m aicmr.lib.documents < FILE    prints {"title": …, "text": …} or {"error": …}
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter

from aicmr.lib import unhidden

MAX_BYTES = 25_000_000
MAX_PAGES = 400
MAX_CHARS = 400_000
MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 60  # of the processor
MAX_UNPACKED = 150_000_000
MAX_PARTS = 3000

_OLD_WORD = b"\xd0\xcf\x11\xe0"
_END_OF_PARAGRAPH = re.compile(r"[.!?:…。！？][\"'”’»“)\]]*$")
_PAGE_NUMBER = re.compile(r"^\W*(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?\W*$", re.IGNORECASE)


class Unreadable(Exception):
    """Why nothing could be read, and what to do."""


def read(data: bytes) -> tuple[str, str]:
    """(title, text with Markdown headings). What it is, the bytes say, not the name. Raises Unreadable."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return "", _docx(data)
    if data.startswith(_OLD_WORD):
        raise Unreadable("This is an old Word file (.doc). Save it as .docx or PDF and upload that.")
    if data.startswith(b"{\\rtf"):
        raise Unreadable("This is an RTF file. Save it as .docx or PDF and upload that.")
    return "", decode(data)


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or Windows-1252. Raises Unreadable for what is no text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data:
        raise Unreadable("This file is no text. Documents can be PDF, DOCX, HTML, Markdown or plain text.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _pdf(data: bytes) -> tuple[str, str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("The PDF is protected by a password. Upload a copy without one.")
        pages = [unhidden.pdf_page(page).extract_text() or "" for page in reader.pages[:MAX_PAGES]]
        title = str((reader.metadata and reader.metadata.title) or "")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise Unreadable(f"The PDF is damaged ({type(error).__name__}). Open it and save it anew.") from error
    text = paragraphs(pages)
    if not text.strip():
        raise Unreadable("There is no text in this PDF; it may be a scan. Upload one with recognised text (OCR).")
    return " ".join(title.split()), text


def paragraphs(pages: list[str]) -> str:
    """Lines of pages as running text: words divided at line ends joined, heads and feet of pages left out."""
    lines = [[line.strip() for line in page.splitlines()] for page in pages]
    repeated = _repeated(lines)
    found: list[str] = []
    for line in (line for page in lines for line in page):
        if line in repeated or _PAGE_NUMBER.match(line):
            continue
        goes_on = bool(found and found[-1] and line and not _END_OF_PARAGRAPH.search(found[-1]))
        if not line:
            found.append("")
        elif goes_on and found[-1].endswith("-") and line[:1].islower():
            found[-1] = found[-1][:-1] + line
        elif goes_on and (len(found[-1]) > 40 or line[:1].islower()) or found and found[-1] and len(line) > 40:
            found[-1] += f" {line}"
        else:
            found.append(line)
    return "\n\n".join(line for line in found if line)


def _repeated(pages: list[list[str]]) -> set[str]:
    """First and last lines that stand on more than half of at least four pages."""
    if len(pages) < 4:
        return set()
    edges = Counter(line for page in pages for line in {*page[:2], *page[-2:]} if line)
    return {line for line, count in edges.items() if count > len(pages) / 2}


def _docx(data: bytes) -> str:
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Unreadable("The document is too large when unpacked. Save it without pictures.")
            if "word/document.xml" not in archive.namelist():
                raise Unreadable(
                    "This archive is no Word document. Documents can be PDF, DOCX, Markdown or plain text."
                )
            if b"<!ENTITY" in archive.read("word/document.xml")[:4096]:
                raise Unreadable("The document declares entities, which Word never does. Save it anew.")
        no_pictures = mammoth.images.img_element(lambda image: {"src": ""})
        page: str = mammoth.convert_to_html(io.BytesIO(unhidden.docx(data)), convert_image=no_pictures).value
    except Unreadable:
        raise
    except Exception as error:  # a broken document breaks the library in many ways
        raise Unreadable(
            f"The document is damaged ({type(error).__name__}). Open it in Word and save it anew."
        ) from error
    if not page.strip():
        raise Unreadable("There is no text in this document.")
    return f"<html><body>{page}</body></html>"


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise Unreadable(f"The file has more than {MAX_BYTES // 1_000_000} MB. Upload the part that matters.")
        title, text = read(data)
        told = {"title": title[:255], "text": text[:MAX_CHARS]}
    except Unreadable as error:
        told = {"error": str(error)}
    except (MemoryError, RecursionError):
        told = {"error": "The file needs more memory than a document should. Upload the part that matters."}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
