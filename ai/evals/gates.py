"""What the newest comparison says of a version that somebody wants to use: the gates of prompts and canaries."""

from accounts.sites.models import Site
from ai.engine import gates as prompt_gates
from ai.engine import prompting
from ai.engine.prompting import PromptError
from ai.evals import figures
from ai.evals.comparing import digest
from ai.evals.figures import MARGIN_PASSED, MARGIN_SIMILAR, Figures
from ai.evals.models import EvalRun
from ai.providers import gates as canary_gates
from ai.providers.models import Route

LOOKED_AT = 20  # comparisons of a purpose, newest first
WORSE = (
    "The evaluation “{name}” of {when:%Y-%m-%d} measured it as worse than what is in use, on {items} texts: {reasons}. "
    f"Allowed are {MARGIN_PASSED:.0%} less of the checks and {MARGIN_SIMILAR} less of the similarity."
)


def against_prompts(site: Site, purpose: str, texts: list[str]) -> dict[str, str]:
    """Why any of the texts should not take the place of the one in use, by text."""
    try:
        current = prompting.prompt_for(purpose, site)
    except PromptError:
        return {}
    if current is None or not texts:
        return {}
    measured = [(evaluation, _by_model(evaluation)) for evaluation in _of(site, purpose)]
    used = digest(current.source)
    found = {text: _against(measured, digest(text), used) for text in texts}
    return {text: said for text, said in found.items() if said}


def _against(measured: list[tuple[EvalRun, list[dict[str, Figures]]]], wanted: str, used: str) -> str:
    """What the newest comparison of the two says."""
    for evaluation, by_model in measured if wanted != used else ():
        pairs = [(found[wanted], found[used]) for found in by_model if wanted in found and used in found]
        if pairs:
            return _said(evaluation, pairs)
    return ""


def _by_model(evaluation: EvalRun) -> list[dict[str, Figures]]:
    by_model: dict[str, dict[str, Figures]] = {}
    for row in figures.of(evaluation):
        by_model.setdefault(row.variant.model_name, {})[row.variant.digest] = row
    return list(by_model.values())


def against_canary(route: Route) -> str:
    """Why a route's canary should not take its model's place, or ''."""
    if route.site is None or route.canary is None:
        return ""
    for evaluation in _of(route.site, route.purpose):
        by_prompt: dict[str, dict[str, Figures]] = {}
        for row in figures.of(evaluation):
            by_prompt.setdefault(row.variant.digest, {})[row.variant.model_name] = row
        wanted, used = route.canary.name, route.model.name
        pairs = [(found[wanted], found[used]) for found in by_prompt.values() if wanted in found and used in found]
        if pairs:
            return _said(evaluation, pairs)
    return ""


def _of(site: Site, purpose: str) -> list[EvalRun]:
    rows = EvalRun.objects.finished(site).select_related("golden_set")
    if purpose.endswith(".*"):
        rows = rows.filter(purpose__startswith=purpose[:-1])
    elif purpose != "*":
        rows = rows.filter(purpose=purpose)
    return list(rows[:LOOKED_AT])


def _said(evaluation: EvalRun, pairs: list[tuple[Figures, Figures]]) -> str:
    reasons = [reason for candidate, active in pairs for reason in figures.worse(candidate, active)]
    if not reasons:
        return ""
    name, items = evaluation.golden_set.name, pairs[0][0].items
    return WORSE.format(name=name, when=evaluation.created_at, items=items, reasons="; ".join(dict.fromkeys(reasons)))


prompt_gates.register(against_prompts)
canary_gates.register(against_canary)
