"""What importers brought, and what waits for rooms to come: comments, menus, pictures that could not be fetched.

With the ledger the same file can be imported again where the site is restored, and changes nothing. Models of a room on
the same floor are found by their label.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps

from content import kinds
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.base import Used, pages_of
from content.media.models import Asset
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from content.archives.target import Target

_KEY = re.compile(r"[0-9a-f]{32}\Z")
_OTHERS: dict[str, Any] = {"asset": Asset, "author": Author, "category": Category, "tag": Tag}
_GONE = 0  # a text that is no more: it is not brought back


class BroughtTable:
    """The ledger of `content.transfer`; what it became here goes by public ids."""

    name = "brought"
    has_links = True

    @cached_property
    def model(self) -> Any:
        return apps.get_model("transfer.ImportedItem")

    @cached_property
    def fields(self) -> list[Any]:
        return encoding.columns(self.model, ("run", "target_id"))

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        """All of the site's: a part of a site is no continuation of what was imported."""
        if selection.is_partial:
            return
        rows = self.model.objects.filter(site=selection.site).prefetch_related("uses__item")
        for batch in pages_of(rows, "key", after):
            names = encoding.Names()
            for kind, found in _by_kind(batch).items():
                names.load(_model_of(kind), [row.target_id for row in found])
            yield batch[-1].key, [self._row(row, names) for row in batch]

    def _row(self, row: Any, names: encoding.Names) -> Row:
        told = {field.name: _plain(getattr(row, field.attname)) for field in self.fields}
        target = names.one(_model_of(row.target_kind), row.target_id) or ""
        uses = sorted([use.item.key, use.is_hero] for use in row.uses.all())
        return told | {"target": None if row.target_id is None else target, "uses": uses}

    def check(self, row: Row) -> None:
        encoding.decode(self.fields, row)
        uses = row.get("uses", [])
        is_sound = isinstance(uses, list) and all(len(use) == 2 and type(use[1]) is bool for use in uses)
        if not is_sound or not all(isinstance(key, str) and _KEY.match(key) for key in (row.get("key"), *_keys(row))):
            raise BadRow("key and uses: 32 digits from 0 to f, those of uses with true or false")
        if not isinstance(row.get("payload"), dict):
            raise BadRow("payload: an object of JSON")
        if row.get("target"):
            encoding.public(row["target"], "target")

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["key"],)

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        stored = self.model.objects.filter(site=into.site, key__in=[row["key"] for row in rows])
        have = set(stored.values_list("key", flat=True))
        fresh = [row for row in rows if row["key"] not in have]
        wanted: dict[str, list[str]] = defaultdict(list)
        for row in fresh:
            if row.get("target"):
                wanted[row.get("target_kind", "")].append(row["target"])
        found = {kind: into.resolve(model, wanted[kind]) for kind in wanted if (model := _model_of(kind))}
        values = {row["key"]: encoding.decode(self.fields, row) for row in fresh}
        made = [self.model(site=into.site, target_id=_target(row, found), **values[row["key"]]) for row in fresh]
        self.model.objects.bulk_create(made)
        times = list(self.model.objects.filter(site=into.site, key__in=list(values)))
        for item in times:
            item.created_at = values[item.key].get("created_at") or item.created_at
        self.model.objects.bulk_update(times, ["created_at"])
        into.made += len(made)

    def link(self, rows: Sequence[Row], into: "Target") -> None:
        """Which texts show pictures that are still to come."""
        named = {key for row in rows if row.get("uses") for key in (row["key"], *_keys(row))}
        if not named:
            return
        ids = dict(self.model.objects.filter(site=into.site, key__in=named).values_list("key", "pk"))
        use = apps.get_model("transfer.PictureUse")
        pairs = [(ids[row["key"]], ids[key], hero) for row in rows for key, hero in row.get("uses", []) if key in ids]
        use.objects.bulk_create(
            [use(asset_id=asset, item_id=item, is_hero=hero) for asset, item, hero in pairs], ignore_conflicts=True
        )


def _by_kind(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.target_id and _model_of(row.target_kind):
            found[row.target_kind].append(row)
    return found


def _model_of(kind: str) -> Any:
    known = {each.name: each.model for each in kinds.all_kinds()} | _OTHERS
    return known.get(kind)


def _keys(row: Row) -> list[Any]:
    return [use[0] for use in row.get("uses", [])]


def _target(row: Row, found: dict[str, dict[str | None, int]]) -> int | None:
    if row.get("target") is None:
        return None
    return found.get(row.get("target_kind", ""), {}).get(row["target"], _GONE)


def _plain(value: Any) -> Any:
    return encoding.moment(value) if hasattr(value, "astimezone") else value
