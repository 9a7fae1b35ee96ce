"""Which assets, which renditions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from accounts.sites.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from accounts.sites.models import Site

_AT_WORK = [Role.CREATOR, Role.EDITOR, Role.ADMIN]


class AssetQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def visible_to(self, user: "User | AnonymousUser", site: "Site | None" = None) -> Self:
        """Assets of the sites that the user works on: creators and above; platform staff see all."""
        rows = self if site is None else self.filter(site=site)
        if not user.is_active or user.pk is None:
            return rows.none()
        if user.is_superuser:
            return rows
        return rows.filter(site__memberships__user=user, site__memberships__role__in=_AT_WORK)

    def matching(self, words: str) -> Self:
        """Every word stands in the title, the texts or the file's name."""
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(title__icontains=word)
                | Q(alt__icontains=word)
                | Q(caption__icontains=word)
                | Q(credit__icontains=word)
                | Q(file_name__icontains=word)
            )
        return rows

    def without_renditions(self) -> Self:
        return self.filter(Q(renditions=None) | ~Q(state="ready")).distinct()

    def due(self, now: datetime) -> Self:
        """Waiting for renditions, and no worker is at it."""
        return self.filter(state="pending").filter(Q(lease_until=None) | Q(lease_until__lt=now))


class RenditionQuerySet(models.QuerySet[Any]):
    def of(self, asset_ids: list[int]) -> Self:
        return self.filter(asset_id__in=asset_ids).order_by("asset_id", "format", "width")

    def at(self, site: "Site", asset_public_id: str, form: str, width: int) -> Self:
        """The rendition behind a public address, if the address is one of this site."""
        rows = self.filter(asset__site=site, asset__public_id=asset_public_id, format=form, width=width)
        return rows.select_related("asset")

    def public_at(self, asset_public_id: str, form: str, width: int) -> Self:
        """The same for the CDN, which serves all sites, if everybody may see the picture."""
        rows = self.filter(asset__public_id=asset_public_id, format=form, width=width, asset__is_public=True)
        return rows.select_related("asset")
