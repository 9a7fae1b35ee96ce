"""Opens archives that anybody may have made: everything is looked at before a word of it is believed.

Nothing is ever extracted to a path of the archive's choosing. An archive is refused as a whole, with the reason, if its
names, sizes, checksums or rows are not what they must be.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from aicmr.lib.zips import BROKEN
from content.archives.encoding import BadRow, Row
from content.archives.exceptions import ArchiveRefused

FORMAT, VERSION = "aicmr-archive", 1
MANIFEST, SITE = "manifest.json", "site.json"
LONGEST_LINE = 64_000_000
_LARGEST_MANIFEST = 4_000_000
_MOST_ROWS = 10**12
# Packed text shrinks to a fiftieth or so; what shrinks much further is only taken while it is small.
_RATIO, _SMALL = 250, 20_000_000
_CHUNK = 1 << 20
_LINK = 0o120000
Count = Callable[[int], None]


@dataclass(frozen=True)
class File:
    """What the manifest says of a file of rows."""

    name: str
    rows: int
    size: int
    sha256: str

    @property
    def path(self) -> str:
        return f"rows/{self.name}.jsonl"


@dataclass
class Archive:
    """An open archive: a context manager. `checked()` must pass before its rows are read."""

    path: Path
    files: dict[str, File] = field(default_factory=dict)
    site: Row = field(default_factory=dict)
    manifest: Row = field(default_factory=dict)

    def __enter__(self) -> "Archive":
        try:
            self._zip = zipfile.ZipFile(self.path)
        except (*BROKEN, OSError) as error:
            raise ArchiveRefused(f"This is not a whole ZIP file ({error}). Copy or upload it again.") from None
        try:
            self._inspect()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._zip.close()

    @property
    def total(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files.values())

    @property
    def counts(self) -> dict[str, int]:
        return {name: file.rows for name, file in self.files.items() if file.rows}

    def lines(self, name: str, skip: int = 0) -> Iterator[Row]:
        """The rows of a file that was checked."""
        file = self.files.get(name)
        if file is None:
            return
        with self._zip.open(file.path) as stream:
            for number, raw in enumerate(stream):
                if number >= skip:
                    yield json.loads(raw)

    @contextmanager
    def spooled(self, member: str) -> Iterator[IO[bytes]]:
        """The bytes of a picture in a temporary file, which can be read back and forth."""
        with tempfile.TemporaryFile() as spool, self._zip.open(member) as stream:
            shutil.copyfileobj(stream, spool, _CHUNK)
            spool.seek(0)
            yield spool

    def _inspect(self) -> None:
        infos = self._zip.infolist()
        _check_names(infos)
        _check_sizes(infos, self.path.stat().st_size)
        self.manifest = self._json(MANIFEST)
        _check_version(self.manifest)
        self.files = _files(self.manifest)
        self.site = self._json(SITE)
        if hashlib.sha256(self._bytes(SITE)).hexdigest() != self.manifest.get("site"):
            raise ArchiveRefused(_damaged(SITE))
        self._check_contents({info.filename for info in infos})

    def _check_contents(self, names: set[str]) -> None:
        missing = sorted({file.path for file in self.files.values()} - names)
        if missing:
            raise ArchiveRefused(f"{missing[0]} is missing. The archive is not whole: copy or upload it again.")
        known = {MANIFEST, SITE, *(file.path for file in self.files.values())}
        strange = sorted(name for name in names - known if not name.startswith("media/"))
        if strange:
            raise ArchiveRefused(f"“{_shown(strange[0])}” does not belong into an archive. Nothing was restored.")

    def _bytes(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (*BROKEN, OSError) as error:
            raise ArchiveRefused(f"{name} cannot be read ({error}). Copy or upload the archive again.") from None

    def _json(self, name: str) -> Row:
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            text = "This ZIP file is no archive of AiCMR: it holds no {}. Archives are made by export_site."
            raise ArchiveRefused(text.format(name)) from None
        if info.file_size > _LARGEST_MANIFEST:
            raise ArchiveRefused(f"{name} is too large to be true.")
        try:
            found = json.loads(self._bytes(name))
        except (ValueError, RecursionError) as error:
            raise ArchiveRefused(f"{name} cannot be read ({error}). Copy or upload the archive again.") from None
        if not isinstance(found, dict):
            raise ArchiveRefused(f"{name} is no object of JSON.")
        return found

    def check_rows(self, name: str, check: Callable[[Row], None], key: Callable[[Row], Any], count: Count) -> None:
        """Every row of a file, its checksum and its number. Raises ArchiveRefused with the line."""
        file = self.files[name]
        digest, rows, last = hashlib.sha256(), 0, None
        for raw in self._raw(file):
            digest.update(raw)
            rows += 1
            try:
                row = json.loads(raw)
                if not isinstance(row, dict):
                    raise BadRow("every line is an object of JSON")
                check(row)
                here = key(row)
                if here is not None and last is not None and here <= last:
                    raise BadRow("it stands twice, or not in its place")
            except (ValueError, RecursionError, TypeError, LookupError, AttributeError, OverflowError) as error:
                raise ArchiveRefused(f"{file.path}, line {rows}: {_words(error)}.") from None
            last = here if here is not None else last
            count(1)
        if digest.hexdigest() != file.sha256 or rows != file.rows:
            raise ArchiveRefused(_damaged(file.path))

    def _raw(self, file: File) -> Iterator[bytes]:
        try:
            with self._zip.open(file.path) as stream:
                while raw := stream.readline(LONGEST_LINE):
                    if not raw.endswith(b"\n"):
                        raise ArchiveRefused(f"{file.path}: a line is cut off or too long.")
                    yield raw
        except (*BROKEN, OSError) as error:
            raise ArchiveRefused(f"{_damaged(file.path)} ({error})") from None

    def check_picture(self, row: Row) -> None:
        """The original has the bytes that its row says."""
        if row.get("file") is None:
            return
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(row["file"]) as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
        except KeyError:
            raise ArchiveRefused(f"{row['file']} is missing. The archive is not whole: copy it again.") from None
        except (*BROKEN, OSError):
            raise ArchiveRefused(_damaged(row["file"])) from None
        if digest.hexdigest() != row.get("sha256"):
            raise ArchiveRefused(_damaged(row["file"]))


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for info in infos:
        name = info.orig_filename
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or "\0" in name or ":" in parts[0] or {"", ".", ".."} & set(parts):
            raise ArchiveRefused(f"“{_shown(name)}” is a path that leads out of the archive. Nothing was restored.")
        if (info.external_attr >> 16) & 0o170000 == _LINK:
            raise ArchiveRefused(f"“{_shown(name)}” is a link to another file. Nothing was restored.")
        if info.flag_bits & 1:
            raise ArchiveRefused("The archive is encrypted. Pack it again without a password.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveRefused(f"“{_shown(name)}” is packed in a way that archives do not use.")
        if name in seen:
            raise ArchiveRefused(f"“{_shown(name)}” is in the archive twice.")
        seen.add(name)


def _check_sizes(infos: list[zipfile.ZipInfo], on_disk: int) -> None:
    """Neither more than this installation takes, nor a little that unpacks to very much, nor bytes used twice."""
    total = sum(info.file_size for info in infos)
    if total > settings.ARCHIVE_MAX_GB * 1_000_000_000:
        raise ArchiveRefused(
            f"The archive unpacks to {total / 1_000_000_000:,.1f} GB; at most {settings.ARCHIVE_MAX_GB} are taken. "
            "Raise ARCHIVE_MAX_GB, then try again."
        )
    for info in infos:
        if info.file_size > _SMALL and info.file_size > _RATIO * max(info.compress_size, 1):
            raise ArchiveRefused(f"“{_shown(info.filename)}” unpacks to far more than it can hold: it is a trap.")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise ArchiveRefused("Files of the archive lie over each other: it is a trap.")
        end = info.header_offset + 30 + info.compress_size
    if end > on_disk:
        raise ArchiveRefused("The archive is cut off. Copy or upload it again.")


def _check_version(manifest: Row) -> None:
    if manifest.get("format") != FORMAT:
        raise ArchiveRefused("This ZIP file is no archive of AiCMR. Archives are made by export_site.")
    version = manifest.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ArchiveRefused(
            f"The archive is of version {_shown(str(version))}; this installation reads version {VERSION}. "
            "Update AiCMR, or export again with this version."
        )


def _files(manifest: Row) -> dict[str, File]:
    found = {}
    listed = manifest.get("files")
    entries: list[Any] = listed if isinstance(listed, list) else [None]
    for entry in entries:
        try:
            file = File(str(entry["name"]), int(entry["rows"]), int(entry["size"]), str(entry["sha256"]))
        except (TypeError, KeyError, ValueError, OverflowError):
            raise ArchiveRefused(f"{MANIFEST} does not list its files as it must.") from None
        is_name = file.name.replace("-", "").replace("_", "").isalnum()
        if not is_name or file.name in found or not 0 <= file.rows <= _MOST_ROWS:
            raise ArchiveRefused(f"{MANIFEST} does not list its files as it must.")
        found[file.name] = file
    return found


def _damaged(name: str) -> str:
    return f"{name} is not what the archive's own list says: it was damaged or changed. Copy or upload it again."


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:120]


def _words(error: Exception) -> str:
    if isinstance(error, BadRow):
        return str(error).rstrip(".")
    if isinstance(error, json.JSONDecodeError):
        return f"this is not JSON ({error.msg} at character {error.pos + 1})"
    return "a value is missing or of the wrong sort"
