"""Which sites and memberships."""

import inspect
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Domain, Membership, Site

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def narrowed(rows: Rows, method: str, user: "User", site: "Site") -> Rows:
    """`rows.visible_to(user)` or `rows.visible_to(user, site)`, where the queryset has such a method."""
    narrow = getattr(rows, method, None)
    if narrow is None:
        return rows
    takes_site = "site" in inspect.signature(narrow).parameters
    limited: Rows = narrow(user, site) if takes_site else narrow(user)
    return limited


class SiteQuerySet(models.QuerySet["Site"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        return self.active() if user.is_superuser else self.active().filter(memberships__user=user)


class DomainQuerySet(models.QuerySet["Domain"]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def primary(self) -> "Domain | None":
        """The host in canonical addresses: the one marked so, or the first."""
        return self.order_by("-is_primary", "pk").first()

    def owning(self, host: str) -> Self:
        return self.filter(host=host, site__is_active=True).select_related("site")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def of(self, user: "User") -> Self:
        return self.filter(user=user)

    def administrators(self) -> Self:
        """Who can administrate: those who can still sign in."""
        return self.filter(role="admin", user__is_active=True)

    def at_work(self) -> Self:
        """Who may open an admin: creators and above."""
        return self.exclude(role="viewer")

    def with_people(self) -> "models.QuerySet[Membership]":
        return self.select_related("user", "site")
