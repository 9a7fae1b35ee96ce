"""Folders that come as one ZIP file, which anybody may have made: looked at as a whole, then unpacked for one run.

Nothing is written outside of the run's own folder, no link is made, and no more is unpacked than the archive says.
"""

import fcntl
import hashlib
import lzma
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings

_MOST_FILES = 100_000
_DEEPEST, _LONGEST = 40, 180  # folders in each other; bytes of one name
_RATIO, _SMALL = 250, 20_000_000
_CHUNK = 1 << 20
_IGNORED = ("__MACOSX/", ".git/", "node_modules/")
Members = dict[str, zipfile.ZipInfo]


class NotUnpacked(Exception):
    """The file cannot be unpacked; the text says why, and nothing of it is here."""


@contextmanager
def unpacked(path: Path, *, name: str = "") -> Iterator[Path]:
    """The folder that is packed in `path`, as long as the context lasts. Raises NotUnpacked.

    It lies at the same place for the same file, so that a run that was stopped finds what it knows. `name` is what the
    file was called where it comes from: a folder that does not say whose site it is goes by that.
    """
    try:
        digest = _digest(path)
    except OSError as error:
        raise NotUnpacked(f"The file cannot be read ({error.strerror}).") from None
    place = Path(settings.VAR_DIR) / "unpacked" / digest
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotUnpacked("Another run is at work on this file. Wait until it has finished.") from None
        try:
            stem = os.fsencode(Path(name or path.name).stem)[:_LONGEST].decode("utf-8", "ignore")
            yield _unpack(path, place / "files" / (stem or "site"))
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:32]


def _unpack(path: Path, folder: Path) -> Path:
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive.infolist())
            for name, info in members.items():
                _write(archive, info, folder / name)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError) as error:
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
