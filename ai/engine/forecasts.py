"""What runs will cost before they are asked for: from their real prompts, and from what such runs needed before."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine import examples, house, prompting
from ai.engine.estimates import prompt_tokens
from ai.engine.models import Run
from ai.engine.prompting import Prompt
from ai.providers import routing
from ai.providers.routing import Target
from ai.spending import ledger
from ai.spending.ledger import Most, Spender

if TYPE_CHECKING:
    from accounts.models import User

SEEN = 200  # finished runs of a purpose that tell how long its answers are
FIRST_GUESS = 0.5  # of the longest answer, where no run has been


@dataclass(frozen=True)
class Forecast:
    """`tokens_out` is what such answers usually have, `most_out` the longest that is allowed. Costs are millionths of
    the currency, None where the model has no known price."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    most_out: int = 0
    cost_micro: int | None = 0
    most_micro: int | None = 0
    currency: str = ""
    model: str = ""
    is_local: bool = False

    def __add__(self, other: "Forecast") -> "Forecast":
        if not self.calls:
            return other
        return Forecast(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.most_out + other.most_out,
            _sum(self.cost_micro, other.cost_micro),
            _sum(self.most_micro, other.most_micro),
            self.currency or other.currency,
            self.model if self.model == other.model else f"{self.model}, {other.model}",
            self.is_local and other.is_local,
        )

    def times(self, number: int) -> "Forecast":
        """The same call for `number` things."""
        return Forecast(
            self.calls * number,
            self.tokens_in * number,
            self.tokens_out * number,
            self.most_out * number,
            None if self.cost_micro is None else self.cost_micro * number,
            None if self.most_micro is None else self.most_micro * number,
            self.currency,
            self.model,
            self.is_local,
        )

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


def forecast(
    purpose: str,
    contexts: Iterable[dict[str, Any]],
    *,
    site: Site,
    pictures: int = 0,
    scope: str = "",
    prompt: Prompt | None = None,
    target: Target | None = None,
) -> Forecast:
    """One call for each context (with so many pictures), by the model that would be asked first and with the prompt in
    use, unless others are named. Nothing is sent and nothing is held. `scope` names the text, whose section has rules
    of its own.

    Raises NoModel where no model may answer, PromptError for a prompt that does not render.
    """
    if target is None:
        targets = routing.targets(site, purpose)
        target = next(iter(routing.seeing(targets) if pictures else targets), routing.LOCAL)
    shown = 0 if prompt or target.is_local else examples.most_tokens(site)
    prompt = prompt or prompting.prompt_for(purpose, site)
    total = Forecast(model=target.model or target.name, is_local=target.is_local)
    if target.is_local or prompt is None:
        return Forecast(sum(1 for _ in contexts), model=target.model, is_local=target.is_local)
    most = min(prompt.max_tokens, target.max_output_tokens)
    usual = min(most, _usual(purpose, site) or int(most * FIRST_GUESS))
    known: dict[str, house.House] = {}
    for context in contexts:
        # Read once for a language: which words of a long glossary a text is told hardly changes what it costs.
        language = house.told_language(context)
        if language not in known:
            known[language] = house.read(prompt, site, scope, context, keeps=False)
        rules = known[language]
        tokens = prompt_tokens(house.messages(prompt, context, rules), pictures=pictures) + shown
        currency = target.price.currency if target.price else ""
        total += Forecast(
            1, tokens, usual, most, target.cost(tokens, usual), target.cost(tokens, most), currency,
            target.model or target.name,
        )  # fmt: skip
    return total


def refusal(seen: Forecast, purpose: str, *, by: "User | None", site: Site, job: Job | None = None) -> str:
    """Why a budget would refuse all these calls together, with the longest answers; '' where none would."""
    if seen.is_local or not seen.calls:
        return ""
    spender = Spender("", site, by, purpose, job)
    most = Most(seen.model, seen.tokens_in + seen.most_out, seen.most_micro, seen.currency)
    return ledger.room_for(spender, most)


def _usual(purpose: str, site: Site) -> int:
    """Tokens that answers for this purpose have had on this site; 0 where there was none."""
    rows = Run.objects.filter(site=site, purpose=purpose, state=Run.State.DONE, tokens_out__gt=0).order_by("-pk")
    seen = list(rows.values_list("tokens_out", flat=True)[:SEEN])
    return int(median(seen)) if seen else 0


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
