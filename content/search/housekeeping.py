"""What a restore has to make anew: words stand in no backup."""

from accounts.operations.registry import rebuilds
from accounts.sites.models import Site
from content.search import indexing


def rebuild_all() -> None:
    for site in Site.objects.order_by("pk"):
        for _ in indexing.rebuild(site.pk):
            pass


rebuilds("search", rebuild_all)
