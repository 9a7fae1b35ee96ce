"""Puts frozen texts before readers again as they were: same revision, address and times.

For restores, which bring revisions along. Nothing is frozen and no date changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from content import kinds
from content.publishing import gates, live_rows, reporting, state
from content.publishing.live import LiveSource, Problem
from content.publishing.models import LivePage, Publishable, Revision
from content.publishing.paths import normalise_path, path_key
from content.publishing.publishing import stage

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


@dataclass(frozen=True)
class Former:
    """A page as it was live: the editing row, the text that readers saw, where and since when."""

    draft: Any
    revision: Revision
    path: str
    published_at: datetime
    modified_at: datetime


def reinstate(kind: kinds.Kind, site: "Site", pages: Sequence[Former], *, by: "User | None") -> list[Problem]:
    """Make these live, in one transaction; what cannot be is returned, and stays a draft.

    A page gets the address that it had, unless its kind gives it another one and the old one is taken.
    """
    if not pages:
        return []
    with transaction.atomic():
        state.raise_sequence(site)
        sources = [_source(kind, site, page) for page in pages]
        items, problems = stage(kind, sources)
        _keep_addresses(site, items, {page.draft.pk: page.path for page in pages})
        written = live_rows.write(items)
        _mark(kind, [item.source for item in items])
        if items:
            reporting.report_live(items, written, by=by)
        if kind.is_tree:
            state.refresh_chrome(site)
    return problems


def _source(kind: kinds.Kind, site: "Site", page: Former) -> LiveSource:
    snapshot = page.revision.snapshot
    return LiveSource(
        site=site,
        kind=kind.name,
        object_id=page.draft.pk,
        public_id=page.draft.public_id,
        revision_id=page.revision.pk,
        snapshot=snapshot,
        language=snapshot.get("language") or site.locale,
        translation_group=page.draft.translation_group,
        published_at=page.published_at,
        modified_at=page.modified_at,
    )


def _keep_addresses(site: "Site", items: Sequence[live_rows.Item], paths: dict[int, str]) -> None:
    """Where the built address is not the one that the page had, the old one is taken if it is free."""
    other = [item for item in items if item.path != normalise_path(paths[item.source.object_id])]
    if not other:
        return
    keys = {path_key(paths[item.source.object_id]) for item in other}
    held = {path_key(item.path) for item in items}
    held |= set(LivePage.objects.for_site(site).filter(path_key__in=keys).values_list("path_key", flat=True))
    for item in other:
        path = normalise_path(paths[item.source.object_id])
        if path_key(path) not in held and not gates.is_reserved(path):
            item.at = path
            held.add(path_key(path))


def _mark(kind: kinds.Kind, sources: Sequence[LiveSource]) -> None:
    """The editing rows say that they are live, without a new version: nobody has edited them."""
    rows = [kind.model(pk=source.object_id, live_revision_id=source.revision_id) for source in sources]
    kind.model.objects.bulk_update(rows, ["live_revision"])
    kind.model.objects.filter(pk__in=[row.pk for row in rows]).update(state=Publishable.State.PUBLISHED)
