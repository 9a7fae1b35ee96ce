"""Propose, accept, edit, reject, undo. AI proposes; only a person's decision changes content."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.jobs.models import Job
from accounts.jobs.services import start_job
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals import deciding, merging, texts
from ai.proposals.deciding import DECIDED, GONE, Decisions
from ai.proposals.events import proposal_made
from ai.proposals.exceptions import AlreadyDecided, BaseMoved, ProposalError, TargetGone
from ai.proposals.models import Decision, Proposal
from ai.proposals.querysets import rows_of
from aicmr.lib.ids import public_id

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["AlreadyDecided", "BaseMoved", "Decisions", "ProposalError", "TargetGone"]
MERGED = "Your later changes and the proposed ones were put together: read the whole before you accept."
COLLIDES = "Words that were changed since would be replaced: compare before you accept."


@transaction.atomic
def propose(
    *,
    site: Site,
    kind: str,
    object_id: int,
    field: str,
    after: str,
    before: str | None = None,
    block_id: str = "",
    reason: str = "",
    options: Iterable[str] = (),
    notes: Iterable[str] = (),
    bundle: str = "",
    key: str | None = None,
    confidence: int | None = None,
    run: Run | None = None,
    cost_micro: int | None = None,
    by: "User | None" = None,
) -> Proposal:
    """Put a change into the queue; a waiting one for the same target is replaced. `before` is the text that it was
    made from (default: what stands there now). `cost_micro` defaults to the run's. `key`: unique on the site; what was
    proposed under it before is returned as it is. `confidence`: see `confidence.py`. Raises TargetGone."""
    if key and (known := Proposal.objects.filter(site=site, key=key).first()):
        return known
    obj = rows_of(kind, site).filter(pk=object_id).first()
    stands = texts.current(obj, field, block_id) if obj else None
    if stands is None:
        raise TargetGone(GONE)
    before = stands if before is None else before
    made = Proposal(
        site=site, kind=kind, object_id=object_id, field=field, block_id=block_id, bundle=bundle, run=run, key=key,
        created_by=by, before=before, after=after, base_hash=texts.digest(field, before), reason=reason,
        options=list(options), notes=list(notes), confidence=confidence, **_figures(run),
    )  # fmt: skip
    if cost_micro is not None:
        made.cost_micro = cost_micro
    waiting = Proposal.objects.same_target(made).pending()
    try:
        with transaction.atomic():
            waiting.update(state=Proposal.State.SUPERSEDED, decided_at=timezone.now())
            made.save()
    except IntegrityError:  # another worker proposed under this key in between
        return Proposal.objects.get(site=site, key=key)
    announce(proposal_made, site=site, by=by, proposal_id=made.pk)
    return made


def accept(proposal: Proposal, *, by: "User", after: str | None = None, batch: str = "") -> int:
    """Write the proposed text, or `after` if the person edited it, into the draft as that person; the new version.

    Raises TargetGone (also for someone without the right), AlreadyDecided, BaseMoved: then nothing is changed.
    """
    return deciding.accept(proposal, by=by, after=after, batch=batch)


def reject(proposal: Proposal, *, by: "User", batch: str = "") -> None:
    """Take the proposal out of the queue. Raises TargetGone for someone without the right, AlreadyDecided."""
    deciding.reject(proposal, by=by, batch=batch)


def undo(decision: Decision, *, by: "User") -> int | None:
    """Take a decision back: the proposal waits again, and what accepting wrote gives way to what stood there before.

    Returns the draft's new version, None where no text was changed. Raises TargetGone (also without the right),
    AlreadyDecided (undone before, or decided anew since), BaseMoved: somebody changed the text after it was accepted;
    then nothing is changed.
    """
    return deciding.undo(decision, by=by)


@transaction.atomic
def rebase(proposal: Proposal, *, by: "User") -> Proposal:
    """Compare with the text as it stands now. Where the person and the proposal changed different places, both changes
    are put together; else the proposal stays as it was, and a note says so. The person decides anew. Raises TargetGone,
    AlreadyDecided."""
    stands = texts.current(deciding.target(proposal, by=by), proposal.field, proposal.block_id)
    if stands is None:
        raise TargetGone(GONE)
    merged = merging.merge(proposal.field, proposal.before, stands, proposal.after, is_block=bool(proposal.block_id))
    notes = [note for note in proposal.notes if note not in (MERGED, COLLIDES)]
    changes = {
        "before": stands,
        "base_hash": texts.digest(proposal.field, stands),
        "after": proposal.after if merged is None else merged,
        "notes": [COLLIDES if merged is None else MERGED, *notes],
    }
    if not Proposal.objects.pending().filter(pk=proposal.pk).update(**changes):
        raise AlreadyDecided(DECIDED)
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def supersede(proposal: Proposal, *, by: "User") -> None:
    """Close a proposal that the text has overtaken; it counts as neither accepted nor rejected. Raises TargetGone,
    AlreadyDecided."""
    if not Proposal.objects.editable_by(by, proposal.site).filter(pk=proposal.pk).exists():
        raise TargetGone(GONE)
    deciding.decide(proposal, Proposal.State.SUPERSEDED, by=by)


def accept_many(proposals: Iterable[Proposal], *, by: "User", batch: str = "") -> Decisions:
    """Accept one by one, oldest first; what cannot be accepted says why and stops no other."""
    return deciding.accept_many(proposals, by=by, batch=batch)


def reject_many(proposals: Iterable[Proposal], *, by: "User", batch: str = "") -> Decisions:
    return deciding.reject_many(proposals, by=by, batch=batch)


def undo_batch(batch: str, *, site: Site, by: "User") -> Decisions:
    """Take back, newest first, what was decided at once; what cannot be taken back says why."""
    return deciding.undo_batch(batch, site=site, by=by)


def start_deciding(ids: list[int], *, action: str, site: Site, by: "User") -> Job:
    """A job that decides on these proposals with this person's rights. action: `accept` or `reject`. What cannot be
    decided stays waiting and says why; the job's result names the batch, which undoes the rest."""
    payload = {"ids": ids, "action": action, "batch": public_id()}
    label = f"{'Accept' if action == 'accept' else 'Reject'} {len(ids)} proposals"
    return start_job("proposals.decide", site=site, by=by, payload=payload, label=label, total=len(ids))


def start_undoing(batch: str, *, site: Site, by: "User") -> Job:
    """A job that takes back everything of a batch."""
    total = Decision.objects.of_batch(site, batch).standing().count()
    payload = {"batch": batch}
    return start_job("proposals.undo", site=site, by=by, payload=payload, label=f"Undo {total} decisions", total=total)


def _figures(run: Run | None) -> dict[str, Any]:
    names = ("purpose", "provider", "model", "prompt_version", "guideline_version", "cost_micro", "currency")
    return {name: getattr(run, name) for name in names if hasattr(run, name)} if run else {}
