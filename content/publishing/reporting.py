"""Says what happened to live pages: log entries with their deliveries, in the transaction that did it."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from accounts.audit.services import announce, announce_many
from content import kinds
from content.publishing import events
from content.publishing.live_rows import Item
from content.publishing.models import LiveDep, LivePage

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


def report_live(items: Sequence[Item], pages: Sequence[LivePage], *, by: "User | None") -> None:
    """Pages of one site and kind went live with a new text."""
    facts = [{"page_id": page.pk, **_ids(page)} for page in pages]
    announce_many(events.page_published, facts, site=pages[0].site, by=by)
    _report_shown(pages, site=pages[0].site, by=by)
    _report_moves(items, pages, by=by)
    _report_translations(pages, site=pages[0].site, by=by, left={item.old_group for item in items})


def report_again(items: Sequence[Item], pages: Sequence[LivePage]) -> None:
    """Pages were rendered again: those that moved concern others."""
    moved = [page for item, page in zip(items, pages, strict=True) if item.has_moved]
    if moved:
        _report_shown(moved, site=moved[0].site, by=None)
        _report_moves(items, pages, by=None)
        _report_translations(moved, site=moved[0].site, by=None)


def report_gone(pages: Sequence[LivePage], *, site: "Site", by: "User | None") -> None:
    """Pages of one site were taken down."""
    facts = [{"page_id": page.pk, "path": page.path, **_ids(page)} for page in pages]
    announce_many(events.page_unpublished, facts, site=site, by=by)
    _report_shown(pages, site=site, by=by)
    _report_translations(pages, site=site, by=by)


def _report_shown(pages: Sequence[LivePage], *, site: "Site", by: "User | None") -> None:
    """Name those that other live pages show. One query."""
    by_dep = {f"{page.kind}:{page.object_id}": page for page in pages if kinds.get(page.kind).is_tree}
    if not by_dep:
        return
    shown = LiveDep.objects.filter(dep__in=list(by_dep)).order_by().values_list("dep", flat=True).distinct()
    for dep in sorted(shown):
        announce(events.shown_page_changed, site=site, by=by, **_ids(by_dep[dep]))


def _ids(page: LivePage) -> dict[str, Any]:
    return {"kind": page.kind, "object_id": page.object_id}


def _report_moves(items: Sequence[Item], pages: Sequence[LivePage], *, by: "User | None") -> None:
    for item, page in zip(items, pages, strict=True):
        if item.has_moved:
            ids = _ids(page) | {"page_id": page.pk, "old_path": item.old_path, "new_path": item.path}
            announce(events.page_moved, site=page.site, by=by, **ids)


def _report_translations(
    pages: Sequence[LivePage], *, site: "Site", by: "User | None", left: Collection[str] = ()
) -> None:
    """Name the groups of these pages, and those they left, in which other pages are live. One query."""
    groups = Counter(page.translation_group for page in pages)
    live = LivePage.objects.for_site(site).filter(translation_group__in={*groups, *left})
    others = live.exclude(pk__in=[page.pk for page in pages]).order_by().values_list("translation_group", flat=True)
    for group in sorted({*others, *(group for group, count in groups.items() if count > 1)}):
        announce(events.translations_changed, site=site, by=by, group=group)
