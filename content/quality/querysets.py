"""Which guidelines and terms."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


class ScopedQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def visible_to(self, user: "User", site: "Site") -> Self:
        """Everybody who writes on the site reads the rules of the house."""
        return self.filter(site=site) if at_least(role_of(user, site), Role.CREATOR) else self.none()

    def editable_by(self, user: "User", site: "Site") -> Self:
        return self.filter(site=site) if at_least(role_of(user, site), Role.EDITOR) else self.none()

    def applying(self, site: "Site", *, language: str, sections: Iterable[int]) -> Self:
        """Those in use for a text in `language` under `sections` (ids of categories and all above them)."""
        wanted = language.replace("_", "-").lower()
        languages = {"", wanted, wanted.split("-")[0]}
        here = Q(category=None) | Q(category__in=set(sections))
        return self.filter(here, site=site, is_active=True, language__in=languages)
