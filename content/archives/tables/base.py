"""What every table of an archive can do: go out in batches, be checked row by row, come back in batches."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from content.archives.encoding import Row
from content.archives.selecting import Selection

if TYPE_CHECKING:
    from content.archives.target import Target

BATCH = 200


class Used:
    """What the chosen texts refer to, gathered from the files of rows that are written already."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.paths: set[str] = set()


class Table(Protocol):
    """`name` is that of its file, `rows/<name>.jsonl`. Rows have a fixed order; batches end at keys to go on from."""

    name: str

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        """(key to continue after, rows); `used` is given when only what others refer to is wanted."""

    def check(self, row: Row) -> None:
        """Raise BadRow for what cannot be stored."""

    def key(self, row: Row) -> tuple[str | int, ...] | None:
        """By which rows rise in the file, each higher than the one before; None where any order will do."""

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        """Store a batch in the caller's transaction; doing it twice does nothing more."""

    def link(self, rows: Sequence[Row], into: "Target") -> None:
        """A second pass, for rows that point at rows of the same table."""

    @property
    def has_links(self) -> bool: ...


class OnePass:
    """For tables whose rows do not point at each other."""

    has_links = False

    def link(self, rows: Sequence[Row], into: "Target") -> None:
        """Nothing points within the table."""


def pages_of(rows: Any, key: str, after: str, size: int = BATCH) -> Iterator[list[Any]]:
    """Objects in the order of a unique column, a batch at a time, in constant memory."""
    while batch := list((rows.filter(**{f"{key}__gt": after}) if after else rows).order_by(key)[:size]):
        yield batch
        after = getattr(batch[-1], key)
