"""Exports and restores as jobs: made, checked and brought back by a worker."""

from accounts.jobs.registry import register
from content.archives.exceptions import ArchiveRefused, ExportRefused, RestoreTakenOver

_WORK = "content.archives.working"
_EXPECTED = (ArchiveRefused, ExportRefused, RestoreTakenOver)

register("archives.export", run=f"{_WORK}.export_site", label="Export the site", expected=_EXPECTED)
register("archives.check", run=f"{_WORK}.check_archive", label="Check an archive", expected=_EXPECTED)
register("archives.restore", run=f"{_WORK}.restore_site", label="Restore an archive", expected=_EXPECTED)
