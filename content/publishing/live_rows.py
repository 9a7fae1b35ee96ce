"""Writes what readers read: the page, its places in lists, what it shows, redirects, search rows, open pictures.

Every function here takes a batch and costs a number of queries that does not depend on its size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from aicmr.lib.rows import insert
from content.media.services import set_public
from content.publishing import redirects, state, tags
from content.publishing.live import RENDER_VERSION, LiveBuild, LiveSource
from content.publishing.models import LiveDep, LivePage, LiveTerm
from content.publishing.paths import normalise_path, path_key
from content.search.services import IndexRow, index_pages, remove_pages

_KEYS = {"id", "site", "kind", "object_id"}
_WRITTEN = [field.name for field in LivePage._meta.concrete_fields if field.name not in _KEYS]
_COLUMNS = [field.attname for field in LivePage._meta.concrete_fields if not field.primary_key]
_VALUES = attrgetter(*_COLUMNS)


@dataclass
class Item:
    """A text on its way to its readers: `old_path` is where it is live now, `at` where it must be if not at its own.

    `old_group` is the translation group under which it is live now.
    """

    source: LiveSource
    build: LiveBuild
    old_path: str = ""
    at: str = ""
    old_group: str = ""

    @property
    def path(self) -> str:
        return normalise_path(self.at or self.build.path)

    @property
    def has_moved(self) -> bool:
        return bool(self.old_path) and self.old_path != self.path


def write(items: Sequence[Item]) -> list[LivePage]:
    """Put a batch of one site and one kind live; addresses must be free. In the caller's transaction."""
    if not items:
        return []
    pages = [as_page(item.source, item.build, path=item.path) for item in items]
    _make_way(items)
    _upsert(pages, are_new=not any(item.old_path for item in items))
    deps = {page.pk: item.build.deps for page, item in zip(pages, items, strict=True)}
    known = [page.pk for page, item in zip(pages, items, strict=True) if item.old_path]
    places = {page.pk: item.build.terms for page, item in zip(pages, items, strict=True)}
    left = _write_terms(pages, places, known)
    _open_pictures(_write_deps(deps, known), deps)
    redirects.follow([(item.old_path, item.path) for item in items if item.has_moved], pages[0].site)
    redirects.clear([item.path for item in items if item.old_path != item.path], pages[0].site)
    rows = (_index_row(page, item.build) for page, item in zip(pages, items, strict=True))
    index_pages(rows, are_new=not known)
    paths = {path for item in items for path in (item.path, item.old_path) if path}
    _note(pages[0].site_id, map(tags.of_path, paths), {*left, *(term for names in places.values() for term in names)})
    return pages


def erase(pages: Sequence[LivePage]) -> None:
    """Take pages away from readers: rows, search, and the pictures that no other page shows."""
    ids = [page.pk for page in pages]
    assets = _assets(LiveDep.objects.filter(page__in=ids, dep__startswith="asset:").values_list("dep", flat=True))
    terms = set(LiveTerm.objects.filter(page__in=ids).order_by().values_list("term", flat=True).distinct())
    LiveDep.objects.filter(page__in=ids).delete()
    LiveTerm.objects.filter(page__in=ids).delete()
    LivePage.objects.filter(pk__in=ids).delete()
    remove_pages(ids)
    _close_pictures(assets)
    for site_id in {page.site_id for page in pages}:
        _note(site_id, [tags.of_key(page.path_key) for page in pages if page.site_id == site_id], terms)


def _note(site_id: int, paths: Iterable[str], terms: Iterable[str]) -> None:
    state.note(site_id, [tags.ANY, *paths, *tags.of_terms(terms)])


def as_page(source: LiveSource, build: LiveBuild, *, path: str = "") -> LivePage:
    """The row of a build, unsaved; a preview shows it as it is."""
    path = path or normalise_path(build.path)
    page = LivePage(
        site=source.site,
        path_key=path_key(path),
        path=path,
        kind=source.kind,
        object_id=source.object_id,
        revision_id=source.revision_id,
        language=source.language,
        translation_group=source.translation_group,
        title=build.title,
        summary=build.summary,
        head=build.head | {"near": _near(build.terms)},
        labels=build.labels,
        access=build.access,
        words=build.words,
        published_at=source.published_at,
        modified_at=source.modified_at,
        render_version=RENDER_VERSION,
        body=build.body,
    )
    shown = (path, page.title, page.summary, page.head, page.labels, page.access)
    dated = (RENDER_VERSION, page.language, page.published_at, page.modified_at, *shown)
    digest = blake2b(repr(dated).encode("utf-8", "replace"), digest_size=16)
    digest.update(page.body.encode("utf-8", "replace"))
    page.etag = digest.hexdigest()
    return page


def _near(terms: Sequence[str]) -> list[str]:
    """The lists in which what belongs to the page is looked for: its tags, then its categories."""
    return [term for sort in ("tag:", "cat:") for term in terms if term.startswith(sort)]


def _make_way(items: Sequence[Item]) -> None:
    """Pages that move leave their address first, so that two pages of a batch can change places."""
    moving = [item.source.object_id for item in items if item.has_moved]
    if moving:
        rows = LivePage.objects.filter(kind=items[0].source.kind, object_id__in=moving)
        rows.update(path_key=Concat(Value("moving-"), Cast("pk", CharField(max_length=20))))


def _upsert(pages: Sequence[LivePage], *, are_new: bool) -> None:
    if are_new:
        insert(LivePage, _COLUMNS, map(_VALUES, pages))
    else:
        has_target = connection.features.supports_update_conflicts_with_target
        unique = ["kind", "object_id"] if has_target else None
        LivePage.objects.bulk_create(pages, update_conflicts=True, update_fields=_WRITTEN, unique_fields=unique)
    if all(page.pk for page in pages):
        return
    rows = LivePage.objects.filter(kind=pages[0].kind, object_id__in=[page.object_id for page in pages])
    ids = dict(rows.values_list("object_id", "pk"))
    for page in pages:
        page.pk = ids[page.object_id]


def _write_terms(pages: Sequence[LivePage], terms: dict[int, list[str]], known: list[int]) -> set[str]:
    """Store the places of the pages in lists; returns the lists that some of them have left or changed place in."""
    by_id = {page.pk: page for page in pages}
    wanted = {(pk, term): by_id[pk].published_at for pk, names in terms.items() for term in names}
    stored = LiveTerm.objects.filter(page__in=known).values_list("pk", "page_id", "term", "published_at")
    stale, left = [], set()
    for pk, page_id, term, published_at in stored if known else ():
        if wanted.get((page_id, term)) == published_at:
            del wanted[page_id, term]
        else:
            stale.append(pk)
            left.add(term)
    if stale:
        LiveTerm.objects.filter(pk__in=stale).delete()
    rows = ((by_id[page_id].site_id, page_id, term, at) for (page_id, term), at in wanted.items())
    insert(LiveTerm, ["site_id", "page_id", "term", "published_at"], rows)
    return left


def _write_deps(deps: dict[int, list[str]], known: list[int]) -> list[str]:
    """Store what the pages show; returns what some of them no longer show. `known` were live before."""
    wanted = {(page_id, dep) for page_id, names in deps.items() for dep in names}
    stored = {
        (page_id, dep): pk
        for pk, page_id, dep in LiveDep.objects.filter(page__in=known).values_list("pk", "page_id", "dep")
    }
    stale = [key for key in stored if key not in wanted]
    if stale:
        LiveDep.objects.filter(pk__in=[stored[key] for key in stale]).delete()
    insert(LiveDep, ["page_id", "dep"], sorted(wanted - stored.keys()))
    return [dep for _, dep in stale]


def _open_pictures(dropped: Iterable[str], deps: dict[int, list[str]]) -> None:
    shown = _assets(dep for names in deps.values() for dep in names)
    if shown:
        set_public(shown, public=True)
    _close_pictures(_assets(dropped) - shown)


def _close_pictures(assets: set[int]) -> None:
    """Close the renditions of those that no live page shows any more."""
    if not assets:
        return
    names = [f"asset:{pk}" for pk in assets]
    still = _assets(LiveDep.objects.filter(dep__in=names).values_list("dep", flat=True))
    if assets - still:
        set_public(assets - still, public=False)


def _assets(deps: Iterable[str]) -> set[int]:
    return {int(dep.removeprefix("asset:")) for dep in deps if dep.startswith("asset:")}


def _index_row(page: LivePage, build: LiveBuild) -> IndexRow:
    labels: dict[str, Any] = page.labels
    return IndexRow(
        ref=page.pk,
        site_id=page.site_id,
        path=page.path,
        title=page.title,
        text=build.search_text,
        kind=page.kind,
        language=page.language,
        published_at=page.published_at,
        summary=page.summary,
        access=page.access,
        labels=labels,
    )
