"""The folder that is imported: its texts in a fixed order, and files that they name. Nothing outside is ever read."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
_OTHERS = {".rst": "reStructuredText", ".adoc": "AsciiDoc", ".org": "Org mode", ".ipynb": "a notebook"}
_OTHERS |= {".mdx": "MDX, which runs programs", ".textile": "Textile", ".qmd": "Quarto", ".rmd": "R Markdown"}
LARGEST = 20_000_000
_SKIPPED = {"_site", "node_modules", "__pycache__", "_includes", "_layouts", "_sass", "_data", "_plugins"}
# At the top alone: what a site is made with, and what was made of it.
_PROGRAM = {
    "vendor",
    "themes",
    "archetypes",
    "layouts",
    "resources",
    "output",
    "i18n",
    "assets",
    "static",
    "public",
    "dist",
}
_HTML = (".html", ".htm")
_MARKS = (b"---\n", b"---\r", b"+++\n", b"+++\r")
_PLAIN = re.compile(r"[A-Za-z0-9._/-]{1,180}\Z")


@dataclass(frozen=True)
class File:
    """A text of the folder. `name` is its path there, with slashes; `problem` says why it is not read."""

    path: Path
    name: str
    problem: str = ""


def ident(name: str) -> str:
    """What a file is called in the ledger: its path, or something as short and safe that stands for it."""
    if _PLAIN.match(name):
        return name
    return f"{blake2b(name.encode('utf-8', 'surrogateescape'), digest_size=12).hexdigest()}"


class Folder:
    """`root` and what lies below it; links, and paths that lead out of it, are refused."""

    def __init__(self, path: Path) -> None:
        self.root = path.resolve()

    def texts(self) -> Iterator[File]:
        """Every text, sorted, and what looks like one but cannot be read."""
        yield from self._walk(self.root)

    def _walk(self, folder: Path) -> Iterator[File]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield File(folder, self.name_of(folder), f"This folder cannot be read ({error.strerror}).")
            return
        for entry in entries:
            path = Path(entry.path)
            ending = path.suffix.lower()
            if entry.name.startswith(".") or (entry.name in _SKIPPED and entry.is_dir()):
                continue
            if entry.name in _PROGRAM and folder == self.root and entry.is_dir(follow_symlinks=False):
                yield from self._program(path)
                continue
            if entry.is_symlink():
                if ending in TEXTS or entry.is_dir():
                    yield File(path, self.name_of(path), "It is a link to somewhere else, and was not followed.")
            elif entry.is_dir():
                yield from self._walk(path)
            elif ending in TEXTS or (ending in _HTML and self._is_text(path)):
                yield File(path, self.name_of(path), self._problem(entry))
            elif ending in _HTML and self._has_front_matter(path):
                yield File(path, self.name_of(path), "It is a page in HTML made by a template, which is not read here.")
            elif ending in _OTHERS:
                yield File(path, self.name_of(path), f"It is written in {_OTHERS[ending]}, which is not read here.")

    def _program(self, folder: Path) -> Iterator[File]:
        """One word on a folder whose texts are not read, if it has any."""
        for _, _, files in os.walk(folder):
            if any(name.lower().endswith(TEXTS) for name in files):
                said = "Texts in this folder are not read: it holds what the site is made with, or what was made of it."
                yield File(folder, self.name_of(folder), said)
                return

    def _is_text(self, path: Path) -> bool:
        parts = path.relative_to(self.root).parts
        return bool({"_posts", "_drafts"} & set(parts)) or (parts[0] == "content" and self._has_front_matter(path))

    def _has_front_matter(self, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                return file.read(4) in _MARKS
        except OSError:
            return False

    def _problem(self, entry: "os.DirEntry[str]") -> str:
        if not entry.is_file(follow_symlinks=False):
            return "It is no ordinary file."
        return "It is larger than 20 MB." if entry.stat().st_size > LARGEST else ""

    def name_of(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def read(self, path: Path) -> tuple[str, str]:
        """(text, note): UTF-8, or what Windows used to write."""
        raw = path.read_bytes()
        try:
            return raw.decode("utf-8-sig").lstrip("\ufeff"), ""
        except UnicodeDecodeError:
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                return raw.decode("utf-16", "replace").lstrip("\ufeff"), "It was in UTF-16."
            return raw.decode("cp1252", "replace"), "It was not in UTF-8: it was read as Windows-1252."

    def find(self, name: str, near: Path, bases: tuple[str, ...]) -> Path | None:
        """The file that a text at `near` means by `name`: beside it, or with a leading slash from one of `bases` on.

        None if there is none. Raises Outside for links and for paths that lead out of the folder.
        """
        name = unquote(name.split("#", 1)[0].split("?", 1)[0])
        if not name or "\0" in name:
            return None
        if name.startswith("/"):
            places = [self.root / base / name.lstrip("/") for base in bases]
        else:
            places = [near.parent / name, *(self.root / base / name for base in bases)]
        for place in places:
            lexical = Path(os.path.normpath(place))
            if not lexical.is_relative_to(self.root):
                raise Outside(name)
            try:
                if lexical.is_file():
                    if lexical.resolve() != lexical:
                        raise Outside(name)
                    return lexical
            except OSError:
                continue
        return None


class Outside(Exception):
    """The name leads out of the folder, or through a link."""
