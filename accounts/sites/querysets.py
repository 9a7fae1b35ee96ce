"""Which sites and memberships."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Membership, Site


class SiteQuerySet(models.QuerySet["Site"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        return self.active() if user.is_superuser else self.active().filter(memberships__user=user)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)
