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

MOST_NAMED = 200
BATCH = 300
State = ImportedItem.State
SETTLED = {State.IMPORTED, State.UPDATED, State.KEPT}


class Twice:
    """Ids that were seen, in little memory: a bit for each number, a short hash for anything else."""

    LARGEST = 1 << 27

    def __init__(self) -> None:
        self._bits: dict[str, bytearray] = {}
        self._others: set[int] = set()

    def add(self, kind: str, source_id: str) -> bool:
        """True if it was there already."""
        if source_id.isascii() and source_id.isdigit() and len(source_id) < 10 and int(source_id) < self.LARGEST:
            return self._bit(kind, int(source_id))
        mark = hash((kind, source_id))
        if mark in self._others:
            return True
        self._others.add(mark)
        return False

    def _bit(self, kind: str, number: int) -> bool:
        bits = self._bits.setdefault(kind, bytearray())
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(bits):
            bits.extend(bytes(max(place + 1 - len(bits), min(len(bits), 1 << 20))))
        known = bool(bits[place] & bit)
        bits[place] |= bit
        return known


def singled(records: Iterable[Record]) -> Iterator[Record]:
    """The records, each with an id of its own: of two entries with the same one, the second is a draft for somebody.

    Terms and authors that come twice are one; whatever else comes twice is told apart by its line.
    """
    twice = Twice()
    for record in records:
        if isinstance(record, Source | Problem) or not twice.add(kind_of(record), record.id):
            yield record
        elif kind_of(record) not in ("author", "category", "tag"):
            reason = f"The number {record.id} is used twice in the file."
            record.id = f"{record.id}, line {record.line}"
            if isinstance(record, Entry):
                record.state = "draft"
                record.person.append(f"{reason} This one is a draft.")
            else:
                record.notes.append(reason)
            yield record


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
