"""Which routes."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from ai.providers.models import Model, Provider, Route  # noqa: F401 - named in annotations


class ProviderQuerySet(models.QuerySet["Provider"]):
    def usable_on(self, site: "Site") -> Self:
        """The site's own and the platform's."""
        return self.filter(Q(site=site) | Q(site=None))


class ModelQuerySet(models.QuerySet["Model"]):
    def usable_on(self, site: "Site") -> Self:
        """Of the site's and the platform's providers that are in use; drafts are tried, retired ones are not."""
        mine = Q(provider__site=site) | Q(provider__site=None)
        return self.filter(mine, provider__is_enabled=True).exclude(state="retired")


class RouteQuerySet(models.QuerySet["Route"]):
    def answering(self, purpose: str) -> Self:
        """Routes that name the purpose, its group (`writing.*`) or everything (`*`)."""
        return self.filter(purpose__in=[purpose, purpose.split(".")[0] + ".*", "*"])
