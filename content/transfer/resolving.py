"""What became of a number of the source: `/?p=7` leads to where post 7 is now."""

from typing import TYPE_CHECKING

from content.publishing.models import LivePage
from content.transfer.models import Import, ImportedItem, item_key

if TYPE_CHECKING:
    from accounts.sites.models import Site

MOST_SOURCES = 20
KINDS = ("article", "page")


def path_of(site: "Site", number: str) -> str:
    """The live path, or ''; three queries, one where nothing was ever imported."""
    sources = Import.objects.for_site(site).exclude(source="").order_by().values_list("source", flat=True).distinct()
    keys = [item_key(source, kind, number) for source in sources[:MOST_SOURCES] for kind in KINDS]
    rows = ImportedItem.objects.for_site(site).filter(key__in=keys, target_id__isnull=False) if keys else ()
    for row in rows:
        page = (
            LivePage.objects.filter(site=site, kind=row.target_kind, object_id=row.target_id or 0).only("path").first()
        )
        if page:
            return str(page.path)
    return ""
