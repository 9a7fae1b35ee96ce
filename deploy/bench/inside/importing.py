"""T9: `importing.py FILE BATCH` imports a WXR file into an empty database, and tells how fast."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from starting import begin, tell

PAGE, TICK = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


class Watch:
    """Looks at the clocks and the memory whenever the run says how far it has come."""

    def __init__(self, server: int, every: int) -> None:
        self.server = server
        self.every = every
        self.marks: list[dict[str, Any]] = []

    def __call__(self, step: str, done: int, total: int) -> None:
        is_next = not self.marks or self.marks[-1]["step"] != step or done - self.marks[-1]["done"] >= self.every
        if is_next or done == total:
            self.marks.append({"step": step, "done": done, **self.now()})
            print(f"\r{step} {done:,} of {total or '?'}   ", end="", file=sys.stderr, flush=True)

    def now(self) -> dict[str, float]:
        """Wall clock; processor seconds of this process, the one that reads for it and the server; megabytes."""
        own = os.times()
        readers = _children(os.getpid())
        return {
            "wall": time.perf_counter(),
            "own": own.user + own.system,
            "reader": sum(_seconds(pid) for pid in readers),
            "server": _seconds(self.server),
            "mb": _megabytes(os.getpid()),
            "reader_mb": sum(_megabytes(pid) for pid in readers),
        }


def _children(parent: int) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(place.parent.name))
    return found


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _megabytes(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1_000_000
    except OSError:
        return 0.0


def main() -> None:
    path, batch, every = begin()
    from django.db import connection

    from accounts.sites.services import create_site
    from content.publishing.models import LivePage, Revision
    from content.search.models import IndexedPage
    from content.transfer import running
    from content.transfer.models import Import

    running.BATCH = int(batch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@pid_file")
        place = Path(cursor.fetchone()[0])
    site = create_site(name="Bench", domains=["localhost"], by=None)
    run = Import.objects.create(site=site, importer="wordpress", file_name="bench.xml")
    watch = Watch(int(place.read_text()) if place.is_file() else 0, int(every))
    began = watch.now()
    running.Running(run, Path(path), None, watch, running.Options(fetch=False)).load()
    print(file=sys.stderr)
    models = (LivePage, Revision, IndexedPage)
    counts = {model.__name__: model.objects.count() for model in models}
    tell(began=began, ended=watch.now(), marks=watch.marks, counts=counts, states=run.summary["states"])


if __name__ == "__main__":
    main()
