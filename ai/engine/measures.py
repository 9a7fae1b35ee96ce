"""What runs of models say to the status page and to `/metrics`."""

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from accounts.sites.models import Site
from ai.engine.models import Run
from aicmr.lib.measures import measure


@measure("ai_spend_today", "Cost of model runs since midnight UTC, in whole units of each currency", label="currency")
def spend() -> dict[str, float]:
    rows = _today().exclude(cost_micro=None).values_list("currency").annotate(total=Sum("cost_micro"))
    return {currency or "none": (total or 0) / 1_000_000 for currency, total in rows}


@measure("ai_runs_today", "Runs of models since midnight UTC", label="state")
def runs() -> dict[str, float]:
    return dict(_today().values_list("state").annotate(Count("pk")))


def _today() -> QuerySet[Run]:
    """Site by site, which is how the index of runs is laid out."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    sites = list(Site.objects.order_by().values_list("pk", flat=True))  # a subquery would hide the index
    return Run.objects.filter(site__in=sites, created_at__gte=midnight).order_by()
