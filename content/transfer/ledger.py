"""The ledger, read and written in batches: a number of queries that does not depend on their size."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from django.utils import timezone

from aicmr.lib.ids import derived_id
from aicmr.lib.rows import upsert
from content.transfer.models import Import, ImportedItem, item_key
from content.transfer.records import Item, kind_of

_COLUMNS = [str(field.column) for field in ImportedItem._meta.concrete_fields if not field.primary_key]
_VALUES = attrgetter(*(field.attname for field in ImportedItem._meta.concrete_fields if not field.primary_key))
_MOST_TARGETS = 50_000
_LONGEST_NOTE = 20_000
State = ImportedItem.State
Rows = dict[str, ImportedItem]


class Ledger:
    """The rows of one run's source."""

    def __init__(self, run: Import) -> None:
        self.run = run
        self.site = run.site
        self.source = run.source
        self._targets: dict[str, int] = {}

    def key(self, kind: str, source_id: str) -> str:
        return item_key(self.source, kind, source_id)

    def key_of(self, item: Item) -> str:
        return self.key(kind_of(item), item.id)

    def translations(self, group: str) -> str:
        """`translation_group` of the texts of that name at the source."""
        return derived_id(self.source, group)

    def rows(self, keys: Iterable[str]) -> Rows:
        """By key; one query."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        return {row.key: row for row in ImportedItem.objects.filter(site=self.site, key__in=wanted)}

    def hashes(self, keys: Iterable[str]) -> dict[str, str]:
        """`payload_hash` by key; one query."""
        rows = ImportedItem.objects.filter(site=self.site, key__in=list(keys))
        return dict(rows.order_by().values_list("key", "payload_hash"))

    def targets(self, keys: Iterable[str]) -> dict[str, int]:
        """What authors and terms became, by key; one query for those that no batch before has asked for."""
        wanted = set(keys) - self._targets.keys()
        if wanted:
            if len(self._targets) > _MOST_TARGETS:
                self._targets = {}
                wanted = set(keys)
            rows = ImportedItem.objects.filter(site=self.site, key__in=list(wanted), target_id__isnull=False)
            found = rows.order_by().values_list("key", "target_id")
            self._targets.update({key: target for key, target in found if target})
        return self._targets

    def new(self, item: Item, *, state: str = State.WAITING, note: str = "") -> ImportedItem:
        """A row for this record, not stored yet."""
        kind = kind_of(item)
        title = getattr(item, "title", "") or getattr(item, "name", "") or getattr(item, "author", "")
        return ImportedItem(
            site=self.site,
            run=self.run,
            source=self.source,
            kind=kind[:32],
            source_id=item.id[:200] or "–",
            key=self.key(kind, item.id),
            title=title[:255],
            state=state,
            note=note,
            line=item.line,
        )

    def save(self, rows: Sequence[ImportedItem]) -> None:
        """Store new and changed rows alike; none needs its id afterwards."""
        now = timezone.now()
        for row in rows:
            row.created_at = row.created_at or now
        upsert(ImportedItem, _COLUMNS, map(_VALUES, rows), unique=["site_id", "key"])


def note_of(*parts: Iterable[str]) -> str:
    """One text of several notes, each once."""
    return " ".join(dict.fromkeys(text for part in parts for text in part if text))[:_LONGEST_NOTE]
