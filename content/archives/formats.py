"""The three things an export can be."""

from pathlib import Path

from content.archives.encoding import Row
from content.archives.exporting import Tell, export_archive
from content.archives.foreign.writing import export_markdown, export_wxr
from content.archives.selecting import Selection


def export(format: str, path: Path, selection: Selection, *, resume: bool, tell: Tell) -> Row:
    """Write it at `path`; counts by what was written. Raises ExportRefused."""
    return _WRITERS[format](path, selection, resume=resume, tell=tell)


_WRITERS = {"zip": export_archive, "wxr": export_wxr, "markdown": export_markdown}
