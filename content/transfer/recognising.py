"""What a file is, by its first bytes: the importer for a packed one, the right command for one given to another."""

import zipfile
from pathlib import Path
from typing import IO

from aicmr.lib.zips import BROKEN
from content.transfer.packed import is_zip, stream_of

_LOOKED_AT = 65_536
_MOST_OPENED = 20  # files within a ZIP file
_TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
Told = tuple[str, str] | None  # the importer's name, and a sentence


def advice(path: Path, *, importer: str) -> str:
    """One sentence that names the command for this file; "" if it is the one that was taken, or nobody knows."""
    try:
        found = _of_path(path)
    except OSError:
        return ""
    return "" if not found or found[0] == importer else found[1]


def sort_of(path: Path) -> str:
    """The name of the importer that takes it, or ""."""
    try:
        found = _of_path(path)
    except OSError:
        return ""
    return found[0] if found else ""


def told(file: IO[bytes]) -> Told:
    """(name of an importer, or what else it is; a sentence that says so) of an uploaded file, or None."""
    try:
        return _of_file(file)
    except OSError:
        return None
    finally:
        file.seek(0)


def _of_path(path: Path) -> Told:
    if path.is_dir():
        return "markdown", "This is a folder: import_markdown takes folders."
    if not path.is_file():
        return None
    if path.suffix.lower() in _TEXTS:
        return "text", "This is a Markdown file: give import_markdown the folder that it lies in."
    with path.open("rb") as file:
        return _of_file(file)


def _of_file(file: IO[bytes]) -> Told:
    start = file.read(_LOOKED_AT)
    file.seek(0)
    if is_zip(start):
        return _in_zip(file)
    if stream := stream_of(start):
        try:
            with stream[1](file, "rb") as inner:
                start = inner.read(_LOOKED_AT)
        except BROKEN:
            return None
    return _of_text(start)


def _of_text(start: bytes) -> Told:
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = start.decode(encoding, "replace").lstrip("\ufeff").strip()
    if "wordpress.org/export/" in text:
        return "wordpress", "This looks like a WordPress export: import_wordpress takes it."
    if text.startswith("{") and ('"posts"' in text or '"db"' in text):
        return "ghost", "This looks like a Ghost export: import_ghost takes it."
    return None


def _in_zip(file: IO[bytes]) -> Told:
    try:
        with zipfile.ZipFile(file) as archive:
            return _in_members(archive)
    except BROKEN:
        return None


def _in_members(archive: zipfile.ZipFile) -> Told:
    names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    lower = [name.lower() for name in names]
    if {"manifest.json", "site.json"} <= set(lower):
        return "archive", "This is an archive of AiCMR: restore_site takes it."
    exports = sorted(
        (name for name in names if name.lower().endswith((".xml", ".wxr", ".json"))), key=lambda name: name.count("/")
    )
    for name in exports[:_MOST_OPENED]:
        with archive.open(name) as member:
            if found := _of_text(member.read(_LOOKED_AT)):
                sorts = {"wordpress": "A WordPress export", "ghost": "A Ghost export"}
                return found[0], f"{sorts[found[0]]} is in it: import_{found[0]} takes it."
    for endings, sort, said in (
        (_TEXTS, "markdown", "Markdown is in it: import_markdown takes it."),
        ((".xml", ".wxr"), "wordpress", "An .xml file is in it: import_wordpress takes those of WordPress."),
        ((".json",), "ghost", "A .json file is in it: import_ghost takes those of Ghost."),
    ):
        if any(name.endswith(endings) for name in lower):
            return sort, said
    return None
