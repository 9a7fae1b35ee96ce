"""What a draft has cost so far."""

from dataclasses import dataclass

from django.db.models import Q

from ai.engine.models import Run
from ai.writing.models import Draft


@dataclass(frozen=True)
class Spent:
    """cost_micro is None where a model without a known price was used; an estimate where a server counted nothing."""

    calls: int
    tokens: int
    cost_micro: int | None
    currency: str
    models: list[str]
    is_estimate: bool = False

    def __str__(self) -> str:
        models = ", ".join(self.models) or "no model yet"
        tokens = f"{'about ' if self.is_estimate else ''}{self.tokens:,} tokens"
        return f"{money(self.cost_micro, self.currency)}, {tokens} in {self.calls} calls ({models})"


def money(micro: int | None, currency: str) -> str:
    if micro is None:
        return "no price known"
    return f"{micro / 1_000_000:.4f} {currency}".strip() if micro else "free"


def spent(draft: Draft) -> Spent:
    """Over all calls of all steps, repeated ones included."""
    heads = Run.objects.filter(site=draft.site, key__startswith=draft.key(""))
    rows = Run.objects.filter(Q(pk__in=heads.values("pk")) | Q(head__in=heads.values("pk"))).filter(attempt__gt=0)
    found = list(rows.values_list("tokens_in", "tokens_out", "cost_micro", "currency", "model", "is_estimate"))
    unpriced = any(cost is None and (tokens_in or tokens_out) for tokens_in, tokens_out, cost, *_ in found)
    return Spent(
        calls=len(found),
        tokens=sum(row[0] + row[1] for row in found),
        cost_micro=None if unpriced else sum(row[2] or 0 for row in found),
        currency=next((row[3] for row in found if row[3]), ""),
        models=sorted({row[4] for row in found if row[4]}),
        is_estimate=any(row[5] for row in found),
    )
