"""Every record of a file gets an id of its own, in little memory whatever the file holds."""

from collections.abc import Iterable, Iterator

from content.transfer.records import Entry, Problem, Record, Source, kind_of


class Twice:
    """Ids that were seen, in little memory: a bit for each number, a short hash for anything else."""

    LARGEST = 1 << 27

    def __init__(self) -> None:
        self._bits: dict[str, bytearray] = {}
        self._others: set[int] = set()
        self._numbers: dict[int, int] = {}

    def add(self, kind: str, source_id: str) -> bool:
        """True if it was there already."""
        if source_id.isascii() and source_id.isdigit() and len(source_id) < 10 and int(source_id) < self.LARGEST:
            return self._bit(kind, int(source_id))
        mark = hash((kind, source_id))
        if mark in self._others:
            return True
        self._others.add(mark)
        return False

    def another(self, kind: str, source_id: str) -> str:
        """The id, or one with a number behind it, that was not there."""
        mark, found = hash((kind, source_id)), source_id
        number = self._numbers.get(mark, 1)
        while self.add(kind, found):
            number += 1
            found = f"{source_id} ({number})"
        self._numbers[mark] = number
        return found

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
        if isinstance(record, Entry) and record.group:
            _single_in_group(twice, record)
        if isinstance(record, Source | Problem) or not twice.add(kind_of(record), record.id):
            yield record
        elif kind_of(record) not in ("author", "category", "tag"):
            reason = f"The number {record.id[:60]} is used twice in the file."
            record.id = twice.another(kind_of(record), f"{record.id}, line {record.line}")
            if isinstance(record, Entry):
                record.state = "draft"
                record.person.append(f"{reason} This one is a draft.")
            else:
                record.notes.append(reason)
            yield record


def _single_in_group(twice: Twice, entry: Entry) -> None:
    """Of texts that say the same there is one in each language."""
    if twice.add("translation", f"{entry.group}\x1f{entry.language.lower()}"):
        said = entry.language or "its language"
        entry.notes.append(f"Another text in {said} is linked with its translations already: this one stands alone.")
        entry.group = ""
