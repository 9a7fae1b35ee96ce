"""Where the marks of the ledger stand: every text of a site is looked through as soon as its draft or what readers see
of it is newer than when it was last looked through. Marks ride along with the words, so that edits, moves, copies into
other texts and restored revisions tell the truth by themselves; nothing has to be told to this module."""

from collections import defaultdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Min, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.sites.models import Site
from ai.proposals import texts
from ai.proposals.models import Mark, Marked, Provenance
from content import kinds
from content.publishing.models import Revision

CHUNK = 100


def known(site_id: int, marks: set[str]) -> set[str]:
    """Those of the marks that the site's ledger has; for `content.publishing.marks`."""
    rows = Provenance.objects.filter(site_id=site_id).marked(marks)
    return set(rows.values_list("public_id", flat=True))


def refresh(site: Site) -> int:
    """Look through what has changed; returns how many texts that were. Doing it twice at once harms nothing."""
    seen = 0
    for kind in kinds.all_kinds():
        if not hasattr(kind.model, "body"):
            continue
        _forget_deleted(kind, site)
        last = 0
        while batch := list(_changed(kind, site).filter(pk__gt=last)[:CHUNK]):
            _look_through(kind.name, site, batch)
            seen, last = seen + len(batch), batch[-1].pk
    return seen


def refresh_all() -> int:
    return sum(refresh(site) for site in Site.objects.active())


def _changed(kind: kinds.Kind, site: Site) -> "QuerySet[Any]":
    about = {"kind": kind.name, "object_id": OuterRef("pk"), "version": OuterRef("version")}
    same = Marked.objects.filter(**about, live_revision=OuterRef("live"))
    rows: QuerySet[Any] = kind.model._default_manager.filter(site=site)
    rows = rows.annotate(live=Coalesce(F("live_revision_id"), Value(0))).filter(~Exists(same))
    return rows.only("pk", "version", "live_revision_id", "body").order_by("pk")


def _forget_deleted(kind: kinds.Kind, site: Site) -> None:
    there = kind.model._default_manager.filter(pk=OuterRef("object_id"))
    for model in (Mark, Marked):
        gone = model._default_manager.filter(~Exists(there), site=site, kind=kind.name)
        if ids := list(gone.values_list("pk", flat=True)[:1000]):
            model._default_manager.filter(pk__in=ids).delete()


def _look_through(kind: str, site: Site, batch: list[Any]) -> None:
    """One transaction; where another worker looks at the same texts, it is left to that one."""
    live = _live_marks(batch)
    drafts = {obj.pk: texts.marks_in(obj.body) for obj in batch}
    wanted = set().union(*drafts.values(), *live.values())
    rows = {row.public_id: row for row in Provenance.objects.for_site(site).marked(wanted)} if wanted else {}
    found = [mark for obj in batch for mark in _marks(obj, kind, drafts[obj.pk], live.get(obj.pk, set()), rows)]
    ids = [obj.pk for obj in batch]
    try:
        with transaction.atomic():
            old = Mark.objects.filter(kind=kind, object_id__in=ids)
            touched = {mark.provenance_id for mark in found} | set(old.values_list("provenance_id", flat=True))
            old.delete()
            Mark.objects.bulk_create(found)
            Marked.objects.filter(kind=kind, object_id__in=ids).delete()
            Marked.objects.bulk_create(
                Marked(site=site, kind=kind, object_id=obj.pk, version=obj.version, live_revision=obj.live)
                for obj in batch
            )
            _measure(touched)
    except IntegrityError:
        return


def _live_marks(batch: list[Any]) -> dict[int, set[str]]:
    revisions = {obj.live_revision_id: obj.pk for obj in batch if obj.live_revision_id}
    rows = Revision.objects.filter(pk__in=revisions).values_list("pk", "snapshot") if revisions else []
    return {revisions[pk]: texts.marks_in(str(snapshot.get("body", ""))) for pk, snapshot in rows}


def _marks(obj: Any, kind: str, draft: set[str], live: set[str], rows: dict[str, Provenance]) -> list[Mark]:
    made = []
    for name in sorted((draft | live) & rows.keys()):
        row = rows[name]
        blocks = texts.blocks_of_mark(obj.body, name) if name in draft else []
        text = "\n\n".join(part for _, part in blocks)
        made.append(
            Mark(
                site_id=row.site_id,
                provenance=row,
                kind=kind,
                object_id=obj.pk,
                in_draft=name in draft,
                is_live=name in live,
                blocks=[block for block, _ in blocks],
                edited_share=texts.edited_share(row.text, text) if name in draft else 1.0,
            )  # fmt: skip
        )
    return made


def _measure(ids: set[int]) -> None:
    """The ledger's own figure is that of the place where most of the text was kept; gone is edited to the end."""
    best = Mark.objects.filter(provenance__in=ids, in_draft=True).values("provenance").order_by()
    shares = dict(best.annotate(least=Min("edited_share")).values_list("provenance", "least"))
    by_share: dict[float, list[int]] = defaultdict(list)
    for pk in ids:
        by_share[shares.get(pk, 1.0)].append(pk)
    for share, group in by_share.items():
        Provenance.objects.filter(pk__in=group).update(edited_share=share, measured_at=timezone.now())
