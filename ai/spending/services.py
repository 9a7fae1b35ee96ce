"""What administrators ask of budgets."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from accounts.audit.services import announce
from accounts.jobs.models import Job
from ai.spending.events import budget_changed
from ai.spending.models import Budget

if TYPE_CHECKING:
    from accounts.models import User

_FIELDS = ["user", "feature", "period", "unit", "currency", "limit", "alert_at"]


@transaction.atomic
def save_budget(budget: Budget, *, by: "User | None") -> None:
    """Stores what may be spent; what is used and reserved is not touched. Raised enough, it may alert and stop anew."""
    if budget.pk is None:
        budget.save()
    else:
        budget.save(update_fields=_FIELDS)
        rows = Budget.objects.filter(pk=budget.pk)
        rows.filter(limit__gt=F("used") + F("reserved")).update(stopped_at=None)
        rows.exclude(pk__in=list(rows.over_their_mark().values_list("pk", flat=True))).update(alerted_at=None)
        budget.for_jobs.update(limit=budget.limit, alert_at=budget.alert_at, stopped_at=None, alerted_at=None)
    announce(budget_changed, site=budget.site, by=by, budget_id=budget.pk)


def cap_job(job: Job, *, limit: int, unit: str, currency: str = "USD", by: "User | None") -> Budget:
    """What this one job may spend, in tokens or millionths of the currency; a job that has such a budget keeps one."""
    own = Budget.objects.filter(job=job, of=None, unit=unit, currency=currency).first()
    budget = own or Budget(site=job.site, job=job, period=Budget.Period.TOTAL, unit=unit, currency=currency)
    budget.limit = limit
    save_budget(budget, by=by)
    return budget
