"""What may go of help in texts: requests of which nothing is on its way and nothing waits for a decision."""

from datetime import datetime

from accounts.jobs.models import Job
from accounts.operations.brooms import before, portion
from accounts.operations.registry import prunes
from ai.proposals.models import Proposal
from ai.rewriting.models import Passage, Rewrite


@prunes(
    "rewrites", "help in texts that is over and decided on; ledger and proposals stay (RETENTION rewrites, 90 days)"
)
def rewrites(now: datetime, dry_run: bool) -> int:
    """What came into a text is told by proposal and ledger, which stay: neither names the request it was made for."""
    rows = Rewrite.objects.filter(created_at__lt=before(now, "rewrites"))
    rows = rows.exclude(job__in=Job.objects.open().values("pk"))
    undecided = Passage.objects.filter(proposal__state=Proposal.State.PENDING)
    return portion(rows.exclude(pk__in=undecided.values("rewrite")), dry_run)
