"""Which budgets."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.spending.models import Budget  # noqa: F401 - named in annotations


def _feature_names(purpose: str) -> list[str]:
    """'' and every leading part of `writing.title`: a budget of `writing` covers it."""
    parts = purpose.split(".")
    return ["", *(".".join(parts[: end + 1]) for end in range(len(parts)))]


class BudgetQuerySet(models.QuerySet["Budget"]):
    def covering(self, *, site: "Site", user: "User | None", purpose: str) -> Self:
        """Every budget that a call must fit into, in one order, so that parallel callers lock rows alike."""
        mine = Q(user=None) | Q(user=user) if user else Q(user=None)
        rows = self.filter(Q(site=site) | Q(site=None), mine, feature__in=_feature_names(purpose))
        return rows.order_by("id")
