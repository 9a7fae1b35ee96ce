"""Build golden sets; start, cancel and go on with comparisons. The asking is done by the worker."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit.services import announce
from accounts.jobs import services as jobs
from accounts.sites.models import Site
from ai.evals import building
from ai.evals.comparing import Plan
from ai.evals.events import eval_forced, eval_started, set_built
from ai.evals.exceptions import NothingToCompare
from ai.evals.models import EvalResult, EvalRun, GoldenItem, GoldenSet

if TYPE_CHECKING:
    from accounts.models import User

NOTHING = (
    "There is no accepted text for “{purpose}” on this site yet: accept a proposal, or publish an article that has one."
)


@transaction.atomic
def build_set(
    *, site: Site, purpose: str, name: str, by: "User | None", language: str = "", limit: int = 100
) -> GoldenSet:
    """Frozen copies of what people accepted on this site, newest first. Raises NothingToCompare."""
    if GoldenSet.objects.filter(site=site, purpose=purpose, name=name).exists():
        raise NothingToCompare(
            f"There is a set “{name}” for {purpose} already. Sets are never changed: choose another name."
        )
    golden_set = GoldenSet(site=site, purpose=purpose, name=name, language=language, created_by=by)
    found = list(building.items(site, purpose, language=language, limit=limit))
    if not found:
        raise NothingToCompare(NOTHING.format(purpose=purpose))
    golden_set.save()
    for item in found:
        item.golden_set = golden_set
    GoldenItem.objects.bulk_create(found, batch_size=100)
    announce(set_built, site=site, by=by, set_id=golden_set.pk)
    return golden_set


@transaction.atomic
def start_eval(plan: Plan, *, by: "User | None", once: str = "") -> EvalRun:
    """Write a row for each answer and ring the worker. Raises SentBefore for a form (`once`) that has begun its own."""
    site = plan.golden_set.site
    evaluation = EvalRun.objects.create(
        site=site, golden_set=plan.golden_set, purpose=plan.golden_set.purpose, variants=plan.as_json(),
        total=plan.total, forecast=asdict(plan.cost), created_by=by,
    )  # fmt: skip
    # Item by item, so that a comparison that stops early has asked every version the same.
    rows = (
        EvalResult(eval_run=evaluation, item=item, variant=place)
        for item in plan.items
        for place in range(len(plan.variants))
    )
    EvalResult.objects.bulk_create(rows, batch_size=500)
    label = f"Evaluation of {evaluation.purpose} on {plan.golden_set.name}"
    evaluation.job = jobs.start_job(
        "evals.run", site=site, by=by, payload={"eval": evaluation.pk}, label=label, total=plan.total, once=once
    )
    evaluation.save(update_fields=["job"])
    announce(eval_started, site=site, by=by, eval_id=evaluation.pk)
    return evaluation


def cancel_eval(evaluation: EvalRun, *, by: "User | None") -> bool:
    """Stop within one call; what is measured stays. False if it was over already."""
    return bool(evaluation.job and jobs.cancel_job(evaluation.job, by=by))


@transaction.atomic
def resume_eval(evaluation: EvalRun, *, by: "User | None") -> bool:
    """Go on; what is answered is neither asked nor paid again, what got no answer is asked again."""
    if evaluation.job is None or not jobs.retry_failed(evaluation.job, by=by):
        return False
    evaluation.results.broken().update(state=EvalResult.State.WAITING, note="")
    return True


@transaction.atomic
def force(evaluation: EvalRun, *, by: "User | None", why: str) -> None:
    """Record who goes on although a version is worse, and why."""
    EvalRun.objects.filter(pk=evaluation.pk).update(forced=why)
    announce(eval_forced, site=evaluation.site, by=by, eval_id=evaluation.pk)
