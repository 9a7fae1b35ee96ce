"""Which editing rows, which live pages."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from content.publishing.models import LivePage, LiveTerm


class PublishableQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def kept(self) -> Self:
        """Not in the trash."""
        return self.filter(trashed_at__isnull=True)

    def trashed(self) -> Self:
        return self.filter(trashed_at__isnull=False)


class LivePageQuerySet(models.QuerySet["LivePage"]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def cards(self) -> Self:
        """Without the rendered body, which lists never show."""
        return self.defer("body", "head")


class LiveTermQuerySet(models.QuerySet["LiveTerm"]):
    def listing(self, site: "Site", term: str) -> Self:
        return self.filter(site=site, term=term).order_by("-published_at", "-page_id")
