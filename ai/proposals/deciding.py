"""A person decides: accept, reject, undo, one by one and many; a work module, since jobs decide too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit.services import announce
from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from accounts.sites.models import Site
from ai.proposals import applying, texts
from ai.proposals.applying import MOVED
from ai.proposals.events import decision_undone, proposal_decided
from ai.proposals.exceptions import AlreadyDecided, BaseMoved, ProposalError, TargetGone
from ai.proposals.models import Decision, Proposal, Provenance
from ai.proposals.querysets import editable
from aicmr.lib.ids import public_id

if TYPE_CHECKING:
    from accounts.models import User

GONE = "This text is not there any more, or you may not change it. Reject the proposal, or ask an editor."
DECIDED = "Somebody has decided on this proposal already. Reload the page to see how."
UNDONE = "This was taken back already, or decided anew since. Reload the page to see how it stands."


@dataclass
class Decisions:
    """Of a decision on many proposals: how many were carried out, why others were not, and what undoes them all."""

    done: int = 0
    problems: list[str] = field(default_factory=list)
    batch: str = field(default_factory=public_id)


@transaction.atomic
def accept(proposal: Proposal, *, by: "User", after: str | None = None, batch: str = "") -> int:
    """Write the proposed text, or `after` if the person edited it, into the draft as that person; the new version.

    Raises TargetGone (also for someone without the right), AlreadyDecided, BaseMoved: then nothing is changed.
    """
    obj = target(proposal, by=by)
    proposal = decide(proposal, _outcome(proposal, after), by=by)
    stands = texts.current(obj, proposal.field, proposal.block_id)
    if stands is None or texts.digest(proposal.field, stands) != proposal.base_hash:
        raise BaseMoved(MOVED)
    chosen = proposal.after if after is None else after
    row = _record(proposal, chosen, by=by)
    done = applying.apply(proposal, obj, chosen, row.public_id, by=by)
    told = {"before": done.before, "written": done.digest, "blocks": done.blocks, "provenance": row}
    _keep(proposal, by=by, batch=batch, **told)
    return done.version


@transaction.atomic
def reject(proposal: Proposal, *, by: "User", batch: str = "") -> None:
    """Take the proposal out of the queue. Raises TargetGone for someone without the right, AlreadyDecided."""
    if not Proposal.objects.editable_by(by, proposal.site).filter(pk=proposal.pk).exists():
        raise TargetGone(GONE)
    _keep(decide(proposal, Proposal.State.REJECTED, by=by), by=by, batch=batch)


@transaction.atomic
def undo(decision: Decision, *, by: "User") -> int | None:
    """Take a decision back: the proposal waits again, and what accepting wrote gives way to what stood there before.

    Returns the draft's new version, None where no text was changed. Raises TargetGone (also without the right),
    AlreadyDecided (undone before, or decided anew since), BaseMoved: somebody changed the text after it was accepted;
    then nothing is changed.
    """
    proposal = decision.proposal
    obj = target(proposal, by=by)
    newest = proposal.decisions.order_by("-id").values_list("pk", flat=True).first()
    mine = Decision.objects.standing().filter(pk=decision.pk)
    if newest != decision.pk or not mine.update(undone_at=timezone.now(), undone_by=by):
        raise AlreadyDecided(UNDONE)
    version = None
    if decision.action != Decision.Action.REJECTED:
        version = applying.take_back(decision, obj, by=by)
        Provenance.objects.filter(pk=decision.provenance_id or 0).update(undone_at=timezone.now())
    newer = Proposal.objects.same_target(proposal).pending().exists()
    proposal.state = Proposal.State.SUPERSEDED if newer else Proposal.State.PENDING
    proposal.decided_by = None
    proposal.decided_at = timezone.now() if newer else None
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    announce(decision_undone, site=proposal.site, by=by, proposal_id=proposal.pk)
    return version


def accept_many(proposals: Iterable[Proposal], *, by: "User", batch: str = "") -> Decisions:
    """Accept one by one, oldest first; what cannot be accepted says why and stops no other."""
    result = Decisions(batch=batch or public_id())
    return _many(result, proposals, lambda proposal: accept(proposal, by=by, batch=result.batch))


def reject_many(proposals: Iterable[Proposal], *, by: "User", batch: str = "") -> Decisions:
    result = Decisions(batch=batch or public_id())
    return _many(result, proposals, lambda proposal: reject(proposal, by=by, batch=result.batch))


def undo_batch(batch: str, *, site: Site, by: "User") -> Decisions:
    """Take back, newest first, what was decided at once; what cannot be taken back says why."""
    result = Decisions(batch=batch)
    rows = Decision.objects.of_batch(site, batch).standing().select_related("proposal__site").order_by("-id")
    for decision in rows:
        _attempt(result, decision.proposal, lambda each=decision: undo(each, by=by))  # type: ignore[misc]
    return result


def run_decisions(handle: JobHandle) -> dict[str, Any]:
    """The job `proposals.decide`; payload: {"ids", "action", "batch"}. What cannot be done fails as an item."""
    by, batch = _person(handle), handle.payload["batch"]
    act = accept if handle.payload["action"] == "accept" else reject

    def one(key: str) -> None:
        proposal = Proposal.objects.select_related("site").filter(pk=key, site=handle.job.site).first()
        if proposal and proposal.is_pending:
            act(proposal, by=by, batch=batch)

    handle.items(handle.payload["ids"], one, atomic=True)
    return {"batch": batch, "url": f"{_queue()}?batch={batch}"}


def run_undo(handle: JobHandle) -> dict[str, Any]:
    """The job `proposals.undo`; payload: {"batch"}."""
    by, batch = _person(handle), handle.payload["batch"]
    rows = Decision.objects.of_batch(handle.job.site, batch)
    ids = rows.order_by("-id").values_list("pk", flat=True)

    def one(key: str) -> None:
        decision = rows.standing().select_related("proposal__site").filter(pk=key).first()
        if decision:
            undo(decision, by=by)

    handle.items(list(ids), one, atomic=True)
    return {"url": f"{_queue()}?state=pending"}


def _queue() -> str:
    return reverse("admin:proposals_proposal_changelist")


def _person(handle: JobHandle) -> "User":
    """Decisions are a person's: a job whose person is gone decides nothing."""
    if handle.job.created_by is None or not handle.job.created_by.is_active:
        raise JobFailed("The person who started this has no account any more, so nothing was decided.")
    return handle.job.created_by


def target(proposal: Proposal, *, by: "User") -> Any:
    """What it would change, as this person may edit it. Raises TargetGone."""
    obj = editable(proposal.kind, by, proposal.site).filter(pk=proposal.object_id).first()
    if obj is None:
        raise TargetGone(GONE)
    return obj


def _many(result: Decisions, proposals: Iterable[Proposal], decide: Callable[[Proposal], Any]) -> Decisions:
    for proposal in sorted(proposals, key=lambda each: each.pk):
        _attempt(result, proposal, lambda each=proposal: decide(each))  # type: ignore[misc]
    return result


def _attempt(result: Decisions, proposal: Proposal, act: Callable[[], Any]) -> None:
    try:
        act()
        result.done += 1
    except ProposalError as error:
        result.problems.append(f"{proposal}: {error.message}")


def _outcome(proposal: Proposal, after: str | None) -> Proposal.State:
    """Choosing one of the candidates as it was offered is no edit."""
    untouched = after is None or after in (proposal.after, *proposal.options)
    same = untouched or texts.digest(proposal.field, after or "") == texts.digest(proposal.field, proposal.after)
    return Proposal.State.ACCEPTED if same else Proposal.State.EDITED


def decide(proposal: Proposal, state: Proposal.State, *, by: "User") -> Proposal:
    """Conditional, so that of two people who decide at once one is told."""
    decided = Proposal.objects.pending().filter(pk=proposal.pk)
    if not decided.update(state=state, decided_by=by, decided_at=timezone.now()):
        raise AlreadyDecided(DECIDED)
    proposal.refresh_from_db()
    return proposal


def _keep(proposal: Proposal, *, by: "User", batch: str, **told: Any) -> None:
    Decision.objects.create(
        site=proposal.site, proposal=proposal, batch=batch or public_id(), action=proposal.state, decided_by=by, **told
    )
    announce(proposal_decided, site=proposal.site, by=by, proposal_id=proposal.pk, state=str(proposal.state))


def _record(proposal: Proposal, chosen: str, *, by: "User") -> Provenance:
    names = ("kind", "object_id", "field", "block_id", "provider", "model", "purpose", "prompt_version")
    accepted = texts.added(proposal.before, chosen) if proposal.block_id else chosen
    return Provenance.objects.create(
        **{name: getattr(proposal, name) for name in names}, site=proposal.site, proposal=proposal, run=proposal.run,
        guideline_version=proposal.guideline_version, text=texts.plain(proposal.field, accepted), accepted_by=by,
        was_edited=proposal.state == Proposal.State.EDITED,
    )  # fmt: skip
