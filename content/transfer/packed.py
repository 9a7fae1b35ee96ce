"""What comes packed, as anybody may have packed it: looked at as a whole, then unpacked for one run.

Nothing is written outside of the run's own folder, no link is made, and no more is unpacked than the archive says.
"""

import bz2
import fcntl
import gzip
import hashlib
import lzma
import shutil
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings

from aicmr.lib.zips import BROKEN

_MOST_FILES = 100_000
_DEEPEST, _LONGEST = 40, 180  # folders in each other; bytes of one name
_RATIO, _SMALL = 250, 20_000_000
_CHUNK = 1 << 20
_OLD = 2 * 86_400  # seconds
_IGNORED = ("__MACOSX/", ".git/", "node_modules/")
ENDINGS = (".zip", ".gz", ".bz2", ".xz")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_STREAMS: dict[bytes, tuple[str, Callable[..., Any]]] = {
    b"\x1f\x8b": ("gzip", gzip.open),
    b"BZh": ("bzip2", bz2.open),
    b"\xfd7zXZ": ("xz", lzma.open),
}
Members = dict[str, zipfile.ZipInfo]
Wanted = Callable[[str], bool]


class NotUnpacked(Exception):
    """The file cannot be unpacked; the text says why, and nothing of it is here."""


def is_zip(start: bytes) -> bool:
    return start.startswith(_ZIP)


def stream_of(start: bytes) -> tuple[str, Callable[..., Any]] | None:
    """Name and opener of what one file was compressed with, by its first bytes."""
    return next((found for mark, found in _STREAMS.items() if start.startswith(mark)), None)


def _everything(_: str) -> bool:
    return True


@contextmanager
def unpacked(path: Path, *, name: str = "", wanted: Wanted = _everything) -> Iterator[Path]:
    """The folder that is packed in `path`, as long as the context lasts; of its files those `wanted` by their names.

    It lies at the same place for the same file, so that a run that was stopped finds what it knows. `name` is what the
    file was called where it comes from: a folder that does not say whose site it is goes by that. Raises NotUnpacked.
    """
    with _place(path) as place:
        yield _unpack(path, place / _stem(name or path.name), wanted)


@contextmanager
def inflated(path: Path, *, name: str = "") -> Iterator[Path]:
    """The one file that is compressed in `path`, as long as the context lasts. Raises NotUnpacked."""
    with _place(path) as place:
        yield _inflate(path, place / _stem(name or path.name))


@contextmanager
def _place(path: Path) -> Iterator[Path]:
    """An empty folder that is this file's alone."""
    try:
        digest = _digest(path)
    except OSError as error:
        raise NotUnpacked(f"The file cannot be read ({error.strerror}).") from None
    place = Path(settings.VAR_DIR) / "unpacked" / digest
    _sweep(place.parent)
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotUnpacked("Another run is at work on this file. Wait until it has finished.") from None
        try:
            shutil.rmtree(place / "files", ignore_errors=True)
            (place / "files").mkdir()
            yield place / "files"
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Take away what runs have left that were killed and never repeated."""
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError), (path / "lock").open() as lock:
            if time.time() - path.stat().st_mtime > _OLD:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)


def _stem(name: str) -> str:
    """A name for the disk, whatever the file was called."""
    stem = Path(name).stem[:100].strip(". ").encode("utf-8", "replace")[:200]
    return stem.decode("utf-8", "ignore").replace("\0", "") or "site"


def _inflate(path: Path, target: Path) -> Path:
    size, total = path.stat().st_size, 0
    with path.open("rb") as file:
        name, opener = stream_of(file.read(8)) or ("", open)
    try:
        with opener(path, "rb") as source, target.open("xb") as file:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                _check_growth(total, size)
                file.write(chunk)
    except BROKEN as error:
        raise NotUnpacked(f"This is not a whole {name} file ({error}). Export or copy it again.") from None
    except OSError as error:
        said = error.strerror or error
        raise NotUnpacked(f"It cannot be unpacked, or is not a whole {name} file ({said}).") from None
    with target.open("rb") as file:
        start = file.read(512)
    if is_zip(start) or start[257:262] == b"ustar":
        raise NotUnpacked(f"Another archive is packed in the {name} file. Unpack it, and give what is in it.")
    return target


def _check_growth(total: int, size: int) -> None:
    if total > settings.ARCHIVE_MAX_GB * 1_000_000_000:
        raise NotUnpacked(f"It unpacks to more than {settings.ARCHIVE_MAX_GB} GB, which are not taken.")
    if total > _SMALL and total > _RATIO * max(size, 1):
        raise NotUnpacked("It unpacks to far more than it can hold: it is a trap.")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:32]


def _unpack(path: Path, folder: Path, wanted: Wanted) -> Path:
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            members = {name: info for name, info in _members(archive.infolist()).items() if wanted(name)}
            for name, info in members.items():
                _write(archive, info, folder / name)
    except BROKEN as error:
        raise NotUnpacked(f"This is not a whole ZIP file ({error}). Pack or upload it again.") from None
    except OSError as error:
        raise NotUnpacked(f"It cannot be unpacked ({error.strerror or error}).") from None
    tops = {name.split("/", 1)[0] for name in members}
    only = folder / next(iter(tops)) if len(tops) == 1 else folder
    return only if only.is_dir() else folder


def _members(infos: list[zipfile.ZipInfo]) -> Members:
    """The files by their names; whatever is wrong with one of them refuses the whole."""
    if len(infos) > _MOST_FILES:
        raise NotUnpacked(f"It holds more than {_MOST_FILES:,} files. Leave out what is no text and no picture.")
    total = sum(info.file_size for info in infos)
    if total > settings.ARCHIVE_MAX_GB * 1_000_000_000:
        raise NotUnpacked(
            f"It unpacks to {total / 1_000_000_000:,.1f} GB; at most {settings.ARCHIVE_MAX_GB} are taken."
        )
    found: Members = {}
    for info in infos:
        name = info.filename.replace("\\", "/")
        if any(part in f"/{name}" for part in (f"/{ignored}" for ignored in _IGNORED)):
            continue
        _check(info, name)
        if info.is_dir() or name.endswith("/"):
            continue
        if name in found:
            raise NotUnpacked(f"“{_shown(name)}” is in it twice.")
        found[name] = info
    folders = {str(above) for name in found for above in PurePosixPath(name).parents}
    if clash := sorted(folders & found.keys()):
        raise NotUnpacked(f"“{_shown(clash[0])}” is a file and a folder at once.")
    return found


def _check(info: zipfile.ZipInfo, name: str) -> None:
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\0" in info.orig_filename or ":" in parts[0] or {"", ".", ".."} & set(parts):
        raise NotUnpacked(f"“{_shown(info.orig_filename)}” is a path that leads out of the file.")
    if len(parts) > _DEEPEST or any(len(part.encode("utf-8", "surrogatepass")) > _LONGEST for part in parts):
        raise NotUnpacked(f"“{_shown(name)}” is longer than names of files may be.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise NotUnpacked(f"“{_shown(name)}” is a link to another file. Pack the file itself.")
    if info.flag_bits & 1:
        raise NotUnpacked("It is encrypted. Pack it again without a password.")
    if info.file_size > _SMALL and info.file_size > _RATIO * max(info.compress_size, 1):
        raise NotUnpacked(f"“{_shown(name)}” unpacks to far more than it can hold: it is a trap.")


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    source: IO[bytes]
    path.parent.mkdir(parents=True, exist_ok=True)
    left = info.file_size
    with archive.open(info) as source, path.open("xb") as target:
        while chunk := source.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise NotUnpacked(f"“{_shown(info.filename)}” holds more than it says: it is a trap.")
            target.write(chunk)


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:120]
