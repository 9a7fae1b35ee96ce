"""What the endpoints of models say to the status page and to `/metrics`."""

from ai.providers.models import Circuit
from aicmr.lib.measures import measure


@measure("ai_breakers_open", "Endpoints of models that are left alone because they failed", limit=0)
def open_breakers() -> float:
    return Circuit.objects.exclude(state="closed").count()
