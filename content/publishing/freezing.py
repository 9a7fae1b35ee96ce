"""Revisions: immutable snapshots, numbered within their object."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone

from aicmr.lib.text import count_words
from content import kinds
from content.publishing.models import Revision

if TYPE_CHECKING:
    from accounts.models import User

AUTOSAVE_GAP = timedelta(minutes=10)
_TAG = re.compile(r"<[^>]*>")


def freeze_many(
    kind: kinds.Kind,
    objects: Sequence[Any],
    snapshots: Sequence[kinds.Snapshot],
    *,
    by: "User | None",
    reason: str,
    label: str = "",
    words: Sequence[int] = (),
) -> list[Revision]:
    """One new revision per object, in order; two queries (three where the database returns no ids).

    `words` saves counting where it has been done.
    """
    counts = words or [count_words(_TAG.sub(" ", str(snapshot.get("body", "")))) for snapshot in snapshots]
    numbers = _last_numbers(kind, objects)
    revisions = [
        Revision(
            site_id=obj.site_id,
            kind=kind.name,
            object_id=obj.pk,
            number=numbers.get(obj.pk, 0) + 1,
            snapshot=snapshot,
            reason=reason,
            label=label[:120],
            words=count,
            created_by=by,
        )
        for obj, snapshot, count in zip(objects, snapshots, counts, strict=True)
    ]
    Revision.objects.bulk_create(revisions)
    if any(revision.pk is None for revision in revisions):
        _fetch_ids(kind, revisions)
    return revisions


def is_due(obj: Any, kind: kinds.Kind, snapshot: kinds.Snapshot, reason: str) -> bool:
    """Does this save deserve a revision? Explicit ones do unless nothing changed, automatic ones every ten minutes."""
    last = Revision.objects.latest_of(kind.name, obj.pk)
    if last is None:
        return True
    if last.snapshot == snapshot:
        return False
    is_fresh = last.reason == Revision.Reason.AUTOSAVED and timezone.now() - last.created_at < AUTOSAVE_GAP
    return reason != Revision.Reason.AUTOSAVED or not is_fresh


def _last_numbers(kind: kinds.Kind, objects: Sequence[Any]) -> dict[int, int]:
    ids = [obj.pk for obj in objects]
    rows = Revision.objects.filter(kind=kind.name, object_id__in=ids).order_by().values("object_id")
    return dict(rows.annotate(last=Max("number")).values_list("object_id", "last"))


def _fetch_ids(kind: kinds.Kind, revisions: Sequence[Revision]) -> None:
    ids = [revision.object_id for revision in revisions]
    rows = Revision.objects.filter(kind=kind.name, object_id__in=ids).values_list("object_id", "number", "pk")
    by_number = {(object_id, number): pk for object_id, number, pk in rows}
    for revision in revisions:
        revision.pk = by_number[revision.object_id, revision.number]
