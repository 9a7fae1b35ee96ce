"""Which requests, which of their passages."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.rewriting.models import Passage, Rewrite  # noqa: F401 - named in annotations


class RewriteQuerySet(models.QuerySet["Rewrite"]):
    def visible_to(self, user: "User", site: "Site") -> Self:
        """What people have asked is theirs; editors see all of their site."""
        role = role_of(user, site)
        if not at_least(role, Role.CREATOR):
            return self.none()
        rows = self.filter(site=site)
        return rows if at_least(role, Role.EDITOR) else rows.filter(created_by=user)

    def editable_by(self, user: "User", site: "Site") -> Self:
        return self.visible_to(user, site)

    def for_page(self) -> Self:
        return self.select_related("site", "job", "created_by").prefetch_related("passages__run", "passages__proposal")


class PassageQuerySet(models.QuerySet["Passage"]):
    def open(self) -> Self:
        return self.filter(state__in=["waiting", "writing"])
