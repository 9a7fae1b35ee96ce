"""Which routes, prompts, budgets and runs."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, Sum

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.engine.models import Budget, PromptOverride, Route, Run  # noqa: F401 - named in annotations


def _feature_names(purpose: str) -> list[str]:
    """'' and every leading part of `writing.title`: a budget of `writing` covers it."""
    parts = purpose.split(".")
    return ["", *(".".join(parts[: end + 1]) for end in range(len(parts)))]


class RouteQuerySet(models.QuerySet["Route"]):
    def answering(self, purpose: str) -> Self:
        """Routes that name the purpose, its group (`writing.*`) or everything (`*`)."""
        return self.filter(purpose__in=[purpose, purpose.split(".")[0] + ".*", "*"])


class PromptOverrideQuerySet(models.QuerySet["PromptOverride"]):
    def current(self, site: "Site", purpose: str) -> Self:
        return self.filter(site=site, purpose=purpose, is_active=True).order_by("-version")


class BudgetQuerySet(models.QuerySet["Budget"]):
    def covering(self, *, site: "Site", user: "User | None", purpose: str) -> Self:
        """Every budget that a call must fit into, in one order, so that parallel callers lock rows alike."""
        mine = Q(user=None) | Q(user=user) if user else Q(user=None)
        rows = self.filter(Q(site=site) | Q(site=None), mine, feature__in=_feature_names(purpose))
        return rows.order_by("id")


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

    def figures(self) -> dict[str, int]:
        """Sums over the rows: tokens_in, tokens_out, cost_micro (rows without a price count as 0)."""
        sums = self.aggregate(
            tokens_in=Sum("tokens_in", default=0),
            tokens_out=Sum("tokens_out", default=0),
            cost_micro=Sum("cost_micro", default=0),
        )
        return {name: int(value) for name, value in sums.items()}
