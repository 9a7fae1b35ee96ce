"""Writes the exports for other systems: to be continued after a stop, in constant memory, like archives.

Unfinished work lies in `FILE.parts/`, as that of `exporting.py` does.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from content import kinds
from content.archives.encoding import Row
from content.archives.exceptions import ExportRefused
from content.archives.exporting import Tell, bytes_of, chunks_of
from content.archives.foreign import markdown, wxr
from content.archives.foreign.pieces import used_pictures
from content.archives.selecting import Selection
from content.archives.tables.pictures import originals
from content.archives.zipping import ZipState, ZipWriter

_SYNC = 400  # entries after which the place is noted


@dataclass
class Place:
    """How far the work is: stages that are done, the one at work with its last key, bytes of the files."""

    asked: str
    done: list[str] = field(default_factory=list)
    after: str = ""
    size: int = 0
    entries: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def finish(self, stage: str) -> None:
        self.done.append(stage)
        self.after = ""


class _Work:
    """A folder with what is written so far, and a note of how far that is."""

    def __init__(self, path: Path, selection: Selection, format: str, *, resume: bool, tell: Tell) -> None:
        self.path, self.selection, self.tell = path, selection, tell
        self.folder = path.with_name(path.name + ".parts")
        site = selection.site.public_id
        asked = json.dumps([format, site, selection.query, selection.ids])
        stored = self.folder / "place.json"
        if resume and stored.exists():
            self.place = Place(**json.loads(stored.read_text()))
            if self.place.asked != asked:
                raise ExportRefused("The unfinished export was for something else. Run it without --resume.")
            return
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        self.place = Place(asked)

    def save(self) -> None:
        fresh = self.folder / "place.new"
        with fresh.open("w") as file:
            json.dump(asdict(self.place), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.folder / "place.json")

    def count(self, what: str, number: int) -> None:
        self.place.counts[what] = self.place.counts.get(what, 0) + number
        self.tell(what, number)

    def finish(self, whole: Path) -> Row:
        os.replace(whole, self.path)
        shutil.rmtree(self.folder)
        return {name: number for name, number in self.place.counts.items() if number}

    def pack(self, archive: ZipWriter, name_of: str, used: set[str] | None) -> None:
        """Add the originals of pictures; `name_of` is the folder in which they lie."""
        if "media" in self.place.done:
            return
        self._note(archive)
        for key, name, asset in originals(self.selection, self.place.after, used):
            archive.add(f"{name_of}/{name.removeprefix('media/')}", chunks_of(asset), is_packed=False)
            self.place.after = key
            self.count("originals", 1)
            if archive.entries % _SYNC == 0:
                self._note(archive)
        self.place.finish("media")
        self._note(archive)

    def _note(self, archive: ZipWriter) -> None:
        self.place.entries = list(asdict(archive.state).values())
        self.save()

    def open(self, whole: Path) -> ZipWriter:
        return ZipWriter(whole, ZipState(*self.place.entries) if self.place.entries else None)


def export_markdown(path: Path, selection: Selection, *, resume: bool, tell: Tell) -> Row:
    """A ZIP file if the name ends so, else a folder."""
    used = used_pictures(selection) if selection.is_partial else None
    if path.suffix.lower() != ".zip":
        return _markdown_folder(path, selection, used, tell)
    work = _Work(path, selection, "markdown", resume=resume, tell=tell)
    whole = work.folder / "site.zip"
    with work.open(whole) as archive:
        if not work.place.entries:
            archive.add(*markdown.about(selection))
        for kind in kinds.all_kinds():
            _pack_texts(work, archive, kind)
        work.pack(archive, "media", used)
        archive.close()
    return work.finish(whole)


def _pack_texts(work: _Work, archive: ZipWriter, kind: kinds.Kind) -> None:
    place = work.place
    if kind.name in place.done:
        return
    for key, entries in markdown.texts(work.selection, kind, place.after):
        for name, chunks in entries:
            archive.add(name, chunks)
        place.after = key
        place.entries = list(asdict(archive.state).values())
        work.save()
        work.count(f"{kind.name}s", len(entries))
    place.finish(kind.name)


def _markdown_folder(root: Path, selection: Selection, used: set[str] | None, tell: Tell) -> Row:
    """Files are replaced one by one: run it again after a stop."""
    counts = {"files": markdown.write_folder(root, [markdown.about(selection)])}
    for kind in kinds.all_kinds():
        for _, entries in markdown.texts(selection, kind, ""):
            counts[f"{kind.name}s"] = counts.get(f"{kind.name}s", 0) + markdown.write_folder(root, entries)
            tell(f"{kind.name}s", len(entries))
    for _, name, asset in originals(selection, "", used):
        counts["originals"] = counts.get("originals", 0) + markdown.write_folder(root, [(name, chunks_of(asset))])
        tell("originals", 1)
    return counts


def export_wxr(path: Path, selection: Selection, *, resume: bool, tell: Tell) -> Row:
    """One XML file, or with a name in .zip that file with the originals beside it."""
    is_packed = path.suffix.lower() == ".zip"
    used = used_pictures(selection) if selection.is_partial else None
    work = _Work(path, selection, "wxr", resume=resume, tell=tell)
    part = work.folder / "site.xml"
    _write_xml(work, part, wxr.Writer(selection, is_packed=is_packed), used)
    if not is_packed:
        return work.finish(part)
    whole = work.folder / "site.zip"
    with work.open(whole) as archive:
        if not work.place.entries:
            archive.add("site.wordpress.xml", bytes_of(part))
        work.pack(archive, wxr.UPLOADS.rsplit("/", 1)[-1], used)
        archive.close()
    return work.finish(whole)


def _write_xml(work: _Work, part: Path, writer: wxr.Writer, used: set[str] | None) -> None:
    place = work.place
    with part.open("r+b" if part.exists() else "w+b") as file:
        file.truncate(place.size)
        file.seek(place.size)
        for stage, batches in _stages(writer, place, used):
            if stage in place.done:
                continue
            for key, text in batches:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
                place.after, place.size = key, file.tell()
                if not key:  # it has no places to go on from: it is whole
                    place.finish(stage)
                work.save()
                work.count(stage, text.count("</item>"))
            if stage not in place.done:
                place.finish(stage)
                work.save()


def _stages(writer: wxr.Writer, place: Place, used: set[str] | None) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    """Each stage with what it writes from the place on; a stage that has no places is written at once."""
    yield "head", iter([("", writer.head() + "".join(writer.terms()))])
    yield "pictures", writer.assets(place.after, used)
    for kind in kinds.all_kinds():
        yield f"{kind.name}s", writer.texts(kind, place.after)
    yield "tail", iter([("", wxr.TAIL)])
