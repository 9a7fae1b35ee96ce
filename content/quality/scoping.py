"""Which sections a text stands in, and whether a rule's section is of its site."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from content.quality.models import Scoped
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.sites.models import Site


def sections(site: "Site", categories: Iterable[int]) -> set[int]:
    """These categories and all above them; those of other sites do not count."""
    rows = Category.objects.for_site(site).filter(pk__in=set(categories)).values_list("trail", flat=True)
    return {pk for trail in rows for pk in trail}


def belongs(row: Scoped) -> bool:
    return row.category is None or row.category.site_id == row.site_id
