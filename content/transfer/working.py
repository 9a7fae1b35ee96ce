"""What the worker does with an uploaded file. After the death of a worker it is called again, and goes on."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.jobs.exceptions import Cancelled, JobFailed, LeaseLost
from accounts.jobs.running import JobHandle
from content.transfer.ahead import ReaderDied
from content.transfer.models import Import
from content.transfer.opening import Opened, opened
from content.transfer.packed import NotUnpacked
from content.transfer.recognising import advice
from content.transfer.registry import importer
from content.transfer.running import Options, Refused, Running

EVERY = 0.7  # seconds between looks at whether somebody wants to stop
# Which share of the whole each step is, by its beginning and its end.
_STEPS = {
    "Checking": (0.0, 0.0),
    "Preparing": (0.0, 0.15),
    "Importing": (0.15, 0.9),
    "Placing pages": (0.9, 0.92),
    "Fetching pictures": (0.92, 1.0),
}


class Watch:
    """Tells the job how far the run has come, and raises Cancelled when somebody asked to stop."""

    def __init__(self, handle: JobHandle, whole: int) -> None:
        self.handle = handle
        self.whole = max(whole, 1)
        self.looked_at = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.looked_at < EVERY:
            return
        self.looked_at = now
        self.handle.check()
        begin, end = _STEPS[step]
        share = begin + (end - begin) * (min(done / total, 1.0) if total else 0.0)
        self.handle.progress(int(share * self.whole), self.whole if self.whole > 1 else None)


def check(handle: JobHandle) -> dict[str, Any]:
    """Read the file and store what is in it; nothing else is written."""
    run = _run(handle)
    with _copy(run) as path:
        try:
            with _opened(run, path) as found:
                Running(run, found.path, handle.job.created_by, Watch(handle, 0)).check()
        except NotUnpacked as error:
            run.problems, run.state = [[0, str(error), True]], Import.State.REFUSED
        if run.state == Import.State.REFUSED and (said := advice(path, importer=run.importer)):
            run.problems.append([0, said, False])
        run.save(update_fields=["problems", "state"])
    return _result(run)


def load(handle: JobHandle) -> dict[str, Any]:
    """Import the file. What is broken ends the job in its own words."""
    run = _run(handle)
    kinds = run.summary.get("kinds", {})
    whole = kinds.get("article", 0) + kinds.get("page", 0)
    watch = Watch(handle, whole)
    options = Options(fetch=run.options.get("fetch", True), partial=run.options.get("partial", False))
    try:
        with _copy(run) as path, _opened(run, path) as found:
            options.folder = found.uploads
            Running(run, found.path, handle.job.created_by, watch, options).load()
    except (Refused, ReaderDied, NotUnpacked) as error:
        raise JobFailed(str(error)) from None
    except LeaseLost:
        raise
    except Cancelled:
        Import.objects.filter(pk=run.pk).update(state=Import.State.STOPPED)
        raise
    handle.progress(watch.whole, watch.whole)
    return _result(run)


def fetch_media(handle: JobHandle) -> dict[str, Any]:
    """Try again to fetch the pictures that wait."""
    run = _run(handle)
    with _uploads(run) as folder:
        running = Running(run, Path(), handle.job.created_by, Watch(handle, 0), Options(folder=folder))
        fetched = running.fetch_media()
    return _result(run) | {"fetched": fetched}


def _run(handle: JobHandle) -> Import:
    run = Import.objects.select_related("site").filter(pk=handle.payload["import"]).first()
    if run is None:
        raise JobFailed("This import was deleted.")
    return run


def _result(run: Import) -> dict[str, Any]:
    return {"url": reverse("admin:transfer_import_change", args=[run.pk])}


def _local(name: str) -> Path | None:
    """Where the storage keeps it, if that is a file of this machine."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return None
    return path if path.is_file() else None


def _opened(run: Import, path: Path) -> AbstractContextManager[Opened]:
    """What the importer reads: the uploaded file, or what is packed in it."""
    return opened(path, importer(run.importer), name=run.file_name)


@contextmanager
def _uploads(run: Import) -> Iterator[Path | None]:
    """Pictures that are packed with the uploaded file, if it is still there."""
    with ExitStack() as stack:
        folder = None
        with suppress(JobFailed, NotUnpacked):
            folder = stack.enter_context(_opened(run, stack.enter_context(_copy(run)))).uploads
        yield folder


@contextmanager
def _copy(run: Import) -> Iterator[Path]:
    """The uploaded file on this machine, whatever the storage is."""
    name = run.file.name or ""
    if not name or not default_storage.exists(name):
        raise JobFailed("The uploaded file is no longer there. Upload it again.")
    local = _local(name)
    if local:
        yield local
        return
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as copy:
        with default_storage.open(name) as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)
