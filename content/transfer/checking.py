"""The pass before anything is written: is the file sound, what is in it, who must look at what."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from content.transfer.ledger import Ledger
from content.transfer.models import Import, ImportedItem
from content.transfer.records import Entry, Item, Problem, Record, Source, kind_of, payload_hash
from content.transfer.registry import Importer
from content.transfer.singling import singled

MOST_NAMED = 200
BATCH = 300
State = ImportedItem.State
SETTLED = {State.IMPORTED, State.UPDATED, State.KEPT}


@dataclass
class Check:
    """What a file holds. `people` are [line, title, reason] of what needs somebody, the first of them."""

    source: Source = field(default_factory=lambda: Source(""))
    kinds: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    person_count: int = 0
    people: list[list[Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    seen: int = 0

    @property
    def fatal(self) -> Problem | None:
        return next((problem for problem in self.problems if problem.is_fatal), None)

    def summary(self) -> dict[str, Any]:
        """As it is stored with the run."""
        return {
            "kinds": dict(self.kinds),
            "states": dict(self.states),
            "person_count": self.person_count,
            "people": self.people,
            "problem_count": self.problem_count,
        }

    def note(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_NAMED or problem.is_fatal:
            self.problems.append(problem)


def check(run: Import, importer: Importer, records: Iterable[Record], *, thoroughly: bool = True) -> Iterator[Check]:
    """Read all of the file and write nothing; yields the same Check again and again as it goes, the last time complete.

    `thoroughly` also makes each entry's HTML, to find what of it is not known here, and compares with the ledger.
    """
    found = Check()
    batch: list[Item] = []
    for record in singled(records):
        if isinstance(record, Problem):
            found.note(record)
        elif isinstance(record, Source):
            found.source, run.source = record, f"{importer.name}:{record.origin}"[:200]
        else:
            found.kinds[kind_of(record)] += 1
            found.seen += 1
            if thoroughly:
                batch.append(record)
            if len(batch) >= BATCH or found.seen % BATCH == 0:
                _compare(run, importer, batch, found)
                batch = []
                yield found
    _compare(run, importer, batch, found)
    yield found


def _compare(run: Import, importer: Importer, batch: Sequence[Item], found: Check) -> None:
    """What an import would do with each of these."""
    ledger = Ledger(run)
    rows = ledger.rows(ledger.key_of(item) for item in batch) if batch and run.source else {}
    for item in batch:
        row = rows.get(ledger.key_of(item))
        if not isinstance(item, Entry):
            continue
        is_same = row is not None and row.payload_hash == payload_hash(item)
        found.states["unchanged" if is_same else "new" if row is None or not row.payload_hash else "changed"] += 1
        reasons = _reasons(importer, item)
        if is_same or not reasons:
            continue
        found.person_count += 1
        if len(found.people) < MOST_NAMED:
            found.people.append([item.line, item.title or f"Untitled ({item.id})", " ".join(reasons)])


def _reasons(importer: Importer, entry: Entry) -> list[str]:
    importer.ready(entry)
    if entry.state == "scheduled" and (entry.published_at is None or entry.published_at <= timezone.now()):
        entry.person.append("It was scheduled for a time that is past: it becomes a draft.")
    return entry.person
