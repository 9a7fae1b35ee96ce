"""Which proposals, which rows of the ledger."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from accounts.sites.membership import role_of
from accounts.sites.querysets import narrowed
from accounts.sites.roles import Role, at_least
from content import kinds

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.proposals.models import Decision, Mark, Proposal, Provenance  # noqa: F401 - named in annotations


def rows_of(kind: str, site: "Site") -> "models.QuerySet[Any]":
    """The editing rows of a kind on a site that are not in the trash; LookupError for an unknown kind."""
    rows = kinds.get(kind).model._default_manager.for_site(site)
    kept: models.QuerySet[Any] = rows.kept()
    return kept


def editable(kind: str, user: "User", site: "Site") -> "models.QuerySet[Any]":
    """The rows of a kind that `user` may edit: own ones for a creator, all of the site for an editor."""
    role = role_of(user, site)
    if not at_least(role, Role.CREATOR):
        return rows_of(kind, site).none()
    return narrowed(rows_of(kind, site), "editable_by", user, site)


class _OfContent(models.QuerySet[Any]):
    """Rows that name content by kind and object id; who may edit the content sees them."""

    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def visible_to(self, user: "User", site: "Site") -> Self:
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

    def about(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)


class ProposalQuerySet(_OfContent, models.QuerySet["Proposal"]):
    def pending(self) -> Self:
        return self.filter(state="pending")

    def same_target(self, proposal: "Proposal") -> Self:
        rows = self.about(proposal.kind, proposal.object_id)
        return rows.filter(site=proposal.site_id, field=proposal.field, block_id=proposal.block_id)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def of_batch(self, site: "Site", batch: str) -> Self:
        return self.filter(site=site, batch=batch)


class ProvenanceQuerySet(_OfContent, models.QuerySet["Provenance"]):
    def marked(self, marks: "set[str]") -> Self:
        return self.filter(public_id__in=marks)

    def standing(self) -> Self:
        """Without what was taken back."""
        return self.filter(undone_at=None)


class MarkQuerySet(models.QuerySet["Mark"]):
    def about(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)
