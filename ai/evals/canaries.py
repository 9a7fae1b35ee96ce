"""How a canary does against the model whose place it would take: on the requests that both were given."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.evals.figures import percentile
from ai.evals.gates import against_canary
from ai.evals.models import Canary
from ai.proposals.models import Proposal
from ai.providers.models import Model

TIMED = 2_000  # newest calls that tell how long they take
NOT_COUNTED = ("trial", "eval")  # scopes of runs that nobody asked for in earnest
LOOK_BACK = timedelta(days=30)  # where no canary says since when


@dataclass(frozen=True)
class Doing:
    """calls: of which refused by the checks, failed otherwise; cost of a call in millionths; times in milliseconds."""

    model: str
    calls: int
    refused: int
    failed: int
    cost_micro: int | None
    currency: str
    p50: int
    p95: int
    decided: int
    accepted: int

    @property
    def passed(self) -> float | None:
        answered = self.calls - self.failed
        return 1 - self.refused / answered if answered else None

    @property
    def failures(self) -> float | None:
        return self.failed / self.calls if self.calls else None

    @property
    def accept_rate(self) -> float | None:
        return self.accepted / self.decided if self.decided else None


def compared(route: Canary, site: Site) -> dict[str, Any]:
    """What the page of a route shows."""
    since = route.canary_since or timezone.now() - LOOK_BACK
    told = {"route": route, "since": since, "active": doing(route, route.model, site, since), "canary": None}
    if route.canary:
        told |= {"canary": doing(route, route.canary, site, since), "objection": against_canary(route)}
    return told


def doing(route: Canary, model: Model, site: Site, since: Any) -> Doing:
    calls = _covered(Run.objects.filter(site=site, created_at__gte=since, attempt__gt=0), route.purpose)
    calls = calls.filter(model=model.name, provider=model.provider.name).exclude(scope__in=NOT_COUNTED)
    bad = Q(state=Run.State.FAILED)
    sums = calls.aggregate(
        calls=Count("pk"), refused=Count("pk", filter=Q(error_kind="guard")),
        failed=Count("pk", filter=bad & ~Q(error_kind__in=["guard", "cancelled", "stopped"])),
        cost=Sum("cost_micro"), unpriced=Count("pk", filter=Q(cost_micro=None, tokens_out__gt=0)),
    )  # fmt: skip
    timed = calls.exclude(latency_ms=None).order_by("-pk").values_list("latency_ms", flat=True)[:TIMED]
    times = sorted(value for value in timed if value is not None)
    known = sums["calls"] and not sums["unpriced"]
    proposals = _covered(Proposal.objects.for_site(site).filter(created_at__gte=since), route.purpose)
    became = proposals.filter(model=model.name, provider=model.provider.name).aggregate(
        decided=Count("pk", filter=Q(state__in=["accepted", "edited", "rejected"])),
        accepted=Count("pk", filter=Q(state__in=["accepted", "edited"])),
    )
    currency = calls.exclude(currency="").values_list("currency", flat=True).first() or ""
    return Doing(
        model.name, sums["calls"], sums["refused"], sums["failed"],
        round((sums["cost"] or 0) / sums["calls"]) if known else None, currency,
        percentile(times, 50), percentile(times, 95), became["decided"], became["accepted"],
    )  # fmt: skip


def _covered(rows: QuerySet[Any], purpose: str) -> QuerySet[Any]:
    if purpose == "*":
        return rows
    return rows.filter(purpose__startswith=purpose[:-1]) if purpose.endswith(".*") else rows.filter(purpose=purpose)
