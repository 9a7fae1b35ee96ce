"""A run from its first to its last step. Every step can be killed and done again; what is done is not done twice."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from content.transfer import ahead, going_live, media, terms
from content.transfer.checking import Check, check
from content.transfer.covering import cover
from content.transfer.ledger import Ledger
from content.transfer.loading import BATCH, Loader
from content.transfer.models import Import, ImportedItem
from content.transfer.pictures import Fetcher
from content.transfer.planning import BATCH as PLANNED
from content.transfer.planning import Planner, plan_pages
from content.transfer.records import Record, Source
from content.transfer.registry import importer as importer_named
from content.transfer.reporting import summary_of

# What a run has come to: the name of the step, how much of it is done, of how much (0: nobody knows).
Progress = Callable[[str, int, int], None]
State = Import.State
MANY = 2000  # records from which on a file is worth a process of its own


class Refused(Exception):
    """The file cannot be imported; the text says why, with the line."""


@dataclass
class Options:
    """`partial` takes what comes before a place where the file is broken; `folder` holds a copy of the uploads.

    `url` is where the site was, for files that do not say it.
    """

    fetch: bool = True
    partial: bool = False
    folder: Path | None = None
    url: str = ""


@dataclass
class Running:
    """One run over the file at `path`."""

    run: Import
    path: Path
    by: User | None
    progress: Progress
    options: Options = field(default_factory=Options)
    met: Collection[int] | None = None  # items of runs before that this file names again

    def records(self) -> Iterator[Record]:
        return importer_named(self.run.importer).records(self.path, url=self.options.url)

    def check(self, *, thoroughly: bool = True) -> Check:
        """Read the file, write nothing but the run's own row, if it has one."""
        found = Check()
        importer = importer_named(self.run.importer)
        for found in check(self.run, importer, self.records(), thoroughly=thoroughly):
            self.progress("Checking", found.seen, 0)
        run = self.run
        run.problems = [[problem.line, problem.message, problem.is_fatal] for problem in found.problems]
        run.summary = found.summary()
        is_refused = found.fatal is not None and not self.options.partial
        run.state = State.REFUSED if is_refused else State.CHECKED
        if run.pk:  # a dry run from the shell leaves no row
            run.save(update_fields=["source", "problems", "summary", "state"])
        return found

    def load(self) -> None:
        """Check, then import everything; raises Refused with nothing written if the file is broken."""
        found = self.check(thoroughly=False)
        if found.fatal and not self.options.partial:
            raise Refused(str(found.fatal))
        self.run.state = State.LOADING
        self.run.save(update_fields=["state"])
        ledger = Ledger(self.run)
        self._plan(ledger, found.seen)
        entries = found.kinds["article"] + found.kinds["page"]
        fetcher = Fetcher(ledger, self.by, is_on=self.options.fetch, folder=self.options.folder)
        self._load(ledger, fetcher, found.source, entries)
        self.progress("Placing pages", entries, entries)
        going_live.finish_pages(ledger, by=self.by)
        media.fetch_waiting(fetcher, lambda done, total: self.progress("Fetching pictures", done, total))
        self.finish(found)

    def finish(self, found: Check | None = None) -> None:
        run = self.run
        if self.met is not None:
            cover(run, self.met)
        run.summary = summary_of(run) | ({"problem_count": found.problem_count} if found else {})
        run.state, run.finished_at = State.DONE, timezone.now()
        run.save(update_fields=["summary", "covered", "state", "finished_at"])

    def fetch_media(self) -> int:
        """Try again to fetch the pictures that wait; returns how many came."""
        fetcher = Fetcher(Ledger(self.run), self.by, folder=self.options.folder)
        media.fetch_waiting(fetcher, lambda done, total: self.progress("Fetching pictures", done, total))
        self.finish()
        return fetcher.fetched

    def _batches(self, mode: ahead.Mode, size: int, total: int) -> Iterator[list[Any]]:
        """Small files are read here, large ones by a process of their own."""
        read = ahead.batches_ahead if total >= MANY else ahead.batches
        return read(importer_named(self.run.importer), self.path, url=self.options.url, mode=mode, size=size)

    def _plan(self, ledger: Ledger, total: int) -> None:
        planner = Planner(ledger, by=self.by)
        done = 0
        for batch in self._batches("all", PLANNED, total):
            planner.take(batch)
            done += len(batch)
            self.progress("Preparing", done, total)
        terms.place(ledger)
        plan_pages(ledger)
        self.met = planner.met

    def _load(self, ledger: Ledger, fetcher: Fetcher, source: Source, total: int) -> None:
        """Bodies are cleaned ahead where all are new; else those of entries that have changed, when that is known."""
        loader = Loader(self.run, importer_named(self.run.importer), self.by, fetcher, source.hosts)
        rows = ImportedItem.objects.of_source(ledger.site, ledger.source)
        are_new = total >= MANY and not rows.filter(kind__in=("article", "page")).exclude(payload_hash="").exists()
        done = 0
        for batch in self._batches("clean" if are_new else "raw", BATCH, total):
            loader.take(batch)
            done += len(batch)
            self.progress("Importing", done, total)
