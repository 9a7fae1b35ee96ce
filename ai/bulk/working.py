"""Does the task, text by text: one run and one proposal each, whatever dies in between; no text is written to."""

from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from ai.bulk.chores import CHORES, Chore
from ai.bulk.models import Bulk, BulkItem
from ai.engine.services import BudgetExceeded, Forbidden, NotAllowed, RunFailed
from ai.proposals.exceptions import ProposalError
from ai.proposals.querysets import rows_of
from ai.writing.suggesting import NothingToPropose

CHUNK = 50
MOST_IN_A_ROW = 8
GONE = "This text is not there any more."
SAME = (
    "Stopped: {count} texts in a row failed for the same reason. {reason} What is done stays; go on when it is mended."
)


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `bulk.run`; payload: {"bulk"}. Items are rows: a killed worker's successor goes on with the next one.

    Budgets, rules and switches stop all of it; a text that fails says why and stops no other, unless many in a row
    fail for the same reason. Raises JobFailed.
    """
    bulk = Bulk.objects.select_related("site", "created_by").get(pk=handle.payload["bulk"])
    chore = CHORES[bulk.task]
    handle.progress(bulk.total - bulk.items.waiting().count(), bulk.total)
    last, in_a_row, reason = 0, 0, ""
    while chunk := list(bulk.items.waiting().filter(pk__gt=last)[:CHUNK]):
        for item in chunk:
            handle.check()
            _do(item, bulk, chore, handle)
            failed = item.state == BulkItem.State.FAILED
            in_a_row = in_a_row + 1 if failed and item.note == reason else int(failed)
            reason = item.note if failed else ""
            if in_a_row >= MOST_IN_A_ROW:
                raise JobFailed(SAME.format(count=in_a_row, reason=reason))
            handle.progress(handle.job.done + 1)
        last = chunk[-1].pk
    return {"url": f"/admin/bulk/bulk/{bulk.pk}/change/", **bulk.items.counts()}


def _do(item: BulkItem, bulk: Bulk, chore: Chore, handle: JobHandle) -> None:
    """One text. Raises what must stop all of it: BudgetExceeded, Forbidden, NotAllowed, Cancelled, LeaseLost."""
    item.state, item.note = BulkItem.State.DONE, ""
    try:
        obj = rows_of("article", bulk.site).select_related("site", "hero").filter(pk=item.object_id).first()
        if obj is None:
            raise NothingToPropose(GONE)
        key = bulk.key(item.object_id)
        item.proposal = chore.propose(
            obj, bulk.language, key=key, proposal_key=key, bundle=bulk.bundle, by=bulk.created_by,
            on_text=lambda _: handle.glance(),
        )  # fmt: skip
    except (BudgetExceeded, Forbidden, NotAllowed):
        raise
    except NothingToPropose as error:
        item.state, item.note = BulkItem.State.NOTHING, str(error)
    except (RunFailed, JobFailed, ProposalError) as error:
        item.state, item.note = BulkItem.State.FAILED, getattr(error, "message", "") or str(error)
    item.save(update_fields=["state", "note", "proposal"])
