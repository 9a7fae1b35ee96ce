"""What administrators ask of providers."""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit.services import announce
from accounts.jobs.models import Job
from accounts.jobs.services import start_job
from accounts.sites.models import Site
from ai.providers import canaries
from ai.providers.events import circuit_reset, provider_changed
from ai.providers.models import Circuit, Model, Provider, Route

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_provider(provider: Provider, *, by: "User | None", key: str | None = None) -> None:
    """Stores the provider; `key` None leaves its key, '' forgets it."""
    if key is not None:
        provider.set_key(key)
    provider.save()
    announce(provider_changed, site=provider.site, by=by, provider_id=provider.pk)


def probe_provider(provider: Provider, *, site: Site, by: "User") -> Job:
    """A job that asks the provider for its models and for one short answer; its result or error says how it went."""
    label = f"Test of {provider.name}"
    return start_job("providers.test_provider", site=site, by=by, payload={"provider": provider.public_id}, label=label)


def list_models(provider: Provider, *, site: Site, by: "User") -> Job:
    """A job that asks the provider which models it has; they are then in `offered`."""
    label = f"Models of {provider.name}"
    return start_job("providers.list_models", site=site, by=by, payload={"provider": provider.public_id}, label=label)


@transaction.atomic
def add_models(provider: Provider, names: list[str], *, by: "User") -> int:
    """Rows for those of the offered models that have none yet; how many were made. Prices and routes are for people."""
    offered = {offer["name"]: offer for offer in provider.offered}
    known = set(provider.offers.values_list("name", flat=True))
    chosen = [offered[name] for name in dict.fromkeys(names) if name in offered and name not in known]
    for offer in chosen:
        sizes = {"context_tokens": offer["context"]} if offer["context"] else {}
        Model.objects.create(provider=provider, name=offer["name"][:160], **sizes)
    if chosen:
        announce(provider_changed, site=provider.site, by=by, provider_id=provider.pk)
    return len(chosen)


@transaction.atomic
def start_canary(route: Route, model: Model, *, share: int, by: "User | None") -> None:
    """`share` per cent of the route's requests go to `model` first. Raises CanaryRefused."""
    canaries.begin(canaries.Step(route, by), model, share)


@transaction.atomic
def promote_canary(route: Route, *, by: "User | None", force: str = "") -> None:
    """It takes the place of the route's model. Raises CanaryRefused, also where something measured stands against it
    and `force`, the reason of whoever insists, is empty."""
    canaries.promote(canaries.Step(route, by), force)


@transaction.atomic
def roll_back_canary(route: Route, *, by: "User | None") -> None:
    """Stop the canary, or give the model back its place that a canary took. Raises CanaryRefused."""
    canaries.take_back(canaries.Step(route, by))


@transaction.atomic
def reset_circuit(circuit: Circuit, *, site: Site, by: "User") -> None:
    """Calls may be made at once, as if none had failed."""
    Circuit.objects.filter(pk=circuit.pk).update(state="closed", failures=0, successes=0, opened_at=None)
    announce(circuit_reset, site=site, by=by, circuit_id=circuit.pk)
