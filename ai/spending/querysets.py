"""Which budgets."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual

if TYPE_CHECKING:
    from accounts.jobs.models import Job
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.spending.models import Budget  # noqa: F401 - named in annotations


def _feature_names(purpose: str) -> list[str]:
    """'' and every leading part of `writing.title`: a budget of `writing` covers it."""
    parts = purpose.split(".")
    return ["", *(".".join(parts[: end + 1]) for end in range(len(parts)))]


class BudgetQuerySet(models.QuerySet["Budget"]):
    def matching(self, *, site: "Site", user: "User | None", purpose: str) -> Self:
        """Budgets and patterns that speak of this site, person and feature."""
        mine = Q(user=None) | Q(user=user) if user else Q(user=None)
        return self.filter(Q(site=site) | Q(site=None), mine, feature__in=_feature_names(purpose))

    def covering(self, *, site: "Site", user: "User | None", purpose: str, job: "Job | None" = None) -> Self:
        """Every budget that a call must fit into, in one order, so that parallel callers lock rows alike."""
        of_job = Q(job=None) & ~Q(period="job")
        if job is not None:
            of_job |= Q(job=job)
        return self.matching(site=site, user=user, purpose=purpose).filter(of_job).order_by("id")

    def patterns(self) -> Self:
        """What each job may spend."""
        return self.filter(period="job", job=None)

    def listed(self) -> Self:
        """Without the budgets that patterns have made."""
        return self.filter(of=None)

    def nearly_spent(self) -> Self:
        """Told as nearly spent, or refusing, in the running period."""
        return self.filter(Q(alerted_at__isnull=False) | Q(stopped_at__isnull=False))

    def over_their_mark(self) -> Self:
        return self.filter(GreaterThanOrEqual(F("used") * 100, F("limit") * F("alert_at")), alert_at__gt=0)
