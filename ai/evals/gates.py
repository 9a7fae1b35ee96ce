"""What the newest comparison says of a version that somebody wants to use: the gates of prompts and canaries."""

from accounts.sites.models import Site
from ai.engine import gates as prompt_gates
from ai.engine import prompting
from ai.engine.prompting import PromptError
from ai.evals import figures
from ai.evals.comparing import digest
from ai.evals.figures import MARGIN_PASSED, MARGIN_SIMILAR, Figures
from ai.evals.models import EvalRun
from ai.evals.querysets import EvalRunQuerySet
from ai.providers import gates as canary_gates
from ai.providers.models import Route

LOOKED_AT = 20  # comparisons of a purpose, newest first
LOOKED_AT_OF_ALL = 500  # of all sites together
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
    """Why a route's canary should not take its model's place, or ''. A route of all sites is held to what each of them
    has measured: the newest comparison of the two on every site."""
    if route.canary is None:
        return ""
    if route.site is not None:
        return _between(_of(route.site, route.purpose), route)
    said = []
    for site, evaluations in _by_site(route.purpose).items():
        if objection := _between(evaluations, route):
            said.append(f"On {site}: {objection}")
    return " ".join(said)


def _between(evaluations: list[EvalRun], route: Route) -> str:
    """What the newest comparison of the route's two models says."""
    wanted, used = route.canary.name if route.canary else "", route.model.name
    for evaluation in evaluations:
        if not {wanted, used} <= {told["model_name"] for told in evaluation.variants}:
            continue
        by_prompt: dict[str, dict[str, Figures]] = {}
        for row in figures.of(evaluation):
            by_prompt.setdefault(row.variant.digest, {})[row.variant.model_name] = row
        pairs = [(found[wanted], found[used]) for found in by_prompt.values() if wanted in found and used in found]
        if pairs:
            return _said(evaluation, pairs)
    return ""


def _of(site: Site, purpose: str) -> list[EvalRun]:
    rows = EvalRun.objects.finished(site).select_related("golden_set")
    return list(_covered(rows, purpose)[:LOOKED_AT])


def _by_site(purpose: str) -> dict[Site, list[EvalRun]]:
    """The newest comparisons of all sites, those of a site together."""
    rows = EvalRun.objects.filter(job__state="done").select_related("golden_set", "site").order_by("-pk")
    found: dict[Site, list[EvalRun]] = {}
    for evaluation in _covered(rows, purpose)[:LOOKED_AT_OF_ALL]:
        found.setdefault(evaluation.site, []).append(evaluation)
    return found


def _covered(rows: EvalRunQuerySet, purpose: str) -> EvalRunQuerySet:
    if purpose.endswith(".*"):
        return rows.filter(purpose__startswith=purpose[:-1])
    return rows if purpose == "*" else rows.filter(purpose=purpose)


def _said(evaluation: EvalRun, pairs: list[tuple[Figures, Figures]]) -> str:
    reasons = [reason for candidate, active in pairs for reason in figures.worse(candidate, active)]
    if not reasons:
        return ""
    name, items = evaluation.golden_set.name, pairs[0][0].items
    return WORSE.format(name=name, when=evaluation.created_at, items=items, reasons="; ".join(dict.fromkeys(reasons)))


prompt_gates.register(against_prompts)
canary_gates.register(against_canary)
