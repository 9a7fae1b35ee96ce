"""Which routes."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from ai.providers.models import Provider, Route  # noqa: F401 - named in annotations


class ProviderQuerySet(models.QuerySet["Provider"]):
    def usable_on(self, site: "Site") -> Self:
        """The site's own and the platform's."""
        return self.filter(Q(site=site) | Q(site=None))


class RouteQuerySet(models.QuerySet["Route"]):
    def answering(self, purpose: str) -> Self:
        """Routes that name the purpose, its group (`writing.*`) or everything (`*`)."""
        return self.filter(purpose__in=[purpose, purpose.split(".")[0] + ".*", "*"])
