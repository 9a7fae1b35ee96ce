"""What readers ask of the live tables. Each function is one query, whatever the amount of content.

They are plain SQL, for every page asks them: a queryset costs as much again to be put together.
"""

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, OuterRef

from aicmr.lib.remembered import Remembered
from content.publishing import tags
from content.publishing.models import LivePage, Redirect, SiteState
from content.publishing.paths import path_key
from content.reading.rows import all_fields, fetch, select
from content.redirects import patterns
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site

PAGE = (
    *("id", "path_key", "path", "kind", "language", "title", "summary", "head", "labels", "access", "words"),
    *("published_at", "modified_at", "etag", "body"),
)
_STATE = ("site_id", "sequence", "chrome", "changed_at")
_LISTS = ("/categories/", "/tags/", "/authors/")
_MOST_STATES = 1000
_terms = Remembered(2000)
_states: dict[int, tuple[int, SiteState]] = {}

T = TypeVar("T", Author, Category, Tag)


def page_at(site: "Site", path: str) -> LivePage | None:
    sql = f"{select(LivePage, PAGE)} WHERE site_id = %s AND path_key = %s"
    rows = fetch(LivePage, PAGE, sql, [site.pk, path_key(path)])
    return next((page for page in rows if page.access == "public"), None)


def redirect_from(site: "Site", path: str, as_of: int | None = None) -> str:
    """Where the content that once answered at `path` is now, or ''; also '' while that is offline itself.

    What no redirect of its own leads on, a pattern may; a redirect at its target is followed, for one step to take.
    """
    if found := _single_from(site, path):
        return found
    target = patterns.target_of(site, path, as_of)
    found = (_single_from(site, target) if target.startswith("/") else "") or target
    return "" if path_key(found) == path_key(path) else found  # a redirect may lead back into the pattern


def _single_from(site: "Site", path: str) -> str:
    live = LivePage.objects.filter(site=site, path_key=OuterRef("target_key"))
    rows = Redirect.objects.filter(site=site, path_key=path_key(path)).annotate(is_live=Exists(live))
    target, is_automatic, is_live = rows.values_list("target", "is_automatic", "is_live").first() or ("", False, True)
    return target if is_live or not is_automatic or target.startswith(_LISTS) else ""


def state_of(site: "Site", as_of: int | None = None) -> SiteState:
    """The site's menus and sequence; a site that has published nothing yet has sequence 0.

    Read once in each process for every sequence (`as_of`) that the site is known to have; None always reads.
    """
    remembered = _states.get(site.pk)
    if as_of is not None and remembered and remembered[0] == as_of:
        return remembered[1]
    rows = fetch(SiteState, _STATE, f"{select(SiteState, _STATE)} WHERE site_id = %s", [site.pk])
    found = next(iter(rows), None) or SiteState(site=site)
    if as_of is not None:
        if len(_states) >= _MOST_STATES:
            _states.clear()
        _states[site.pk] = (as_of, found)
    return found


def term_at(model: type[T], site: "Site", slug: str, as_of: int | None = None) -> T | None:
    """The category, tag or author at this address; remembered as the site was known to be (`as_of`)."""
    return _terms.get(site.pk, tags.TERMS, as_of, lambda: _term_at(model, site, slug), (model, slug))


def _term_at(model: type[T], site: "Site", slug: str) -> T | None:
    rows = fetch(model, all_fields(model), f"{select(model)} WHERE site_id = %s AND slug = %s", [site.pk, slug])
    # Collations of MySQL take É for e: only the spelling that is stored is the address.
    return next((row for row in rows if row.slug == slug), None)


def family_of(category: Category) -> tuple[list[Category], list[Category]]:
    """The categories above it, from the root down, and those right below it in their order."""
    above = [pk for pk in category.trail if pk != category.pk]
    any_of = f" OR id IN ({', '.join(['%s'] * len(above))})" if above else ""
    rows = fetch(
        Category,
        all_fields(Category),
        f"{select(Category)} WHERE site_id = %s AND (parent_id = %s{any_of}) ORDER BY position, name, id",
        [category.site_id, category.pk, *above],
    )
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in above if pk in by_id], [row for row in rows if row.parent_id == category.pk]
