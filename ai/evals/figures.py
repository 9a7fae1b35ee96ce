"""What a comparison says of each version, and when one is worse than another."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from ai.evals.comparing import Variant
from ai.evals.models import EvalResult, EvalRun

# How much worse a version may be before it is refused: shares of all items.
MARGIN_PASSED = 0.05
MARGIN_SIMILAR = 0.03
LEAST_ITEMS = 5  # of fewer nothing can be said


@dataclass(frozen=True)
class Figures:
    """passed: share whose first answer passed all checks; usable: also after a repair; similarity: mean, 0 where there
    is no usable answer; length: median share of the accepted text's. Times in milliseconds."""

    variant: Variant
    items: int = 0
    passed: float = 0.0
    usable: float = 0.0
    similarity: float = 0.0
    length: float = 0.0
    language: float | None = None
    cost_micro: int | None = None
    currency: str = ""
    tokens: int = 0
    p50: int = 0
    p95: int = 0
    broken: int = 0

    @property
    def cost(self) -> str:
        return "not known" if self.cost_micro is None else f"{self.cost_micro / 1_000_000:.4f} {self.currency}".strip()

    def as_dict(self) -> dict[str, Any]:
        names = ("items", "passed", "usable", "similarity", "length", "language", "cost_micro", "currency", "tokens")
        told = {name: getattr(self, name) for name in (*names, "p50", "p95", "broken")}
        return {"prompt": self.variant.prompt, "model": self.variant.model_name, **told}


def of(evaluation: EvalRun) -> list[Figures]:
    """One for each variant; only of items that every variant has been asked with."""
    variants = [Variant.of(told) for told in evaluation.variants]
    done: dict[int, list[EvalResult]] = {}
    for result in evaluation.results.exclude(state=EvalResult.State.WAITING).defer("answer", "note"):
        done.setdefault(result.item_id, []).append(result)
    whole = [results for results in done.values() if len(results) == len(variants)]
    by_variant: dict[int, list[EvalResult]] = {place: [] for place in range(len(variants))}
    for result in (result for results in whole for result in results):
        by_variant[result.variant].append(result)
    return [_figures(variant, by_variant[place]) for place, variant in enumerate(variants)]


def worse(candidate: Figures, active: Figures) -> list[str]:
    """In which ways the candidate is worse than what is in use, beyond the margin; [] where it is not, or where too few
    items say so."""
    if min(candidate.items, active.items) < LEAST_ITEMS:
        return []
    said = []
    if active.passed - candidate.passed > MARGIN_PASSED:
        said.append(f"passed the checks {candidate.passed:.0%} against {active.passed:.0%}")
    if active.similarity - candidate.similarity > MARGIN_SIMILAR:
        said.append(f"similarity to accepted texts {candidate.similarity:.2f} against {active.similarity:.2f}")
    return said


def _figures(variant: Variant, rows: list[EvalResult]) -> Figures:
    if not rows:
        return Figures(variant)
    count = len(rows)
    times = sorted(row.latency_ms for row in rows if row.latency_ms is not None)
    told = [row.language_ok for row in rows if row.language_ok is not None]
    usable = [row for row in rows if row.state == EvalResult.State.USABLE]
    return Figures(
        variant,
        items=count,
        passed=sum(row.passed for row in rows) / count,
        usable=len(usable) / count,
        similarity=sum(row.similarity for row in rows) / count,
        length=median([row.length for row in usable]) if usable else 0.0,
        language=sum(told) / len(told) if told else None,
        cost_micro=None if any(row.cost_micro is None for row in rows) else sum(row.cost_micro or 0 for row in rows),
        currency=next((row.currency for row in rows if row.currency), ""),
        tokens=sum(row.tokens for row in rows),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        broken=sum(row.state == EvalResult.State.BROKEN for row in rows),
    )


def percentile(ordered: list[int], share: int) -> int:
    """Nearest rank: the smallest value that `share` per cent are not above."""
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0
