"""Which imports, and which of what was brought."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.sites.models import Site


class ImportQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)


class ImportedItemQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def waiting(self, kind: str) -> Self:
        """What later rooms may take: comments, menus, pictures that could not be fetched."""
        return self.filter(kind=kind, state="waiting")

    def needing_a_person(self) -> Self:
        return self.filter(needs_person=True)

    def of_source(self, site: "Site", source: str) -> Self:
        return self.filter(site=site, source=source)
