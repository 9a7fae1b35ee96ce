"""Which reviews, which of their notes."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least
from ai.proposals.querysets import editable
from content import kinds

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.review.models import Note, Review  # noqa: F401 - named in annotations


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: "User", site: "Site") -> Self:
        """Those of texts that the person may edit: all of the site for editors, of their own texts for creators."""
        role = role_of(user, site)
        if not at_least(role, Role.CREATOR):
            return self.none()
        if at_least(role, Role.EDITOR):
            return self.filter(site=site)
        mine = Q(pk__in=[])
        for kind in kinds.all_kinds():
            mine |= Q(kind=kind.name, object_id__in=editable(kind.name, user, site).values("pk"))
        return self.filter(mine, site=site)

    def editable_by(self, user: "User", site: "Site") -> Self:
        return self.visible_to(user, site)

    def about(self, site: "Site", kind: str, object_id: int) -> Self:
        return self.filter(site=site, kind=kind, object_id=object_id)

    def for_page(self) -> Self:
        return self.select_related("site", "job", "created_by").prefetch_related("notes__proposal", "notes__decided_by")


class NoteQuerySet(models.QuerySet["Note"]):
    def open(self) -> Self:
        return self.filter(state="open")

    def dismissed(self) -> Self:
        return self.filter(state="dismissed")

    def of_text(self, review: "Review") -> Self:
        """Notes of all reviews of the same text."""
        return self.filter(
            review__site=review.site_id, review__kind=review.kind, review__object_id=review.object_id
        ).order_by("-pk")
