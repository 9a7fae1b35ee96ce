"""Takes pages away from readers; the editing rows stay."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from content.publishing import live_rows, reporting, state
from content.publishing.models import LivePage, Publishable, Schedule
from content.publishing.publishing import batches

if TYPE_CHECKING:
    from accounts.models import User


def unpublish_many(objects: Iterable[Any], *, by: "User | None") -> int:
    """What is live of these goes offline, planned publications are called off; returns how many were live.

    The objects given are brought up to date. Doing it twice does nothing more.
    """
    count = 0
    with transaction.atomic():
        for kind, site, batch in batches(objects):
            ids = [obj.pk for obj in batch]
            state.raise_sequence(site)
            pages = list(LivePage.objects.filter(kind=kind.name, object_id__in=ids).cards())
            if pages:
                live_rows.erase(pages)
                reporting.report_gone(pages, site=site, by=by)
            else:
                state.note(site.pk, [])
            Schedule.objects.waiting().filter(kind=kind.name, object_id__in=ids).update(
                state=Schedule.State.CANCELLED, error="It was taken offline."
            )
            draft = {"state": Publishable.State.DRAFT, "live_revision": None, "has_changes": False}
            kind.model.objects.filter(pk__in=ids).update(**draft)
            for obj in batch:
                obj.state, obj.live_revision_id, obj.has_changes = Publishable.State.DRAFT, None, False
            if kind.is_tree:
                state.refresh_chrome(site)
            count += len(pages)
    return count
