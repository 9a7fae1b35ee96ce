"""Cause → pages: what must be rendered again when something that pages show has changed.

Pages are rendered again from their stored revision; no revision is made and no date changes. A few pages are
done at once; many are marked (`render_version` 0), and `heal` works them off in batches.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction

from accounts.sites.models import Site
from aicmr.lib import freshness
from content import kinds
from content.publishing import live_rows, redirects, reporting, state, tags
from content.publishing.live import RENDER_VERSION, LiveSource
from content.publishing.live_rows import Item
from content.publishing.models import LivePage
from content.publishing.publishing import BATCH, stage

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)
AT_ONCE = 50  # pages that a delivery renders itself


def term_changed(dep: str, site_id: int) -> int:
    """A category, tag or author (`category:3`) has another name or place, or is gone."""
    return _changed(site_id, dep)


def term_moved(site_id: int, old_path: str, new_path: str) -> None:
    """The list of a term has another address."""
    with transaction.atomic():
        site = Site.objects.get(pk=site_id)
        state.raise_sequence(site)
        redirects.follow([(old_path, new_path)], site)
        redirects.clear([new_path], site)
        state.note(site_id, [tags.TERMS, tags.of_path(old_path), tags.of_path(new_path)])


def asset_changed(asset_id: int, site_id: int) -> int:
    """A picture has other sizes, texts or another focal point, or is gone."""
    return _changed(site_id, f"asset:{asset_id}")


def page_changed(kind: str, object_id: int, site_id: int) -> int:
    """A live page has another address or title, or is live no more: those below it stand under it."""
    return _changed(site_id, f"{kind}:{object_id}")


def translations_changed(group: str, site_id: int) -> int:
    """A page with translations went live, moved or was taken down: each names the others."""
    return _render_some(LivePage.objects.filter(site=site_id, translation_group=group), site_id, [])


def site_changed(site_id: int) -> int:
    """Name, language, domain or address pattern of the site: every page shows them."""
    return _render_some(LivePage.objects.filter(site=site_id), site_id, [freshness.EVERYTHING])


def heal(limit: int = BATCH) -> int:
    """Render up to `limit` pages that an older version rendered, or that are marked; returns how many."""
    ids = LivePage.objects.stale(RENDER_VERSION).order_by("pk").values_list("pk", flat=True)
    return republish(list(ids[:limit]))


def heal_all(pages: Iterable[int]) -> Iterator[int]:
    """Render these pages batch by batch, each in a transaction of its own; yields the size of each batch."""
    batch: list[int] = []
    for pk in pages:
        batch.append(pk)
        if len(batch) == BATCH:
            yield republish(batch)
            batch = []
    if batch:
        yield republish(batch)


def republish(page_ids: Iterable[int]) -> int:
    """Render these pages again from their revisions; returns how many there were."""
    with transaction.atomic():
        pages = list(LivePage.objects.filter(pk__in=list(page_ids)).select_related("revision").defer("body"))
        groups: dict[tuple[int, str], list[LivePage]] = {}
        for page in pages:
            groups.setdefault((page.site_id, page.kind), []).append(page)
        for (site_id, name), members in groups.items():
            _render(Site.objects.get(pk=site_id), kinds.get(name), members)
    return len(pages)


def _render(site: Site, kind: kinds.Kind, pages: list[LivePage]) -> None:
    """One page that cannot be rendered keeps nobody else from it; it stays as it is, and is not tried for ever."""
    try:
        with transaction.atomic():
            _render_batch(site, kind, pages)
    except OperationalError:
        raise
    except Exception:
        if len(pages) == 1:
            logger.exception("page %s cannot be rendered again", pages[0].pk)
        else:
            for page in pages:
                _render(site, kind, [page])
    LivePage.objects.filter(pk__in=[page.pk for page in pages]).update(render_version=RENDER_VERSION)


def _render_batch(site: Site, kind: kinds.Kind, pages: list[LivePage]) -> None:
    state.raise_sequence(site)
    public_ids = dict(
        kind.model.objects.filter(pk__in=[page.object_id for page in pages]).values_list("pk", "public_id")
    )
    sources = [_source(site, page, public_ids.get(page.object_id, "")) for page in pages if page.revision]
    items, problems = stage(kind, sources)
    stuck = {problem.object_id for problem in problems}
    items += _where_they_are(kind, [source for source in sources if source.object_id in stuck])
    written = live_rows.write(items)
    reporting.report_again(items, written)
    if kind.is_tree:
        state.refresh_chrome(site)


def _where_they_are(kind: kinds.Kind, sources: list[LiveSource]) -> list[Item]:
    """Pages whose new address is taken keep the one they have."""
    if not sources:
        return []
    live = LivePage.objects.filter(kind=kind.name, object_id__in=[source.object_id for source in sources])
    paths = dict(live.values_list("object_id", "path"))
    built = zip(sources, kind.build(sources), strict=True)
    return [Item(source, build, paths[source.object_id], at=paths[source.object_id]) for source, build in built]


def _source(site: Site, page: LivePage, public_id: str) -> LiveSource:
    snapshot = page.revision.snapshot if page.revision else {}
    return LiveSource(
        site=site,
        kind=page.kind,
        object_id=page.object_id,
        public_id=public_id,
        revision_id=page.revision_id,
        snapshot=snapshot,
        language=snapshot.get("language") or site.locale,
        translation_group=page.translation_group,
        published_at=page.published_at,
        modified_at=page.modified_at,
    )


def _changed(site_id: int, dep: str) -> int:
    return _render_some(LivePage.objects.filter(site=site_id, deps__dep=dep), site_id, tags.of_dep(dep))


def _render_some(pages: "QuerySet[LivePage]", site_id: int, changed: list[str]) -> int:
    """Render these pages if they are few, else mark them. Menus are refreshed either way.

    `changed` are the tags of what looks different already, before any page is rendered.
    """
    with transaction.atomic():
        site = Site.objects.filter(pk=site_id).first()
        if site is None:
            return 0
        state.raise_sequence(site)
        state.note(site_id, changed)
        state.refresh_chrome(site)
        ids = list(pages.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(ids) <= AT_ONCE:
            return republish(ids)
        return pages.update(render_version=0)
