"""Where pictures stand in drafts."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from content.articles.models import Article, Page
from content.media import usage

if TYPE_CHECKING:
    from content.media.models import Asset

MOST = 20


@usage.register
def draft_uses(asset: "Asset") -> list[usage.Usage]:
    """Drafts, in the trash or not, that show the picture; at most `MOST` of each kind."""
    shows = Q(hero=asset) | Q(body__contains=f'data-asset="{asset.public_id}"')
    found = []
    for model in (Article, Page):
        address = f"admin:articles_{model._meta.model_name}_change"
        for row in model.objects.filter(shows, site=asset.site_id).only("title", "state")[:MOST]:
            found.append(usage.Usage(str(row), reverse(address, args=[row.pk]), row.state))
    return found
