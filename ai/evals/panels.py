"""What the pages of evaluations show."""

from typing import Any

from accounts.jobs.services import worker_is_missing
from ai.engine.services import Forecast
from ai.evals import figures
from ai.evals.comparing import Plan
from ai.evals.figures import MARGIN_PASSED, MARGIN_SIMILAR, Figures
from ai.evals.models import EvalResult, EvalRun
from aicmr.lib import charts
from aicmr.lib.charts import Row

PER_PAGE = 20


def price(cost: Forecast) -> str:
    """In words, with what is not known."""
    if cost.is_local:
        return "Free: the built-in provider answers, without a language model."
    tokens = f"About {round(cost.tokens, -2):,} tokens in {cost.calls:,} calls to {cost.model}"
    if cost.cost_micro is None:
        return f"{tokens}. No price is known for this model."
    return f"{tokens}: {cost.cost_micro / 1_000_000:.4f} {cost.currency}."


def planned(plan: Plan) -> dict[str, Any]:
    return {"plan": plan, "price": price(plan.cost)}


def context(evaluation: EvalRun) -> dict[str, Any]:
    rows = figures.of(evaluation)
    active = rows[0] if rows else None
    lines = [(row, figures.worse(row, active) if active and row is not active else []) for row in rows]
    job = evaluation.job
    results = evaluation.results
    return {
        "evaluation": evaluation,
        "lines": lines,
        "bars": _bars(rows),
        "job": job,
        "worker_missing": bool(job and job.is_open and worker_is_missing()),
        "waiting": results.waiting().count(),
        "broken": results.broken().count(),
        "forecast": price(Forecast(**evaluation.forecast)) if evaluation.forecast else "",
        "margin_passed": f"{MARGIN_PASSED:.0%}",
        "margin_similar": MARGIN_SIMILAR,
    }


def items(evaluation: EvalRun, page: int) -> dict[str, Any]:
    """Side by side: for each item what was accepted, and each version's answer. `page` from 1."""
    wanted = evaluation.golden_set.items.filter(pk__in=evaluation.results.values("item"))
    start = (page - 1) * PER_PAGE
    found = list(wanted[start : start + PER_PAGE + 1])
    rows = {item.pk: (item, list[EvalResult]()) for item in found[:PER_PAGE]}
    for result in evaluation.results.filter(item__in=rows).select_related("run").order_by("variant"):
        rows[result.item_id][1].append(result)
    labels = [f"{told['prompt']}, {told['model_name']}" for told in evaluation.variants]
    shown = [(item, list(zip(labels, results, strict=False))) for item, results in rows.values()]
    return {"rows": shown, "page": page, "next": page + 1 if len(found) > PER_PAGE else 0, "previous": page - 1}


def _bars(rows: list[Figures]) -> list[tuple[str, list[Row]]]:
    """(what, a bar for each version); shares as parts of the whole, the others of the longest."""
    labels = [row.variant.label for row in rows]

    def shares(values: list[float], words: list[str]) -> list[Row]:
        return [Row(name, word, round(100 * value, 1)) for name, value, word in zip(labels, values, words, strict=True)]

    def longest(values: list[int], words: list[str]) -> list[Row]:
        return charts.rows([(name, float(v), word) for name, v, word in zip(labels, values, words, strict=True)])

    return [
        ("Passed the checks at first", shares([row.passed for row in rows], [f"{row.passed:.0%}" for row in rows])),
        ("Similarity to accepted texts", shares([r.similarity for r in rows], [f"{r.similarity:.2f}" for r in rows])),
        ("Time of half of the answers", longest([r.p50 for r in rows], [f"{r.p50 / 1000:.2f} s" for r in rows])),
        ("Time of 95 % of the answers", longest([r.p95 for r in rows], [f"{r.p95 / 1000:.2f} s" for r in rows])),
        ("Tokens", longest([row.tokens for row in rows], [f"{row.tokens:,}" for row in rows])),
    ]
