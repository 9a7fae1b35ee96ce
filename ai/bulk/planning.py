"""What bulk work would do and cost, before it begins: nothing is sent and nothing is held."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from accounts.jobs.exceptions import JobFailed
from ai.bulk.choosing import Choice, chosen
from ai.bulk.chores import CHORES, Chore
from ai.bulk.exceptions import NothingToDo
from ai.engine.services import Forecast, forecast, refusal

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

MOST = 20_000  # texts of one order
SAMPLED = 40  # texts whose prompts are made for the price; the others are taken to be like them
_CODE = re.compile(r"(?=.{2,12}\Z)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LANGUAGE_NEEDED = "Say into which language: a code such as de, fr or pt-BR."


@dataclass(frozen=True)
class Plan:
    """`left_out`: why and how many. `no_room`: what a budget would say to all of it. `sampled`: on so many texts the
    price is measured, for the others it is reckoned."""

    chore: Chore
    language: str
    choice: Choice
    ids: list[int] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    cost: Forecast = field(default_factory=Forecast)
    sampled: int = 0
    no_room: str = ""

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def is_exact(self) -> bool:
        return self.sampled >= self.count


def chore_named(name: str) -> Chore:
    """Raises NothingToDo."""
    if name not in CHORES:
        raise NothingToDo(f"There is no task “{name}”. There are {', '.join(CHORES)}.")
    return CHORES[name]


def plan(name: str, choice: Choice, *, site: "Site", by: "User | None", language: str = "") -> Plan:
    """Raises NothingToDo for a task, a language or a choice that there is not; NoModel where nobody may answer."""
    chore = chore_named(name)
    language = language.strip()
    if chore.needs_language and not _CODE.fullmatch(language):
        raise NothingToDo(LANGUAGE_NEEDED)
    rows = chosen(choice, site=site, by=by)
    total, left_out = rows.count(), dict[str, int]()
    for reason, narrowed in _steps(chore, choice, language):
        fewer = narrowed(rows)
        count = fewer.count()
        if count < total:
            left_out[reason] = total - count
        rows, total = fewer, count
    ids = list(rows.values_list("pk", flat=True)[:MOST])
    if total > MOST:
        left_out[f"more than {MOST:,} texts at once; do the rest afterwards"] = total - MOST
    cost, sampled = _cost(chore, rows, ids, site, language)
    return Plan(chore, language, choice, ids, left_out, cost, sampled, refusal(cost, chore.purpose, by=by, site=site))


def _steps(chore: Chore, choice: Choice, language: str) -> list[tuple[str, Any]]:
    steps = [("there is nothing to work with", lambda rows: chore.fits(rows, language))]
    if choice.missing:
        steps.append(("there is one already", lambda rows: chore.lacking(rows, language)))
    if not choice.again:
        not_waiting = lambda rows: rows.exclude(pk__in=chore.waiting(rows, language).values("pk"))  # noqa: E731
        steps.append(("a proposal waits already", not_waiting))
    return steps


def _cost(chore: Chore, rows: Any, ids: list[int], site: "Site", language: str) -> tuple[Forecast, int]:
    """Of all, measured on a sample spread evenly."""
    step = max(1, len(ids) // SAMPLED)
    sample = ids[::step][:SAMPLED]
    contexts = []
    for obj in rows.model._default_manager.filter(pk__in=sample).select_related("site", "hero"):
        try:
            contexts += chore.contexts(obj, language)
        except JobFailed:
            continue
    measured = forecast(chore.purpose, contexts, site=site, pictures=chore.pictures)
    if not sample or len(sample) == len(ids):
        return measured, len(sample)
    return _scaled(measured, len(ids) / len(sample)), len(sample)


def _scaled(cost: Forecast, factor: float) -> Forecast:
    def times(value: int | None) -> Any:
        return None if value is None else round(value * factor)

    return replace(
        cost, calls=times(cost.calls), tokens_in=times(cost.tokens_in), tokens_out=times(cost.tokens_out),
        most_out=times(cost.most_out), cost_micro=times(cost.cost_micro), most_micro=times(cost.most_micro),
    )  # fmt: skip
