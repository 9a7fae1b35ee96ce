"""What the log's deliveries say to the status page and to `/metrics`."""

from django.utils import timezone

from accounts.audit.models import Delivery
from aicmr.lib.measures import measure


@measure("deliveries_due", "Deliveries whose time has come and that nobody has taken", limit=1000)
def due() -> float:
    return Delivery.objects.claimable(timezone.now()).count()


@measure("deliveries_dead", "Deliveries given up after their last attempt: look, then replay", limit=0)
def dead() -> float:
    return Delivery.objects.dead().count()


@measure("deliveries_lag_seconds", "How long the oldest due delivery has waited", unit="s", limit=60)
def lag() -> float:
    oldest = Delivery.objects.claimable(timezone.now()).order_by("due_at").values_list("due_at", flat=True).first()
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
