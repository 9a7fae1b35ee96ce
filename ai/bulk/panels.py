"""What the pages of bulk work show."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from accounts.jobs.services import worker_is_missing
from ai.bulk import planning
from ai.bulk.chores import CHORES
from ai.bulk.models import Bulk, BulkItem
from ai.bulk.planning import Plan
from ai.engine.models import Run
from ai.engine.services import Forecast
from ai.proposals.models import Proposal
from content import kinds

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

SHOWN = 50


def label(bulk: Bulk) -> str:
    chore = CHORES.get(bulk.task)
    name = f"{chore.label if chore else bulk.task}{f' ({bulk.language})' if bulk.language else ''}"
    return f"{name}, {bulk.total} {'text' if bulk.total == 1 else 'texts'}"


def planned(cleaned: dict[str, Any], *, site: "Site", by: "User") -> Plan:
    return planning.plan(cleaned["task"], cleaned["choice"], site=site, by=by, language=cleaned["into"])


def price(cost: Forecast) -> str:
    """In words, with what is not known."""
    if cost.is_local:
        return "Free: the built-in provider does it, without a language model."
    tokens = f"about {round(cost.tokens, -2):,} tokens in {cost.calls:,} calls to {cost.model}"
    if cost.cost_micro is None:
        return f"{tokens[0].upper()}{tokens[1:]}. No price is known for this model."
    usual, most = cost.cost_micro / 1_000_000, (cost.most_micro or 0) / 1_000_000
    return f"About {usual:.2f} {cost.currency} ({tokens}), at most {most:.2f} {cost.currency}."


def form_context(plan: Plan | None, form: Any) -> dict[str, Any]:
    ids = [part for part in str(form["ids"].value() or "").split(",") if part]
    choosing = [form[name] for name in ("state", "category", "tag", "author", "language", "words", "since", "until")]
    told = {"plan": plan, "price": price(plan.cost) if plan else "", "chosen": len(ids), "choosing": choosing}
    return told | {"sent": [(name, value) for name, value in form.data.items() if name in form.fields] if plan else []}


def context(bulk: Bulk) -> dict[str, Any]:
    counts = bulk.items.counts()
    failed = list(bulk.items.exclude(note="").order_by("-pk")[:SHOWN])
    titles = dict(
        kinds.get("article")
        .model._default_manager.filter(pk__in=[item.object_id for item in failed])
        .values_list("pk", "title")
    )
    rows = Proposal.objects.for_site(bulk.site).filter(bundle=bulk.bundle)
    waiting = rows.pending()
    return {
        "bulk": bulk,
        "label": label(bulk),
        "job": bulk.job,
        "worker_missing": bool(bulk.job and bulk.job.is_open and worker_is_missing()),
        "counts": {state: counts.get(state, 0) for state in BulkItem.State.values},
        "told": [(titles.get(item.object_id) or "Untitled", item) for item in failed],
        "spent": spent(bulk),
        "forecast": price(Forecast(**bulk.forecast)) if bulk.forecast else "",
        "waiting": waiting.count(),
        "sure": waiting.filter(confidence__gte=90).count(),
        "proposed": rows.count(),
    }


def spent(bulk: Bulk) -> str:
    """What the runs of the work have cost so far; a repeated call counts."""
    runs = Run.objects.filter(site=bulk.site, job=bulk.job) if bulk.job else Run.objects.none()
    sums = runs.aggregate(cost=Sum("cost_micro"), tokens=Sum("tokens_in"), out=Sum("tokens_out"), calls=Count("pk"))
    currency = runs.exclude(currency="").values_list("currency", flat=True).first() or ""
    tokens = (sums["tokens"] or 0) + (sums["out"] or 0)
    if not tokens:
        return "Nothing spent so far."
    money = f"{(sums['cost'] or 0) / 1_000_000:.4f} {currency}" if sums["cost"] is not None else "no price known"
    return f"Spent so far: {money} ({tokens:,} tokens)."
