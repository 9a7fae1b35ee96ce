"""The category tree. A site has some hundred categories at most: one query reads them all."""

from collections import defaultdict
from typing import TYPE_CHECKING

from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site


def tree_of(site: "Site") -> list[tuple[int, Category]]:
    """All categories of a site from the top down, each with its depth (0 for roots); one query."""
    below: dict[int | None, list[Category]] = defaultdict(list)
    for row in Category.objects.for_site(site):
        below[row.parent_id].append(row)
    found: list[tuple[int, Category]] = []
    stack = [(0, row) for row in reversed(below.pop(None, []))]
    while stack:
        depth, row = stack.pop()
        found.append((depth, row))
        stack += [(depth + 1, child) for child in reversed(below.pop(row.pk, []))]
    return found


def rebuild_trails(site: "Site") -> list[Category]:
    """Set `trail` of every category of the site from its parents; returns those that changed."""
    trails: dict[int, list[int]] = {}
    changed = []
    for _, row in tree_of(site):
        trails[row.pk] = [*(trails[row.parent_id] if row.parent_id else []), row.pk]
        if row.trail != trails[row.pk]:
            row.trail = trails[row.pk]
            changed.append(row)
    Category.objects.bulk_update(changed, ["trail"])
    return changed


def paths_of(categories: list[Category]) -> dict[int, str]:
    """“World › Europe” for each of these; one query."""
    over = {pk for row in categories for pk in row.trail}
    names = dict(Category.objects.filter(pk__in=over).values_list("pk", "name"))
    return {row.pk: " › ".join(names[pk] for pk in row.trail if pk in names) for row in categories}
