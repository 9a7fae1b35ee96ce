"""What readers ask of the live tables. Each function is one query, whatever the amount of content."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

from content.publishing import scans
from content.publishing.models import LivePage, LiveTerm, Redirect, SiteState
from content.publishing.paths import path_key
from content.publishing.scans import columns_of
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site

RELATED = 3

# Every page asks these two: as plain SQL they cost half of what a queryset needs to be put together.
_PAGE = f"SELECT {columns_of(LivePage)} FROM {LivePage._meta.db_table}"  # noqa: S608
_STATE = f"SELECT {columns_of(SiteState)} FROM {SiteState._meta.db_table}"  # noqa: S608
T = TypeVar("T", Author, Category, Tag)


def page_at(site: "Site", path: str) -> LivePage | None:
    rows = LivePage.objects.raw(f"{_PAGE} WHERE site_id = %s AND path_key = %s", [site.pk, path_key(path)])
    return next((page for page in rows if page.access == "public"), None)


def redirect_from(site: "Site", path: str) -> str:
    """Where the content that once answered at `path` is now, or ''."""
    row = Redirect.objects.filter(site=site, path_key=path_key(path)).values_list("target", flat=True).first()
    return row or ""


def state_of(site: "Site") -> SiteState:
    """The site's menus and sequence; a site that has published nothing yet has sequence 0."""
    rows = SiteState.objects.raw(f"{_STATE} WHERE site_id = %s", [site.pk])
    return next(iter(rows), None) or SiteState(site=site)


def related_to(site: "Site", page: LivePage) -> list[LivePage]:
    """The newest others under the page's first tag, else category, that holds enough of them, else of all."""
    terms = LiveTerm._meta.db_table
    enough = (
        f"SELECT o.page_id FROM {terms} o WHERE o.site_id = t.site_id AND o.term = t.term"  # noqa: S608
        f" AND o.page_id <> t.page_id LIMIT 1 OFFSET {RELATED - 1}"
    )
    closest = (
        f"SELECT t.term FROM {terms} t WHERE t.page_id = %s AND (t.term LIKE %s OR t.term LIKE %s)"  # noqa: S608
        f" AND ({enough}) IS NOT NULL ORDER BY CASE WHEN t.term LIKE %s THEN 1 ELSE 2 END, t.id LIMIT 1"
    )
    where = f"t.site_id = %s AND t.term = COALESCE(({closest}), 'all') AND t.page_id <> %s"
    params = [site.pk, page.pk, "tag:%", "cat:%", "tag:%", page.pk]
    return scans.public(scans.join(scans.entries(where, "DESC", RELATED), params))


def category_at(site: "Site", slug: str) -> Category | None:
    return _exact(Category.objects.filter(site=site, slug=slug), slug)


def tag_at(site: "Site", slug: str) -> Tag | None:
    return _exact(Tag.objects.filter(site=site, slug=slug), slug)


def author_at(site: "Site", slug: str) -> Author | None:
    return _exact(Author.objects.filter(site=site, slug=slug), slug)


def _exact(rows: Iterable[T], slug: str) -> T | None:
    # Collations of MySQL take É for e: only the spelling that is stored is the address.
    return next((row for row in rows if row.slug == slug), None)


def family_of(category: Category) -> tuple[list[Category], list[Category]]:
    """The categories above it, from the root down, and those right below it."""
    above = [pk for pk in category.trail if pk != category.pk]
    rows = list(Category.objects.filter(Q(pk__in=above) | Q(parent=category), site=category.site_id))
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in above if pk in by_id], [row for row in rows if row.parent_id == category.pk]
