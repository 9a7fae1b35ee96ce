"""A canary: a model that answers a share of a route's requests before it takes the place of the route's model."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.audit.services import announce
from ai.providers import gates
from ai.providers.events import canary_changed
from ai.providers.exceptions import CanaryRefused
from ai.providers.models import Model, Route
from ai.providers.routing import is_foreign

if TYPE_CHECKING:
    from accounts.models import User

SHARES = range(1, 51)


@dataclass(frozen=True)
class Step:
    """A change of a route's canary, by whom."""

    route: Route
    by: "User | None"


def begin(step: Step, model: Model, share: int) -> None:
    """Raises CanaryRefused."""
    route = _held(step.route)
    if share not in SHARES:
        raise CanaryRefused(f"A canary gets {SHARES[0]} to {SHARES[-1]} per cent of the requests.")
    if model.pk == route.model_id:
        raise CanaryRefused("This model answers these requests already.")
    if is_foreign(model, route) or model.state == Model.State.RETIRED:
        raise CanaryRefused("This model cannot be used here: it is retired, or belongs to another site.")
    _left(route)
    if model.state == Model.State.DRAFT:
        Model.objects.filter(pk=model.pk).update(state=Model.State.CANARY)
    _write(step, "started", canary=model, canary_share=share, canary_since=timezone.now(), previous=None, forced="")


def promote(step: Step, force: str) -> None:
    """Its canary takes the model's place at once. Raises CanaryRefused."""
    route = _held(step.route)
    if route.canary is None:
        raise CanaryRefused("There is no canary on this route.")
    if not force.strip() and (said := gates.objection(route)):
        raise CanaryRefused(said)
    Model.objects.filter(pk=route.canary.pk).update(state=Model.State.ACTIVE)
    _write(step, "promoted", model=route.canary, previous=route.model, canary=None, canary_share=0,
           canary_since=None, forced=force.strip())  # fmt: skip


def take_back(step: Step) -> None:
    """A canary stops; one that was promoted gives its place back. Raises CanaryRefused."""
    route = _held(step.route)
    if route.canary is not None:
        _left(route)
        _write(step, "stopped", canary=None, canary_share=0, canary_since=None)
    elif route.previous is not None:
        _write(step, "taken back", model=route.previous, previous=None, forced="")
    else:
        raise CanaryRefused("There is nothing to take back on this route.")


def _held(route: Route) -> Route:
    """The row as it stands, until the transaction ends."""
    return Route.objects.select_for_update().get(pk=route.pk)


def _left(route: Route) -> None:
    """A model that was only tried here is a draft again."""
    if route.canary and not Route.objects.filter(canary=route.canary).exclude(pk=route.pk).exists():
        Model.objects.filter(pk=route.canary.pk, state=Model.State.CANARY).update(state=Model.State.DRAFT)


def _write(step: Step, name: str, **changes: object) -> None:
    Route.objects.filter(pk=step.route.pk).update(**changes)
    step.route.refresh_from_db()
    announce(canary_changed, site=step.route.site, by=step.by, route_id=step.route.pk, step=name)
