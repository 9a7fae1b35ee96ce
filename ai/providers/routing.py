"""Who answers a purpose: the site's routes, else the platform's, else the environment, else the built-in backend."""

import hashlib
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from accounts.sites.models import Site
from ai.providers.exceptions import NoModel
from ai.providers.models import Model, Provider, Route
from aicmr.lib.crypto import DecryptError
from aicmr.lib.prices import ModelPrice, cost_micro

OPENAI = "https://api.openai.com/v1"
ENVIRONMENT = "environment"
FREE = ModelPrice(0, 0, "")


@dataclass(frozen=True)
class Target:
    """One model at one provider, ready to be called. `model` may be '' where the server has to be asked for it."""

    name: str
    backend: str
    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    price: ModelPrice | None = None
    max_output_tokens: int = 4_096
    stream: bool = True
    json_mode: bool = True
    json_schema: bool = False
    can_see: bool = False
    context_tokens: int = 0
    allow_private: bool = False
    runs_here: bool = False
    at_once: int = 0
    is_canary: bool = False

    @property
    def is_local(self) -> bool:
        return self.backend == "local"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    def cost(self, tokens_in: int, tokens_out: int) -> int | None:
        """Millionths of the price's currency; None where no price is known."""
        return None if self.price is None else cost_micro(self.price, tokens_in, tokens_out)

    @property
    def endpoint(self) -> str:
        return f"{self.backend} {self.base_url}"[:200]

    @property
    def circuit(self) -> str:
        """The breaker's name: a canary has one of its own, so that its faults close no door to the others."""
        return f"canary {self.model} at {self.endpoint}"[:200] if self.is_canary else self.endpoint


LOCAL = Target(name="built in", backend="local", model="built in", price=FREE)


def targets(site: Site, purpose: str, *, lot: str = "") -> list[Target]:
    """Never empty. Raises NoModel when routes exist but none of their models may be called.

    lot: what the request is known by; it decides whether a canary is asked first. Without one no canary is.
    """
    rows = Route.objects.answering(purpose).select_related("model__provider", "canary__provider")
    for owned in (rows.filter(site=site), rows.filter(site=None)):
        routes = _most_specific(list(owned), purpose)
        if routes:
            return [*_canary(routes, lot), *_callable(routes, purpose)]
    if settings.OPENAI_BASE_URL or settings.OPENAI_API_KEY:
        return [environment_target()]
    return [LOCAL]


def seeing(found: list[Target]) -> list[Target]:
    """Those that understand pictures; the environment's server is asked with its model for that."""
    vision = settings.AI_VISION_MODEL
    named = [
        replace(target, model=vision, can_see=True, price=settings.AI_MODEL_PRICES.get(vision))
        if target.name == ENVIRONMENT and vision
        else target
        for target in found
    ]
    return [target for target in named if target.can_see]


def environment_target() -> Target:
    return Target(
        name=ENVIRONMENT,
        backend="openai_compatible",
        model=settings.AI_MODEL,
        base_url=settings.OPENAI_BASE_URL or OPENAI,
        api_key=settings.OPENAI_API_KEY,
        price=settings.AI_MODEL_PRICES.get(settings.AI_MODEL),
        allow_private=True,
        runs_here=settings.AI_RUNS_HERE,
        at_once=settings.AI_AT_ONCE,
    )


def provider_target(provider: Provider, model: Model | None) -> Target:
    """Raises DecryptError for a key that cannot be read any more."""
    if provider.backend == Provider.Backend.LOCAL:
        return LOCAL
    return Target(
        name=provider.name,
        backend=provider.backend,
        model=model.name if model else "",
        base_url=provider.base_url or OPENAI,
        api_key=provider.read_key(),
        price=price_of(model) if model else None,
        max_output_tokens=model.max_output_tokens if model else 256,
        stream=model.can_stream if model else True,
        json_mode=model.can_json if model else False,
        json_schema=model.can_schema if model else False,
        can_see=model.can_see if model else False,
        context_tokens=model.context_tokens if model else 0,
        allow_private=provider.site_id is None or settings.AI_ALLOW_PRIVATE,
        runs_here=provider.runs_here,
        at_once=provider.at_once,
    )


def price_of(model: Model) -> ModelPrice | None:
    """Today's price, else what the environment says of a model of this name; None where nobody knows."""
    row = model.prices.filter(valid_from__lte=timezone.now()).order_by("-valid_from").first()
    if row:
        return ModelPrice(row.input_micro, row.output_micro, row.currency)
    known: dict[str, ModelPrice] = settings.AI_MODEL_PRICES
    return known.get(model.name)


def _most_specific(routes: list[Route], purpose: str) -> list[Route]:
    for name in (purpose, purpose.split(".")[0] + ".*", "*"):
        if chosen := [route for route in routes if route.purpose == name]:
            return chosen
    return []


def _callable(routes: list[Route], purpose: str) -> list[Target]:
    found = []
    for route in routes:
        model = route.model
        if model.is_callable and model.provider.is_enabled and not is_foreign(model, route):
            found.append(_readable(model))
    usable = [target for target in found if target]
    if not usable:
        raise NoModel(
            f"The models that should answer “{purpose}” are switched off or their keys cannot be read. "
            "An administrator can change this under Settings → Routes and Providers."
        )
    return usable


def _canary(routes: list[Route], lot: str) -> list[Target]:
    """The canary of the first route that has one, if the lot falls to it; the others come after it as always."""
    route = next((route for route in routes if route.canary and route.canary_share), None)
    if route is None or route.canary is None or not lot or not falls_to_canary(route.pk, route.canary_share, lot):
        return []
    model = route.canary
    if not model.is_callable or not model.provider.is_enabled or is_foreign(model, route):
        return []
    target = _readable(model)
    return [replace(target, is_canary=True)] if target else []


def falls_to_canary(route: int, share: int, lot: str) -> bool:
    """The same lot, the same answer: the first 32 bits of SHA-256 of route and lot, as a share of all."""
    drawn = int.from_bytes(hashlib.sha256(f"{route}:{lot}".encode()).digest()[:4])
    return drawn * 100 < share * 2**32


def is_foreign(model: Model, route: Route) -> bool:
    """A site's route may only lead to the site's own providers or to the platform's."""
    return model.provider.site_id is not None and model.provider.site_id != route.site_id


def _readable(model: Model) -> Target | None:
    try:
        return provider_target(model.provider, model)
    except DecryptError:
        return None
