"""Writes entries in batches: drafts with their terms and pictures, published through `publish_many`, redirects, ledger.

A batch is one transaction with its rows in the ledger, so that whatever kills a run leaves whole entries only. A batch
that the database refuses is taken apart, so that one bad entry stops nobody else. Called again for the same records,
nothing is written; what was edited here since is left alone.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, OperationalError, transaction

from accounts.models import User
from content import kinds
from content.articles.models import Article, Page
from content.publishing import state
from content.transfer import drafts, going_live
from content.transfer.bodies import Bodies
from content.transfer.drafts import Draft
from content.transfer.ledger import Ledger
from content.transfer.models import Import, ImportedItem, PictureUse
from content.transfer.pictures import Fetcher
from content.transfer.records import Taken
from content.transfer.registry import Importer

BATCH = 200
LONGEST = 12_000_000  # bytes of a body as JSON
State = ImportedItem.State
MODELS: dict[str, Any] = {"article": Article, "page": Page}
logger = logging.getLogger(__name__)


@dataclass
class Loader:
    """Loads the entries of one run. `hosts` are those of the source."""

    run: Import
    importer: Importer
    by: User | None
    fetcher: Fetcher
    hosts: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        return self.fetcher.ledger

    def take(self, batch: Sequence[Taken]) -> None:
        """Load what is new or has changed of these entries, which have their rows in the ledger."""
        keys = [self.ledger.key_of(taken.entry) for taken in batch]
        hashes = self.ledger.hashes(keys)
        todo = [taken for key, taken in zip(keys, batch, strict=True) if hashes[key] != taken.hash]
        if todo:
            self._load(todo)

    def _load(self, batch: Sequence[Taken]) -> None:
        for taken in batch:
            if taken.html is None:
                self.importer.ready(taken.entry)
        bodies = Bodies(self.ledger, self.hosts)
        read = bodies.read(batch)
        shown, found = bodies.assets_of(read, [taken.entry.hero for taken in batch])
        self.fetcher.fetch(shown)
        bodies.finish(read, shown, found)
        made = [
            Draft(taken.entry, body, bodies.hero_of(taken.entry.hero, found), taken.hash)
            for taken, body in zip(batch, read, strict=True)
        ]
        fitting = [draft for draft in made if self._fits(draft)]
        for kind in ("article", "page"):
            self._write([draft for draft in fitting if draft.entry.kind == kind])

    def _fits(self, draft: Draft) -> bool:
        """MariaDB and MySQL take 16 MB in one piece as they are installed, and a revision is kept as JSON."""
        html = draft.body.html
        size = len(json.dumps(html)) if len(html) > LONGEST // 6 else 0
        if size > LONGEST:
            self._fail(
                draft, f"Its text is longer than a database takes in one piece ({size // 1_000_000} MB): part it."
            )
        return size <= LONGEST

    def _write(self, batch: list[Draft]) -> None:
        if not batch:
            return
        try:
            with transaction.atomic():
                self._write_all(batch)
        except OperationalError:
            raise
        except Error as error:
            if len(batch) > 1:
                for draft in batch:
                    draft.forget()
                    self._write([draft])
                return
            logger.exception("%s could not be imported", batch[0].entry.id)
            self._fail(batch[0], f"The database did not take it ({error}).")

    def _fail(self, draft: Draft, reason: str) -> None:
        row = self.ledger.rows([draft.body.key])[draft.body.key]
        row.state, row.needs_person, row.run = State.FAILED, True, self.run
        row.note = f"{reason[:1900]} Nothing of it was stored."
        self.ledger.save([row])

    def _write_all(self, batch: Sequence[Draft]) -> None:
        """One kind, in one transaction that holds the site's lock."""
        state.hold(self.ledger.site.pk)
        current = self.ledger.rows(draft.body.key for draft in batch)
        kind = kinds.get(batch[0].entry.kind)
        stored = kind.model.objects.in_bulk([row.target_id for row in current.values() if row.target_id])
        for draft in batch:
            draft.row = current[draft.body.key]
            draft.object = stored.get(draft.row.target_id) if draft.row.target_id else None
        open_drafts = [draft for draft in batch if draft.row.payload_hash != draft.hash]
        new = [draft for draft in open_drafts if draft.row.target_id is None]
        known = [draft for draft in open_drafts if draft.row.target_id is not None]
        for draft in open_drafts:
            going_live.judge(draft)
        drafts.fill(self.ledger, open_drafts)
        drafts.create(self.ledger, kind, new, by=self.by)
        changed = [draft for draft in known if drafts.update(self.ledger, kind, draft, by=self.by)]
        going_live.go(self.ledger, kind, new + changed, by=self.by)
        self._note(open_drafts)

    def _note(self, batch: Sequence[Draft]) -> None:
        for draft in batch:
            draft.settle(self.run)
            self.counts[draft.row.state] = self.counts.get(draft.row.state, 0) + 1
        self.ledger.save([draft.row for draft in batch])
        uses = [
            PictureUse(item_id=draft.row.pk, asset_id=row.pk, is_hero=is_hero)
            for draft in batch
            for row, is_hero in draft.pending
        ]
        if uses:
            PictureUse.objects.bulk_create(uses, ignore_conflicts=True)
