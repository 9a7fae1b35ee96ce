"""The first pass over a file: everything small is stored (authors, terms, pictures to fetch, comments, menus), and each
entry gets its row with the address that it will have here, so that links can be rewritten before their targets exist.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import transaction

from accounts.models import User
from aicmr.lib.text import slugify
from content.articles.addresses import article_path
from content.publishing import state
from content.publishing.gates import is_reserved
from content.publishing.models import LivePage
from content.publishing.paths import normalise_path, path_key
from content.transfer import terms
from content.transfer.addresses import asset_key, entry_key
from content.transfer.ledger import Ledger, Rows, note_of
from content.transfer.levels import DEEPEST, batched, from_the_top
from content.transfer.models import ImportedItem
from content.transfer.pictures import refusal_of
from content.transfer.records import (
    LONGEST,
    Asset,
    Author,
    Comment,
    Entry,
    Item,
    Left,
    MenuItem,
    Term,
    kind_of,
    payload,
    payload_hash,
)

BATCH = 300
State = ImportedItem.State
LONGEST_PATH = 480
_MOST_TRIES = 10


class Planner:
    """Writes a run's rows batch by batch; each batch is one transaction, and rows that are there are left alone."""

    def __init__(self, ledger: Ledger, *, by: User | None) -> None:
        self.ledger = ledger
        self.by = by
        self.met = array("Q")  # numbers of rows that were there before

    @transaction.atomic
    def take(self, items: Sequence[Item]) -> None:
        state.hold(self.ledger.site.pk)
        rows = self.ledger.rows(self.ledger.key_of(item) for item in items)
        self.met.extend(row.pk for row in rows.values())
        new: Rows = {}
        entries: list[tuple[Entry, ImportedItem]] = []
        for item in items:
            key = self.ledger.key_of(item)
            row = rows.get(key) or new.get(key)
            if isinstance(item, Entry):
                if row is None:
                    new[key] = row = self.ledger.new(item)
                    entries.append((item, row))
            elif row is None or self._has_changed(item, row):
                new[key] = self._taken(item, row or self.ledger.new(item))
        self._address(entries)
        self.ledger.save(list(new.values()))

    def _has_changed(self, item: Item, row: ImportedItem) -> bool:
        """Terms, authors and pictures are brought once; what waits is kept up to date until then."""
        is_waiting = isinstance(item, Comment | MenuItem | Left | Asset) and row.target_id is None
        is_unmade = isinstance(item, Author | Term) and row.target_id is None
        return (is_waiting or is_unmade) and row.payload_hash != payload_hash(item)

    def _taken(self, item: Item, row: ImportedItem) -> ImportedItem:
        if isinstance(item, Author | Term):
            terms.load(self.ledger, item, row, by=self.by)
            if item.address:
                row.address_key = entry_key(item.address)
                row.path = f"/{_LISTS[kind_of(item)]}/{self._slug_of(row)}/" if row.target_id else ""
            return row
        row.run, row.line, row.payload_hash = self.ledger.run, item.line, payload_hash(item)
        row.note = note_of(item.notes)
        row.payload = payload(item)
        if isinstance(item, Comment) and len(item.body) > LONGEST:
            row.note = note_of([row.note], [f"Its text was longer than {LONGEST:,} characters: it was cut."])
        if isinstance(item, Asset):
            self._asset(item, row)
        elif isinstance(item, Comment):
            row.parent_key = self.ledger.key("entry", item.entry)
        elif isinstance(item, Left):
            row.state = State.WAITING if item.waits else State.SKIPPED
        return row

    def _slug_of(self, row: ImportedItem) -> str:
        return str(terms.MODELS[row.kind].objects.values_list("slug", flat=True).get(pk=row.target_id))

    def _asset(self, item: Asset, row: ImportedItem) -> None:
        row.address_key = asset_key(item.url) if item.url else ""
        row.alias_key = entry_key(_path(item.aliases[0])) if item.aliases else ""
        row.parent_key = self.ledger.key("entry", item.entry) if item.entry else ""
        if refusal := refusal_of(item.url, item.path):
            row.state, row.note = State.SKIPPED, note_of([row.note, refusal])

    def _address(self, entries: Sequence[tuple[Entry, ImportedItem]]) -> None:
        """Plan where each entry will answer; a number is put behind a slug whose address is another's already."""
        for entry, row in entries:
            slug = slug_of(entry, self.ledger)
            row.payload = {"slug": slug, "parent": entry.parent}
            row.address_key = entry_key(entry.addresses[0]) if entry.addresses else ""
            row.alias_key = entry_key(entry.addresses[1]) if len(entry.addresses) > 1 else ""
            row.parent_key = self.ledger.key("page", entry.parent) if entry.parent else ""
        open_rows = [(entry, row) for entry, row in entries if not entry.parent]
        taken: set[str] = set()
        number = 1
        while open_rows:
            paths = {row.key: self._path(entry, row, number) for entry, row in open_rows}
            clashing = self._taken_paths(paths.values(), [row.key for _, row in open_rows])
            again = []
            for entry, row in open_rows:
                path = paths[row.key]
                if path_key(path) in clashing | taken or is_reserved(path):
                    again.append((entry, row))
                    continue
                taken.add(path_key(path))
                _settle(row, path, number)
            open_rows, number = again, number + 1

    def _path(self, entry: Entry, row: ImportedItem, number: int) -> str:
        slug = numbered(row, number)
        if entry.kind == "page":
            return f"/{slug}/"
        return normalise_path(article_path(self.ledger.site, slug, entry.published_at or entry.created_at))

    def _taken_paths(self, paths: Iterable[str], own: Sequence[str]) -> set[str]:
        keys = [path_key(path) for path in paths]
        site = self.ledger.site
        planned = ImportedItem.objects.for_site(site).filter(path_key__in=keys).exclude(key__in=own)
        live = LivePage.objects.for_site(site).filter(path_key__in=keys)
        return {*planned.values_list("path_key", flat=True), *live.values_list("path_key", flat=True)}


_LISTS = {"author": "authors", "category": "categories", "tag": "tags"}


def numbered(row: ImportedItem, number: int) -> str:
    """The row's slug, with 2 to 9 behind it, or what no other row has."""
    slug = row.payload["slug"]
    if number == 1:
        return str(slug)
    return f"{slug[:180]}-{number if number < _MOST_TRIES else row.key[:10]}"


def _settle(row: ImportedItem, path: str, number: int) -> None:
    row.path, row.path_key = path, path_key(path)
    row.payload |= {"slug": numbered(row, number)} | ({"renamed": True} if number > 1 else {})


def slug_of(entry: Entry, ledger: Ledger) -> str:
    """As the source has it, in our letters; else from the title, else from the number."""
    language = entry.language or ledger.site.locale
    for text in (entry.slug, entry.title, f"{entry.kind}-{entry.id}"):
        if slug := slugify(text.replace("/", "-"), language=language, max_length=200):
            return slug
    return "untitled"


def _path(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2].join(("/", "")) if "://" in url else url


def plan_pages(ledger: Ledger) -> None:
    """Addresses of pages below others, from the top down; what stands nowhere stands at the top."""
    open_rows: Any = ImportedItem.objects.of_source(ledger.site, ledger.source).filter(kind="page", path="")
    above = dict(open_rows.order_by("pk").values_list("key", "parent_key"))
    for keys in batched(chain.from_iterable(from_the_top(above)), BATCH):
        rows = ledger.rows(keys)
        over = ledger.rows(row.parent_key for row in rows.values()) | rows
        with transaction.atomic():
            for row in (rows[key] for key in keys):
                _place(ledger, row, over.get(row.parent_key))


def _place(ledger: Ledger, row: ImportedItem, parent: ImportedItem | None) -> None:
    base = parent.path if parent else ""
    is_deep = base.count("/") > DEEPEST
    if not base or is_deep or len(f"{base}{row.payload['slug']}") > LONGEST_PATH:
        reason = "The page above it is not in the file"
        if parent:
            reason = "Its address would be too long" if base else "The pages above it lead in a circle"
        reason = f"It stood more than {DEEPEST} levels deep" if is_deep else reason
        row.payload |= {"parent": "", "placed": f"{reason}: it stands at the top."}
        row.parent_key, base = "", "/"
    number = 1
    while not _is_free(ledger, path := normalise_path(f"{base}{numbered(row, number)}")):
        number += 1
    _settle(row, path, number)
    ledger.save([row])


def _is_free(ledger: Ledger, path: str) -> bool:
    keys = {"path_key": path_key(path)}
    planned = ImportedItem.objects.for_site(ledger.site).filter(**keys)
    return not (planned.exists() or LivePage.objects.for_site(ledger.site).filter(**keys).exists() or is_reserved(path))
