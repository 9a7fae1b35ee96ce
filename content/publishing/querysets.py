"""Which editing rows, which revisions and schedules, which live pages."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from accounts.sites.models import Membership
from accounts.sites.roles import Role

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from content.publishing.models import LivePage, LiveTerm, Revision  # noqa: F401  (as the rows of querysets)


class PublishableQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def kept(self) -> Self:
        """Not in the trash."""
        return self.filter(trashed_at__isnull=True)

    def trashed(self) -> Self:
        return self.filter(trashed_at__isnull=False)

    def visible_to(self, user: "User") -> Self:
        """What `user` may see in the admin: all of a site for its editors, their own for creators."""
        return self.editable_by(user)

    def editable_by(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        own = Q(created_by=user, site__in=_sites_of(user, Role.CREATOR))
        return self.filter(Q(site__in=_sites_of(user, Role.EDITOR, Role.ADMIN)) | own)

    def publishable_by(self, user: "User") -> Self:
        """What `user` may publish, unpublish, put in the trash of others and delete for good."""
        if not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(site__in=_sites_of(user, Role.EDITOR, Role.ADMIN))


class ByObjectQuerySet(models.QuerySet[Any]):
    """Rows that belong to an editing row by kind and object id."""

    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def of(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)

    def visible_to(self, user: "User") -> Self:
        """What editors of the site may see. Creators reach these rows through their own objects only."""
        if not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(site__in=_sites_of(user, Role.EDITOR, Role.ADMIN))


class RevisionQuerySet(ByObjectQuerySet):
    def latest_of(self, kind: str, object_id: int) -> "Revision | None":
        return self.of(kind, object_id).order_by("-number").first()


class ScheduleQuerySet(ByObjectQuerySet):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def failed(self) -> Self:
        return self.filter(state="failed")

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now)


class PreviewLinkQuerySet(ByObjectQuerySet):
    def open(self, now: datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class LivePageQuerySet(models.QuerySet["LivePage"]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def cards(self) -> Self:
        """Without the rendered body, which lists never show."""
        return self.defer("body", "head")

    def stale(self, version: int) -> Self:
        """Rendered by an older version, or marked (0)."""
        return self.filter(render_version__lt=version)

    def showing(self, *deps: str) -> Self:
        """Pages that must be rendered again when one of these changes."""
        return self.filter(deps__dep__in=deps).distinct()


class LiveTermQuerySet(models.QuerySet["LiveTerm"]):
    def listing(self, site: "Site", term: str) -> Self:
        return self.filter(site=site, term=term).order_by("-published_at", "-page_id")


def _sites_of(user: "User", *roles: str) -> "models.QuerySet[Membership, int]":
    return Membership.objects.filter(user=user, role__in=roles).values_list("site_id", flat=True)
