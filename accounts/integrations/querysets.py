"""Which keys."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


class ApiKeyQuerySet(models.QuerySet[Any]):
    def of(self, user: "User", site: "Site") -> Self:
        """The person's own keys on this site."""
        return self.filter(user=user, site=site)

    def usable(self, now: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, user__is_active=True)
