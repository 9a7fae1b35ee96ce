"""What may go of comparisons: the answers themselves. What was measured on them stays, since gates decide by it."""

from datetime import datetime

from accounts.jobs.models import Job
from accounts.operations.brooms import before
from accounts.operations.registry import prunes
from ai.evals.models import EvalResult

_PORTION = 500


@prunes("evals", "the answers of old evaluations; their figures stay (RETENTION evals, 180 days)")
def evals(now: datetime, dry_run: bool) -> int:
    rows = EvalResult.objects.filter(eval_run__created_at__lt=before(now, "evals")).exclude(answer="")
    rows = rows.exclude(eval_run__job__in=Job.objects.open().values("pk"))
    if dry_run:
        return rows.count()
    gone = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:_PORTION]):
        gone += EvalResult.objects.filter(pk__in=keys).update(answer="")
    return gone
