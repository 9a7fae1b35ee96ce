"""What an importer reads of a file that was given: the file itself, or what is packed in it, for as long as a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from content.transfer import recognising
from content.transfer.packed import NotUnpacked, inflated, is_zip, stream_of, unpacked
from content.transfer.registry import Importer

_PICTURES = ("/uploads/", "/content/images/")
_MOST_NAMED = 5


@dataclass(frozen=True)
class Opened:
    """`path` is a file, or a folder; `uploads` holds pictures that were packed with it, if any."""

    path: Path
    uploads: Path | None = None


@contextmanager
def opened(path: Path, importer: Importer, *, name: str = "") -> Iterator[Opened]:
    """`name` is what the file was called where it comes from. Raises NotUnpacked."""
    start = _start(path) if path.is_file() else b""
    if importer.is_packed and path.is_file():
        with unpacked(path, name=name) as folder:
            yield Opened(folder)
    elif is_zip(start):
        with unpacked(path, name=name, wanted=lambda member: _is_wanted(member, importer)) as folder:
            yield Opened(_export_in(folder, importer), _uploads_in(folder))
    elif stream_of(start):
        with inflated(path, name=name) as file:
            yield Opened(file)
    else:
        yield Opened(path)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise NotUnpacked(f"The file cannot be read ({error.strerror}).") from None


def _is_wanted(name: str, importer: Importer) -> bool:
    return name.lower().endswith(importer.endings) or any(part in f"/{name}" for part in _PICTURES)


def _export_in(folder: Path, importer: Importer) -> Path:
    """The folder of the parts, or the one file that it is."""
    found = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(importer.endings))
    if not found:
        raise NotUnpacked(f"It holds no file that ends in {' or '.join(importer.endings)}.")
    if importer.takes_parts:
        return folder
    fitting = [path for path in found if recognising.sort_of(path) == importer.name] or found
    if len(fitting) > 1:
        names = ", ".join(path.name[:80] for path in fitting[:_MOST_NAMED])
        raise NotUnpacked(f"It holds several exports ({names}): unpack it, and import them one by one.")
    return fitting[0]


def _uploads_in(folder: Path) -> Path | None:
    """Where pictures lie, as the addresses of the source name them."""
    for pattern, up in (("uploads", 0), ("content/images", 2)):
        found = sorted((path for path in folder.rglob(pattern) if path.is_dir()), key=lambda path: len(path.parts))
        if found:
            return [found[0], *found[0].parents][up]
    return folder if folder.name == "uploads" else None
