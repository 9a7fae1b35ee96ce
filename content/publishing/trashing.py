"""The trash: what is in it is offline and keeps its texts; what is deleted for good leaves only log entries."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit.services import announce
from content import kinds
from content.publishing import events
from content.publishing.exceptions import NotInTrash
from content.publishing.models import LivePage, PreviewLink, Revision, Schedule
from content.publishing.unpublishing import unpublish_many

if TYPE_CHECKING:
    from accounts.models import User


def throw_away(obj: Any, *, by: "User | None") -> int:
    """The object and what stands below it go to the trash and offline; returns how many that are."""
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        rows = [row for row in kind.subtree(obj) if row.trashed_at is None]
        unpublish_many(rows, by=by)
        stamp = {"trashed_at": timezone.now(), "trashed_by": by}
        ids = [row.pk for row in rows]
        kind.model.objects.filter(pk__in=ids).update(version=F("version") + 1, **stamp)
        for row in rows:
            announce(events.trashed, site=row.site, by=by, kind=kind.name, object_id=row.pk)
    _refresh(kind, obj)
    return len(rows)


def take_out(obj: Any, *, by: "User | None") -> int:
    """The object comes back as a draft, with all that went to the trash together with it."""
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        stored = kind.model.objects.get(pk=obj.pk)
        rows = [row for row in kind.subtree(stored) if stored.trashed_at and row.trashed_at == stored.trashed_at]
        ids = [row.pk for row in rows]
        kind.rehome(stored)
        kind.model.objects.filter(pk__in=ids).update(version=F("version") + 1, trashed_at=None, trashed_by=None)
        for row in rows:
            announce(events.untrashed, site=row.site, by=by, kind=kind.name, object_id=row.pk)
    _refresh(kind, obj)
    return len(rows)


def delete_for_good(obj: Any, *, by: "User | None") -> int:
    """The object and what stands below it, with revisions, plans and links. Raises NotInTrash."""
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        rows = kind.subtree(kind.model.objects.get(pk=obj.pk))
        if any(row.trashed_at is None for row in rows):
            raise NotInTrash("Only what is in the trash can be deleted for good: put it there first.")
        ids = [row.pk for row in rows]
        for model in (LivePage, Schedule, PreviewLink, Revision):
            model.objects.filter(kind=kind.name, object_id__in=ids).delete()
        for row in reversed(rows):  # what stands below goes first
            announce(events.purged, site=row.site, by=by, kind=kind.name, object_id=row.pk, public_id=row.public_id)
            kind.model.objects.filter(pk=row.pk).delete()
    return len(rows)


def _refresh(kind: kinds.Kind, obj: Any) -> None:
    stored = kind.model.objects.values("trashed_at", "trashed_by_id", "version", "state").get(pk=obj.pk)
    for name, value in stored.items():
        setattr(obj, name, value)
