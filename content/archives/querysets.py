"""Which exports."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


class ExportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User", site: "Site") -> Self:
        """An export holds every draft: it is for administrators of the site."""
        return self.filter(site=site) if at_least(role_of(user, site), Role.ADMIN) else self.none()
