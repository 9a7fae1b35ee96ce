"""What would be compared and what that costs, before it begins: nothing is sent and nothing is held."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.jobs.exceptions import JobFailed
from accounts.sites.models import Site
from ai.engine import prompting, trials
from ai.engine.models import PromptOverride
from ai.engine.prompting import Prompt
from ai.engine.services import Forecast, forecast, refusal
from ai.evals.exceptions import NothingToCompare
from ai.evals.models import GoldenItem, GoldenSet
from ai.providers import routing
from ai.providers.models import Model
from aicmr.lib.text import whole

if TYPE_CHECKING:
    from accounts.models import User

MOST_VARIANTS = 6
NO_SET = "There is no golden set for “{purpose}” on this site. Build one from accepted texts first."


@dataclass(frozen=True)
class Variant:
    """A prompt's text and a model; `model` None: whom routes name first."""

    prompt: str
    digest: str
    text: str
    model: int | None
    model_name: str

    @property
    def label(self) -> str:
        return f"{self.prompt}, {self.model_name}"

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Variant":
        return cls(**told)


@dataclass(frozen=True)
class Plan:
    """`no_room`: what a budget would say to all of it."""

    golden_set: GoldenSet
    variants: list[Variant]
    items: list[GoldenItem]
    cost: Forecast = field(default_factory=Forecast)
    no_room: str = ""

    @property
    def total(self) -> int:
        return len(self.items) * len(self.variants)

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(variant) for variant in self.variants]


def digest(text: str) -> str:
    """By which a text is known, whatever version it stands in."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def plan(
    golden_set: GoldenSet, *, by: "User | None", versions: list[str] | None = None, models: list[str] | None = None,
    limit: int = 0,
) -> Plan:  # fmt: skip
    """versions: "file" or numbers; models: names or ids. What is in use comes first, by itself it is only measured.

    Raises NothingToCompare; NoModel where nobody may answer.
    """
    site, purpose = golden_set.site, golden_set.purpose
    items = list(golden_set.items.all()[: limit or None])
    if not items:
        raise NothingToCompare("This golden set is empty. Build it anew, when texts have been accepted.")
    prompts = _prompts(site, purpose, versions or [])
    chosen = _models(site, purpose, models or [])
    variants = [
        Variant(prompt.version, digest(prompt.source), prompt.source, pk, name)
        for prompt in prompts
        for pk, name in chosen
    ]
    if len(variants) > MOST_VARIANTS:
        raise NothingToCompare(f"{len(variants)} combinations at once are too many; {MOST_VARIANTS} is the most.")
    cost = sum((_cost(site, purpose, variant, items) for variant in variants), Forecast())
    return Plan(golden_set, variants, items, cost, refusal(cost, purpose, by=by, site=site))


def prompt_of(purpose: str, variant: Variant) -> Prompt:
    """The frozen text, whatever has become of the version since. Raises PromptError."""
    return prompting.parse(variant.text, version=variant.prompt, base=prompting.files().get(purpose), purpose=purpose)


def newest_draft(site: Site, purpose: str) -> str:
    """The version that waits to be taken into use, or ''."""
    newest = PromptOverride.objects.filter(site=site, purpose=purpose).order_by("-version").first()
    return str(newest.version) if newest and not newest.is_active and newest.used_at is None else ""


def _prompts(site: Site, purpose: str, versions: list[str]) -> list[Prompt]:
    current = prompting.prompt_for(purpose, site)
    if current is None:
        raise NothingToCompare(f"There is no prompt for “{purpose}”. There are {', '.join(sorted(prompting.files()))}.")
    found = {digest(current.source): current}
    for name in versions:
        try:
            prompt = trials.version_named(site, purpose, name)
        except JobFailed:
            raise NothingToCompare(f"There is no version {name} of {purpose} on this site.") from None
        found.setdefault(digest(prompt.source), prompt)
    return list(found.values())


def _models(site: Site, purpose: str, names: list[str]) -> list[tuple[int | None, str]]:
    active = routing.targets(site, purpose)[0]
    found: dict[str, int | None] = {active.model or active.name: None}
    for name in names:
        rows = Model.objects.usable_on(site)
        model = rows.filter(pk=number).first() if (number := whole(name)) else rows.filter(name=name).first()
        if model is None:
            raise NothingToCompare(f"There is no model “{name}” that this site may use.")
        found.setdefault(model.name, model.pk)
    return [(pk, name) for name, pk in found.items()]


def _cost(site: Site, purpose: str, variant: Variant, items: list[GoldenItem]) -> Forecast:
    try:
        target = trials.target_named(site, variant.model)
    except JobFailed as error:
        raise NothingToCompare(str(error)) from None
    return forecast(
        purpose, (item.context for item in items), site=site, prompt=prompt_of(purpose, variant), target=target
    )
