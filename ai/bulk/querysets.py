"""Which bulk work, which of its items."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.bulk.models import Bulk, BulkItem  # noqa: F401 - named in annotations


class BulkQuerySet(models.QuerySet["Bulk"]):
    def visible_to(self, user: "User", site: "Site") -> Self:
        """Editors see the bulk work of their site, creators their own, others none."""
        role = role_of(user, site)
        if not at_least(role, Role.CREATOR):
            return self.none()
        rows = self.filter(site=site)
        return rows if at_least(role, Role.EDITOR) else rows.filter(created_by=user)

    def editable_by(self, user: "User", site: "Site") -> Self:
        return self.visible_to(user, site)


class ItemQuerySet(models.QuerySet["BulkItem"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def failed(self) -> Self:
        return self.filter(state="failed")

    def counts(self) -> dict[str, int]:
        """How many there are of each state."""
        return dict(self.order_by().values_list("state").annotate(Count("pk")))
