"""Which rules."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from ai.policies.models import Rule  # noqa: F401 - named in annotations


class RuleQuerySet(models.QuerySet["Rule"]):
    def of(self, site: "Site") -> Self:
        """The site's and the platform's."""
        return self.filter(Q(site=site) | Q(site=None))

    def switches(self, feature: str = "") -> Self:
        """What the switch makes: a stop for everything that the feature covers, whatever it is about."""
        return self.filter(policy="stopped", scope="", feature=feature)
