"""Which prompts and runs."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, Sum

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from ai.engine.models import PromptOverride, Run  # noqa: F401 - named in annotations


class PromptOverrideQuerySet(models.QuerySet["PromptOverride"]):
    def current(self, site: "Site", purpose: str) -> Self:
        return self.filter(site=site, purpose=purpose, is_active=True).order_by("-version")


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: Any, site: "Site") -> Self:
        """Editors see the runs of their site, creators their own, others none."""
        role = role_of(user, site)
        if not at_least(role, Role.CREATOR):
            return self.none()
        rows = self.filter(site=site)
        return rows if at_least(role, Role.EDITOR) else rows.filter(user=user)

    def of_request(self, run: "Run") -> Self:
        """Every call that was made for what `run` asked."""
        return self.filter(Q(pk=run.head_id or run.pk) | Q(head_id=run.head_id or run.pk))

    def registered(self) -> Self:
        """The outbound register: what was sent to a host, and what a rule held back."""
        return self.filter(~Q(sent_host="") | Q(error_kind="rule"))

    def figures(self) -> dict[str, int]:
        """Sums over the rows: tokens_in, tokens_out, cost_micro (rows without a price count as 0)."""
        sums = self.aggregate(
            tokens_in=Sum("tokens_in", default=0),
            tokens_out=Sum("tokens_out", default=0),
            cost_micro=Sum("cost_micro", default=0),
        )
        return {name: int(value) for name, value in sums.items()}
