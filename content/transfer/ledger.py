"""The ledger, read and written in batches: a number of queries that does not depend on their size."""

from collections.abc import Iterable, Sequence
from copy import copy

from django.db import connection

from content.transfer.models import Import, ImportedItem, item_key
from content.transfer.records import Item, kind_of

_FIXED = {"id", "site", "key", "source", "kind", "source_id", "created_at"}
_WRITTEN = [field.name for field in ImportedItem._meta.concrete_fields if field.name not in _FIXED]
State = ImportedItem.State
Rows = dict[str, ImportedItem]


class Ledger:
    """The rows of one run's source."""

    def __init__(self, run: Import) -> None:
        self.run = run
        self.site = run.site
        self.source = run.source

    def key(self, kind: str, source_id: str) -> str:
        return item_key(self.source, kind, source_id)

    def key_of(self, item: Item) -> str:
        return self.key(kind_of(item), item.id)

    def rows(self, keys: Iterable[str]) -> Rows:
        """By key; one query."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        return {row.key: row for row in ImportedItem.objects.filter(site=self.site, key__in=wanted)}

    def new(self, item: Item, *, state: str = State.WAITING, note: str = "") -> ImportedItem:
        """A row for this record, not stored yet."""
        kind = kind_of(item)
        title = getattr(item, "title", "") or getattr(item, "name", "") or getattr(item, "author", "")
        return ImportedItem(
            site=self.site,
            run=self.run,
            source=self.source,
            kind=kind[:32],
            source_id=item.id[:200],
            key=self.key(kind, item.id),
            title=title[:255],
            state=state,
            note=note,
            line=item.line,
        )

    def save(self, rows: Sequence[ImportedItem]) -> None:
        """Store new and changed rows alike; none needs its id afterwards."""
        if not rows:
            return
        has_target = connection.features.supports_update_conflicts_with_target
        clones = [copy(row) for row in rows]
        for clone in clones:
            clone.pk = None
        ImportedItem.objects.bulk_create(
            clones,
            update_conflicts=True,
            update_fields=_WRITTEN,
            unique_fields=["site", "key"] if has_target else None,
        )
        for row, clone in zip(rows, clones, strict=True):
            row.pk = row.pk or clone.pk


def note_of(*parts: Iterable[str]) -> str:
    """One text of several notes, each once."""
    return " ".join(dict.fromkeys(text for part in parts for text in part if text))
