"""Which drafts."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.writing.models import Draft, DraftSection  # noqa: F401 - named in annotations


class DraftQuerySet(models.QuerySet["Draft"]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def visible_to(self, user: "User", site: "Site") -> Self:
        """Editors see the drafts of their site, creators their own, others none."""
        role = role_of(user, site)
        if not at_least(role, Role.CREATOR):
            return self.none()
        rows = self.filter(site=site)
        return rows if at_least(role, Role.EDITOR) else rows.filter(created_by=user)

    def editable_by(self, user: "User", site: "Site") -> Self:
        return self.visible_to(user, site)

    def open(self) -> Self:
        return self.filter(state__in=["queued", "outlining", "writing", "checking"])

    def about(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)

    def for_page(self) -> Self:
        """With everything that the live panel shows."""
        return self.select_related("brief", "job", "site").prefetch_related("sections__run", "brief__sources")


class SectionQuerySet(models.QuerySet["DraftSection"]):
    def unwritten(self) -> Self:
        return self.exclude(state="done")
