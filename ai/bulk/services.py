"""Start, cancel and go on with bulk work. The work itself is done by the worker."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit.services import announce
from accounts.jobs import services as jobs
from accounts.sites.models import Site
from ai.bulk.events import bulk_started
from ai.bulk.exceptions import NothingToDo
from ai.bulk.models import Bulk, BulkItem
from ai.bulk.planning import Plan

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["NothingToDo"]
NOTHING = "There is no text left for this. Take a condition away, or let texts be done that have one already."


@transaction.atomic
def start_bulk(plan: Plan, *, site: Site, by: "User | None", once: str = "") -> Bulk:
    """Write a row for each text and ring the worker. Raises NothingToDo for a plan without texts, SentBefore for a
    form (`once`) that has begun its work."""
    if not plan.count:
        raise NothingToDo(NOTHING)
    bulk = Bulk.objects.create(
        site=site, task=plan.chore.name, language=plan.language, choice=plan.choice.as_json(), total=plan.count,
        forecast=asdict(plan.cost), created_by=by,
    )  # fmt: skip
    BulkItem.objects.bulk_create((BulkItem(bulk=bulk, object_id=pk) for pk in plan.ids), batch_size=1000)
    label = f"{plan.chore.label}{f' ({plan.language})' if plan.language else ''} for {plan.count} texts"
    bulk.job = jobs.start_job(
        "bulk.run", site=site, by=by, payload={"bulk": bulk.pk}, label=label, total=plan.count, once=once
    )
    bulk.save(update_fields=["job"])
    announce(bulk_started, site=site, by=by, bulk_id=bulk.pk)
    return bulk


def cancel_bulk(bulk: Bulk, *, by: "User | None") -> bool:
    """Stop within one text; what is proposed stays in the queue. False if it was over already."""
    return bool(bulk.job and jobs.cancel_job(bulk.job, by=by))


@transaction.atomic
def resume_bulk(bulk: Bulk, *, by: "User | None", failed_too: bool = True) -> bool:
    """Go on after a cancel, a failure or a budget that was used up: what is done is neither done nor paid again."""
    if bulk.job is None or not jobs.retry_failed(bulk.job, by=by):
        return False
    if failed_too:
        bulk.items.failed().update(state=BulkItem.State.WAITING, note="")
    return True
