"""Writes an archive: first every table as a file of rows, then all of it and the pictures as one ZIP file.

Work in progress lies beside the file, in `FILE.parts/`; `progress.json` there names the last batch that is whole.
Killed at any point and started again with `resume`, the end is the same. Memory does not grow with the site.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from content.archives import encoding, tables
from content.archives.encoding import Row
from content.archives.exceptions import ExportRefused
from content.archives.reading import FORMAT, MANIFEST, SITE, VERSION
from content.archives.selecting import Selection
from content.archives.siteinfo import site_row
from content.archives.tables.base import Used
from content.archives.tables.pictures import originals
from content.archives.zipping import ZipState, ZipWriter

if TYPE_CHECKING:
    from content.media.models import Asset

CHUNK = 1 << 20
_SYNC_BYTES, _SYNC_ENTRIES = 64_000_000, 500  # how much of the ZIP file is done again at most after a crash
_REFERRED = {"authors", "categories", "tags", "pictures"}
_IDS = ("authors", "tags", "category", "more_categories", "hero", "parent")
Tell = Callable[[str, int], None]


@dataclass
class Progress:
    """What is whole so far: tables done, the table at work with its last key and bytes, the ZIP file."""

    selection: str
    done: dict[str, Row] = field(default_factory=dict)
    table: str = ""
    after: str = ""
    rows: int = 0
    size: int = 0
    entries: list[int] = field(default_factory=list)
    stage: str = "rows"
    picture: str = ""
    pictures: int = 0


def export_archive(path: Path, selection: Selection, *, resume: bool = False, tell: Tell = lambda *_: None) -> Row:
    """Write the archive at `path`; `tell(what, how many)` is called as it goes. Returns counts by table.

    Raises ExportRefused if there is unfinished work that does not fit. A file at `path` is replaced at the end.
    """
    parts = path.with_name(path.name + ".parts")
    progress = _begin(parts, selection, resume)
    whole = parts / "archive.zip"
    if progress.stage == "rows":
        _write_tables(parts, selection, progress, tell)
        progress.stage = "zip"
        _save(parts, progress)
    _pack(whole, parts, selection, progress, tell)
    os.replace(whole, path)
    shutil.rmtree(parts)
    return {name: entry["rows"] for name, entry in progress.done.items() if entry["rows"]}


def _begin(parts: Path, selection: Selection, resume: bool) -> Progress:
    asked = json.dumps([selection.site.public_id, selection.query, selection.ids, selection.with_revisions])
    stored = parts / "progress.json"
    if resume and stored.exists():
        progress = Progress(**json.loads(stored.read_text()))
        if progress.selection != asked:
            raise ExportRefused("The unfinished export was for something else. Run it without --resume to begin anew.")
        return progress
    if parts.exists():
        shutil.rmtree(parts)
    parts.mkdir(parents=True)
    return Progress(asked)


def _save(parts: Path, progress: Progress) -> None:
    """Atomic: the file is whole at any moment."""
    fresh = parts / "progress.new"
    with fresh.open("w") as file:
        json.dump(asdict(progress), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, parts / "progress.json")


def _write_tables(parts: Path, selection: Selection, progress: Progress, tell: Tell) -> None:
    for table in tables.going_out():
        if table.name not in progress.done:
            used = _used(parts, progress) if selection.is_partial and table.name in {*_REFERRED, "redirects"} else None
            _write_table(parts, table, selection, progress, used, tell)


def _write_table(
    parts: Path, table: tables.Table, selection: Selection, progress: Progress, used: Used | None, tell: Tell
) -> None:
    if progress.table != table.name:
        progress.table, progress.after, progress.rows, progress.size = table.name, "", 0, 0
    part = parts / f"{table.name}.jsonl"
    with part.open("r+b" if part.exists() else "w+b") as file:
        file.truncate(progress.size)
        file.seek(progress.size)
        rows = progress.rows
        for after, batch in table.batches(selection, progress.after, used):
            file.write(b"".join(encoding.line(row) for row in batch))
            rows += len(batch)
            tell(table.name, len(batch))
            if after:
                file.flush()
                os.fsync(file.fileno())
                progress.after, progress.rows, progress.size = after, rows, file.tell()
                _save(parts, progress)
        size = file.tell()
    progress.done[table.name] = {"name": table.name, "rows": rows, "size": size, "sha256": _sha256(part)}
    _save(parts, progress)


def _used(parts: Path, progress: Progress) -> Used:
    """What the chosen texts name, read back from the files that are written already."""
    used = Used()
    for name in progress.done:
        for row in _lines(parts / f"{name}.jsonl"):
            _collect(row, used)
            _collect(row.get("snapshot") or {}, used)
            if name == "live":
                used.paths.add(row["path"])
            if name == "categories":
                used.ids.add(row["id"])
    return used


def _collect(row: Row, used: Used) -> None:
    for name in _IDS:
        value = row.get(name)
        used.ids.update(value if isinstance(value, list) else [value] if value else [])
    used.ids.update(encoding.assets_in(str(row.get("body", ""))))


def _lines(part: Path) -> Iterator[Row]:
    with part.open("rb") as file:
        for raw in file:
            yield json.loads(raw)


def _pack(whole: Path, parts: Path, selection: Selection, progress: Progress, tell: Tell) -> None:
    state = ZipState(*progress.entries) if progress.entries else None
    used = _used(parts, progress).ids if selection.is_partial else None
    with ZipWriter(whole, state) as archive:
        if state is None:
            _pack_rows(archive, parts, selection, progress)
        since, entries = archive.state.size, archive.entries
        for key, name, asset in originals(selection, progress.picture, used):
            archive.add(name, chunks_of(asset), is_packed=False)
            progress.picture, progress.pictures = key, progress.pictures + 1
            tell("originals", 1)
            if archive.size - since > _SYNC_BYTES or archive.entries - entries >= _SYNC_ENTRIES:
                progress.entries = list(asdict(archive.state).values())
                since, entries = archive.size, archive.entries
                _save(parts, progress)
        archive.close()


def _pack_rows(archive: ZipWriter, parts: Path, selection: Selection, progress: Progress) -> None:
    """The list of all files comes first, so that whoever opens the archive sees what it is."""
    site = _json(site_row(selection.site))
    files = [progress.done[table.name] for table in tables.going_in()]
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "part": selection.is_partial,
        "revisions": selection.with_revisions,
        "site": hashlib.sha256(site).hexdigest(),
        "files": files,
    }
    archive.add(MANIFEST, [_json(manifest)])
    archive.add(SITE, [site])
    for file in files:
        archive.add(f"rows/{file['name']}.jsonl", bytes_of(parts / f"{file['name']}.jsonl"))
    progress.entries = list(asdict(archive.state).values())
    _save(parts, progress)


def _json(value: Row) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def chunks_of(asset: "Asset") -> Iterator[bytes]:
    with default_storage.open(str(asset.original.name)) as file:
        yield from file.chunks(CHUNK)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in bytes_of(path):
        digest.update(chunk)
    return digest.hexdigest()
