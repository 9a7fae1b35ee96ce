"""Tags of a text by their names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from content.taxonomy import services
from content.taxonomy.models import Tag

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


def tags_named(names: Sequence[str], *, site: "Site", by: "User | None" = None, may_create: bool = True) -> list[Tag]:
    """The site's tags of these names, whatever their case; unknown names become tags if `by` may make them."""
    if may_create and (by is None or by.has_perm("taxonomy.add_tag")):
        return services.tags_named(names, site=site, by=by)
    return list(Tag.objects.for_site(site).named(names))
