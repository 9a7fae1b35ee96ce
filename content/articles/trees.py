"""The tree of pages: what stands above and below."""

from collections.abc import Iterable
from typing import Any

from content.articles.models import Page

_DEEPEST = 20


def above(page: Page) -> list[Page]:
    """The pages over this one, from the nearest up; one query for each level."""
    found: list[Page] = []
    while page.parent_id and len(found) < _DEEPEST and page.parent_id not in {row.pk for row in found}:
        page = Page.objects.get(pk=page.parent_id)
        found.append(page)
    return found


def above_all(parent_ids: Iterable[int]) -> dict[int, Page]:
    """Every page over a batch, by id; one query for each level of the tree, however large the batch."""
    found: dict[int, Page] = {}
    wanted = set(parent_ids)
    while wanted:
        rows = Page.objects.only("title", "slug", "parent_id", "trashed_at").in_bulk(wanted)
        found |= rows
        wanted = {row.parent_id for row in rows.values() if row.parent_id} - found.keys()
    return found


def subtree(page: Page) -> list[Any]:
    """The page and all pages below it, from the top down; one query for each level."""
    rows: list[Any] = list(Page.objects.select_related("site").filter(pk=page.pk))
    level = [row.pk for row in rows]
    known = set(level)
    while level:
        below = list(Page.objects.select_related("site").filter(parent__in=level).exclude(pk__in=known))
        rows += below
        level = [row.pk for row in below]
        known |= set(level)
    return rows


def rehome(page: Page) -> None:
    """A page whose parent is in the trash stands at the top."""
    Page.objects.filter(pk=page.pk, parent__trashed_at__isnull=False).update(parent=None)
