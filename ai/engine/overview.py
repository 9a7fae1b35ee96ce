"""How the AI services of a site are: who would answer what, in which order, and which endpoints are in trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from accounts.sites.models import Site
from ai.engine import prompting
from ai.policies.standing import Standing, standing
from ai.providers import breaker, routing
from ai.providers.exceptions import NoModel
from ai.providers.models import Circuit, Provider, Seat
from ai.providers.routing import Target
from aicmr.lib.crypto import DecryptError


@dataclass(frozen=True)
class Endpoint:
    """One address that calls may go to. `circuit` None: never called yet. Calls: under way, and waiting for a place."""

    name: str
    host: str
    runs_here: bool
    at_once: int
    circuit: Circuit | None
    under_way: int
    waiting: int
    fault: str = ""

    @property
    def is_left_alone(self) -> bool:
        return self.circuit is not None and self.circuit.state != "closed"

    @property
    def tried_again_at(self) -> datetime | None:
        opened = self.circuit.opened_at if self.circuit else None
        return opened + timedelta(seconds=breaker.PAUSE) if opened and self.is_left_alone else None


@dataclass(frozen=True)
class Chain:
    """Who is asked for a purpose, in order; `fault` where nobody can be."""

    purpose: str
    targets: list[Target]
    stands: Standing
    fault: str = ""


def endpoints(site: Site) -> list[Endpoint]:
    """The site's, the platform's and the environment's; three queries whatever their number."""
    found: dict[str, Target] = {}
    faults = []
    for provider in Provider.objects.usable_on(site).filter(is_enabled=True).exclude(backend="local"):
        try:
            target = routing.provider_target(provider, None)
            found.setdefault(target.circuit, target)
        except DecryptError as error:
            faults.append(Endpoint(provider.name, provider.base_url, provider.runs_here, 0, None, 0, 0, str(error)))
    if settings.OPENAI_BASE_URL or settings.OPENAI_API_KEY:
        target = routing.environment_target()
        found.setdefault(target.circuit, target)
    circuits = Circuit.objects.in_bulk(list(found), field_name="name")
    seats = {row["endpoint"]: row for row in _seats(list(found))}
    return [_endpoint(target, circuits.get(name), seats.get(name, {})) for name, target in found.items()] + faults


def chains(site: Site) -> list[Chain]:
    """For every purpose that has a prompt."""
    return [chain(site, purpose) for purpose in sorted(prompting.files())]


def chain(site: Site, purpose: str) -> Chain:
    stands = standing(site, purpose)
    try:
        return Chain(purpose, routing.targets(site, purpose), stands)
    except NoModel as error:
        return Chain(purpose, [], stands, error.message)


def _endpoint(target: Target, circuit: Circuit | None, seats: dict[str, Any]) -> Endpoint:
    under_way, waiting = seats.get("under_way", 0), seats.get("waiting", 0)
    return Endpoint(target.name, target.host, target.runs_here, target.at_once, circuit, under_way, waiting)


def _seats(names: list[str]) -> list[dict[str, Any]]:
    rows = Seat.objects.filter(endpoint__in=names, lease_until__gte=timezone.now()).values("endpoint")
    counted = rows.annotate(
        under_way=Count("pk", filter=Q(taken_at__isnull=False)), waiting=Count("pk", filter=Q(taken_at=None))
    )
    return [dict(row) for row in counted.order_by("endpoint")]
