"""The site that an archive is restored into: which ids rows get there, and what stays as it was.

A row keeps its id unless a row of another site has it; then its new id is made of the old one and of the site's, so
that every process comes to the same. What the site has already is never changed; the archive's name for it is kept.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from accounts.sites.models import Site
from aicmr.lib import html
from content import kinds
from content.archives import registry
from content.archives.models import Kept, Restore
from content.archives.reading import Archive
from content.media.models import Asset

MOST_NOTES = 500
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ASSET = re.compile(r'(?<=data-asset=")[0-9a-z]{1,20}(?=")')
_ASSET_FILE = re.compile(r"(?<=/admin/media/asset/)[0-9a-z]{1,20}(?=/)")
_MARK = re.compile(r'(?<=data-p=")[0-9A-Za-z_-]{1,40}(?=")')


def derived_id(site_id: str, old: str) -> str:
    """20 characters of Crockford's alphabet, always the same for these two."""
    number = int.from_bytes(hashlib.blake2b(f"{site_id}:{old}".encode(), digest_size=16).digest())
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(20))


class Target:
    """Given to the tables with each batch; everything it remembers is of that batch."""

    def __init__(self, restore: Restore, site: Site, archive: Archive, *, by: User | None) -> None:
        self.restore = restore
        self.site = site
        self.archive = archive
        self.by = by
        self.is_own_site = restore.is_own_site
        self.kept: dict[str, str] = {}
        self.made = 0
        self.after_commit: list[Callable[[], Any]] = []

    def begin_batch(self) -> None:
        self.kept, self.made = {}, 0

    def note(self, text: str) -> None:
        """For the report; the rest is counted when there are very many."""
        notes = self.restore.report.setdefault("notes", [])
        if len(notes) < MOST_NOTES:
            notes.append(text)
        else:
            self.restore.report["more_notes"] = self.restore.report.get("more_notes", 0) + 1

    def derived(self, old: str) -> str:
        return derived_id(self.site.public_id, old)

    def ids_for(self, model: Any, olds: Sequence[str]) -> dict[str, str]:
        """Archive's id → id of the row to make; what the site has already is not there, but in `kept`."""
        news = {self.derived(old): old for old in olds}
        rows = model._base_manager.filter(public_id__in=[*olds, *news])
        here: dict[str, str] = {}
        elsewhere = set()
        for public_id, site_id in rows.values_list("public_id", "site_id"):
            if site_id == self.site.pk:
                here[news.get(public_id, public_id)] = public_id
            else:
                elsewhere.add(public_id)
        self.keep(here)
        return {old: self.derived(old) if old in elsewhere else old for old in olds if old not in here}

    def keep(self, pairs: dict[str, str]) -> None:
        """These stay as they are: archive's id → id in the site."""
        self.kept |= pairs
        rows = [Kept(restore=self.restore, old=old, new=new) for old, new in pairs.items()]
        Kept.objects.bulk_create(rows, ignore_conflicts=True)

    def load_kept(self, olds: Iterable[str]) -> None:
        """Remember which of these the site had before."""
        if not self.is_own_site:
            rows = Kept.objects.filter(restore=self.restore, old__in=set(olds))
            self.kept |= dict(rows.values_list("old", "new"))

    def names(self, olds: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Archive's id → the two ids it can have here, the likelier one last."""
        wanted = {old for old in olds if isinstance(old, str)}
        self.load_kept(wanted)
        return {old: (old, self.kept.get(old) or self.derived(old)) for old in wanted}

    def resolve(self, model: Any, olds: Iterable[str]) -> dict[str | None, int]:
        """Archive's id → database id of the row in the site, for those that are there. One query."""
        names = self.names(olds)
        if not names:
            return {}
        candidates = {name for pair in names.values() for name in pair}
        rows = model._base_manager.filter(site=self.site, public_id__in=candidates)
        stored = dict(rows.values_list("public_id", "pk"))
        return {old: stored[name] for old, pair in names.items() for name in pair if name in stored}

    def content(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """(kind, archive's id) → object id; a query for each kind."""
        by_kind: dict[str, list[str]] = defaultdict(list)
        for kind, old in pairs:
            by_kind[kind].append(old)
        found: dict[tuple[str, str], int] = {}
        for name, olds in by_kind.items():
            model = model_of(name)
            pks = self.resolve(model, olds) if model else {}
            found |= {(name, old): pk for old, pk in pks.items() if old}
        return found

    def create(self, model: Any, objects: Sequence[Any]) -> None:
        """Many rows with the times that they carry; Django would put the present in some of them."""
        timed = [field.name for field in model._meta.concrete_fields if _is_automatic(field)]
        moments = [{name: getattr(obj, name) for name in timed} for obj in objects]
        model._base_manager.bulk_create(objects)
        if any(obj.pk is None for obj in objects):  # MariaDB before 10.5 and MySQL return no ids
            self._fetch_ids(model, objects)
        for obj, own in zip(objects, moments, strict=True):
            for name, value in own.items():
                setattr(obj, name, value or getattr(obj, name))
        if timed:
            model._base_manager.bulk_update(objects, timed)
        self.made += len(objects)

    def _fetch_ids(self, model: Any, objects: Sequence[Any]) -> None:
        rows = model._base_manager.filter(public_id__in=[obj.public_id for obj in objects])
        ids = dict(rows.values_list("public_id", "pk"))
        for obj in objects:
            obj.pk = ids[obj.public_id]

    def bodies(self, bodies: Sequence[str]) -> list[str]:
        """Clean HTML whose pictures and marks carry the ids of this site. A few queries for any number."""
        clean = [html.normalise(body) for body in bodies]
        shown = {name for body in clean for pattern in (_ASSET, _ASSET_FILE) for name in pattern.findall(body)}
        found = self._renamed(Asset, shown)
        marks: dict[str, str] = {}
        wanted = {name for body in clean for name in _MARK.findall(body)}
        for extra in registry.all_extras() if wanted else ():
            if extra.marks:
                marks |= self._free(apps.get_model(extra.model_label), wanted)
        return [_put(_put(_put(body, _ASSET, found), _ASSET_FILE, found), _MARK, marks) for body in clean]

    def _renamed(self, model: Any, olds: set[str]) -> dict[str, str]:
        """Archive's id → id here, where the two differ."""
        names = self.names(olds)
        candidates = {name for pair in names.values() for name in pair}
        if not candidates:
            return {}
        rows = model._base_manager.filter(site=self.site, public_id__in=candidates)
        stored = set(rows.values_list("public_id", flat=True))
        return {old: name for old, pair in names.items() for name in pair if name in stored and name != old}

    def _free(self, model: Any, olds: set[str]) -> dict[str, str]:
        """As `_renamed`, for rows that come later in the archive."""
        taken = model._base_manager.filter(public_id__in=olds).exclude(site=self.site)
        return {old: self.derived(old) for old in taken.values_list("public_id", flat=True)}


def model_of(kind: str) -> Any:
    return next((known.model for known in kinds.all_kinds() if known.name == kind), None)


def _is_automatic(field: "models.Field[Any, Any]") -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _put(body: str, pattern: "re.Pattern[str]", names: dict[str, str]) -> str:
    return pattern.sub(lambda match: names.get(match[0], match[0]), body) if names else body
