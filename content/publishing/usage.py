"""What other rooms want to know of live pages: where a picture is shown, how many pages stand under a term."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Count

from content.media import usage
from content.publishing.models import LivePage, LiveTerm
from content.taxonomy import registry
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from content.media.models import Asset

_TERMS = {"category": "cat", "tag": "tag", "author": "author"}


@usage.register
def live_uses(asset: "Asset") -> list[usage.Usage]:
    pages = LivePage.objects.filter(site=asset.site_id).showing(f"asset:{asset.pk}").only("title", "path")
    return [usage.Usage(page.title, page.path, "published") for page in pages]


@registry.register
def live_counts(kind: str, ids: Collection[int]) -> dict[int, int]:
    """Live pages under each of these terms; two queries."""
    names = {f"{_TERMS[kind]}:{pk}": pk for pk in ids}
    terms = {"category": Category, "tag": Tag, "author": Author}[kind].objects.filter(pk__in=ids)
    sites = list(terms.order_by().values_list("site", flat=True).distinct())  # the index of places begins with the site
    rows = (
        LiveTerm.objects.filter(site__in=sites, term__in=list(names))
        .order_by()
        .values("term")
        .annotate(pages=Count("pk"))
    )
    return {names[term]: pages for term, pages in rows.values_list("term", "pages")}
