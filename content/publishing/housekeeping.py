"""What may go of drafts: autosaves between others, links that have expired, what has lain in the trash."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.operations.brooms import before, portion
from accounts.operations.findings import Finding, examines, glances, ok, warn
from accounts.operations.registry import prunes
from content import kinds
from content.publishing.models import LivePage, PreviewLink, Revision, Schedule
from content.publishing.trashing import delete_for_good
from content.search.models import IndexedPage

_YEAR = timedelta(days=365)
_PORTION = 500
_NEWEST = 100


@prunes(
    "autosaves", "autosaved revisions but the last of a day, after a year of a month (RETENTION autosaves, 30 days)"
)
def autosaves(now: datetime, dry_run: bool) -> int:
    """Revisions that somebody asked for, labelled or published stay for ever."""
    rows = Revision.objects.filter(reason=Revision.Reason.AUTOSAVED, label="", created_at__lt=before(now, "autosaves"))
    for model in (LivePage, Schedule):
        rows = rows.exclude(pk__in=model.objects.exclude(revision=None).values("revision"))
    doomed = _between(rows, now)
    if not dry_run:
        for start in range(0, len(doomed), _PORTION):
            Revision.objects.filter(pk__in=doomed[start : start + _PORTION]).delete()
    return len(doomed)


@prunes("previews", "preview links that expired long ago (RETENTION previews, 30 days)")
def previews(now: datetime, dry_run: bool) -> int:
    return portion(PreviewLink.objects.filter(expires_at__lt=before(now, "previews")), dry_run)


@prunes("trash", "texts that were put into the trash, with all their revisions (RETENTION trash, 30 days)")
def trash(now: datetime, dry_run: bool) -> int:
    gone = 0
    for kind in kinds.all_kinds():
        rows = kind.model.objects.filter(trashed_at__lt=before(now, "trash"))
        if dry_run:
            gone += rows.count()
            continue
        for row in list(rows.order_by("pk")):
            if kind.model.objects.filter(pk=row.pk).exists():  # it may have gone with what stood above it
                gone += delete_for_good(row, by=None)
    return gone


@glances("search")
@examines("search")
def newest_are_found() -> Finding:
    """What went live last must be in the index: its words are written in the transaction of the page."""
    newest = list(LivePage.objects.order_by("-pk").values_list("pk", flat=True)[:_NEWEST])
    missing = len(newest) - IndexedPage.objects.filter(pk__in=newest).count()
    if missing:
        return warn(f"{missing} of the {len(newest)} newest pages are not in it", "Run manage.py reindex.")
    return ok(f"the {len(newest)} newest pages are in it" if newest else "nothing is live yet")


def _between(rows: "QuerySet[Any]", now: datetime) -> list[int]:
    """Ids of the rows that are not the last of their object's day, or of its month after a year."""
    doomed, last = [], None
    ordered = rows.order_by("kind", "object_id", "-created_at", "-id")
    for pk, kind, object_id, created_at in ordered.values_list("pk", "kind", "object_id", "created_at").iterator():
        period = created_at.strftime("%Y-%m" if created_at < now - _YEAR else "%Y-%m-%d")
        if (kind, object_id, period) == last:
            doomed.append(pk)
        last = (kind, object_id, period)
    return doomed
