"""Asks each version with each item: one run each, whatever dies in between; what is done is never asked again."""

from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from ai.engine import running, samples, trials
from ai.engine.claims import Request
from ai.engine.models import Run
from ai.engine.services import BudgetExceeded, Forbidden, NotAllowed, RunFailed, RunResult
from ai.evals.comparing import Variant, prompt_of
from ai.evals.models import EvalResult, EvalRun
from ai.evals.similarity import chrf

CHUNK = 50
MOST_IN_A_ROW = 8
SAME = "Stopped: {count} calls in a row brought no answer. {reason} What is done stays; go on when it is mended."


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `evals.run`; payload: {"eval"}. Budgets, rules and switches stop all of it. Raises JobFailed."""
    evaluation = EvalRun.objects.select_related("site", "created_by").get(pk=handle.payload["eval"])
    variants = [Variant.of(told) for told in evaluation.variants]
    handle.progress(evaluation.total - evaluation.results.waiting().count(), evaluation.total)
    last, in_a_row = 0, 0
    while chunk := list(evaluation.results.waiting().filter(pk__gt=last).select_related("item")[:CHUNK]):
        for result in chunk:
            handle.check()
            _ask(result, evaluation, variants[result.variant], handle)
            in_a_row = in_a_row + 1 if result.state == EvalResult.State.BROKEN else 0
            if in_a_row >= MOST_IN_A_ROW:
                raise JobFailed(SAME.format(count=in_a_row, reason=result.note))
            handle.progress(handle.job.done + 1)
        last = chunk[-1].pk
    return {"url": f"/admin/evals/evalrun/{evaluation.pk}/change/"}


def _ask(result: EvalResult, evaluation: EvalRun, variant: Variant, handle: JobHandle) -> None:
    """One call. Raises what must stop all of it: BudgetExceeded, Forbidden, NotAllowed, Cancelled, LeaseLost."""
    offered = samples.of(evaluation.purpose)
    request = Request(
        evaluation.purpose, result.item.context, evaluation.site, evaluation.created_by, "eval",
        f"eval:{evaluation.public_id}:{result.pk}", offered.expect(result.item.context),
        prompt=prompt_of(evaluation.purpose, variant), target=trials.target_named(evaluation.site, variant.model),
    )  # fmt: skip
    try:
        answered = running.execute(request, on_text=lambda _: handle.glance())
        _measure(result, offered.answer(answered), answered)
    except (BudgetExceeded, Forbidden, NotAllowed):
        raise
    except RunFailed as error:
        refused = error.run is not None and error.run.error_kind in ("guard", "RunFailed")
        result.state = EvalResult.State.REFUSED if refused else EvalResult.State.BROKEN
        result.note, result.run = error.message, error.run
        _figures(result, error.run)
    result.save()


def _measure(result: EvalResult, answer: str, answered: RunResult) -> None:
    expected = result.item.expected
    result.state, result.note, result.run = EvalResult.State.USABLE, "", answered.run
    result.answer, result.similarity = answer, chrf(answer, expected)
    result.length = len(answer) / len(expected)
    result.passed = not Run.objects.filter(head=answered.run, error_kind="guard").exists()
    _figures(result, answered.run)


def _figures(result: EvalResult, run: Run | None) -> None:
    """Of all calls of the request, repairs and repetitions included."""
    if run is None:
        return
    calls = list(
        Run.objects.of_request(run).filter(attempt__gt=0).only("tokens_in", "tokens_out", "cost_micro", "latency_ms")
    )
    result.tokens = sum(call.tokens_in + call.tokens_out for call in calls)
    unpriced = any(call.cost_micro is None and call.tokens_in + call.tokens_out for call in calls)
    result.cost_micro = None if unpriced else sum(call.cost_micro or 0 for call in calls)
    result.latency_ms = sum(call.latency_ms or 0 for call in calls)
    result.currency = run.currency
    verdicts = [verdict for verdict in run.guards if verdict["guard"] == "language"]
    result.language_ok = verdicts[0]["ok"] if verdicts else None
