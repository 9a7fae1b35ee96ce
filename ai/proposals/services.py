"""Propose, accept, edit, reject. AI proposes; only a person's decision changes content, with that person's rights."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.sites.membership import can
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals import texts
from ai.proposals.events import proposal_decided, proposal_made
from ai.proposals.exceptions import AlreadyDecided, BaseMoved, ProposalError, TargetGone
from ai.proposals.models import Proposal, Provenance
from ai.proposals.querysets import editable, rows_of
from content.articles.tagging import tags_named
from content.publishing import services as publishing

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["AlreadyDecided", "BaseMoved", "Decisions", "ProposalError", "TargetGone"]
MOVED = (
    "This text was changed after the proposal was made, so nothing was replaced. "
    "Compare it with the text as it stands now, then decide again."
)
GONE = "This text is not there any more, or you may not change it. Reject the proposal, or ask an editor."
DECIDED = "Somebody has decided on this proposal already. Reload the page to see how."


@dataclass
class Decisions:
    """Of a decision on many proposals: how many were carried out, and why others were not."""

    done: int = 0
    problems: list[str] = field(default_factory=list)


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
    run: Run | None = None,
    cost_micro: int | None = None,
    by: "User | None" = None,
) -> Proposal:
    """Put a change into the queue; a waiting one for the same target is replaced. `before` is the text that it was
    made from (default: what stands there now). `cost_micro` defaults to the run's. Raises TargetGone."""
    obj = rows_of(kind, site).filter(pk=object_id).first()
    stands = texts.current(obj, field, block_id) if obj else None
    if stands is None:
        raise TargetGone(GONE)
    before = stands if before is None else before
    made = Proposal(
        site=site, kind=kind, object_id=object_id, field=field, block_id=block_id, bundle=bundle, run=run,
        created_by=by, before=before, after=after, base_hash=texts.digest(field, before), reason=reason,
        options=list(options), notes=list(notes), **_figures(run),
    )  # fmt: skip
    if cost_micro is not None:
        made.cost_micro = cost_micro
    waiting = Proposal.objects.same_target(made).pending()
    waiting.update(state=Proposal.State.SUPERSEDED, decided_at=timezone.now())
    made.save()
    announce(proposal_made, site=site, by=by, proposal_id=made.pk)
    return made


@transaction.atomic
def accept(proposal: Proposal, *, by: "User", after: str | None = None) -> int:
    """Write the proposed text, or `after` if the person edited it, into the draft as that person; the new version.

    Raises TargetGone (also for someone without the right), AlreadyDecided, BaseMoved: then nothing is changed.
    """
    obj = _target(proposal, by=by)
    proposal = _decide(proposal, _outcome(proposal, after), by=by)
    stands = texts.current(obj, proposal.field, proposal.block_id)
    if stands is None or texts.digest(proposal.field, stands) != proposal.base_hash:
        raise BaseMoved(MOVED)
    chosen = proposal.after if after is None else after
    row = _record(proposal, chosen, by=by)
    value = texts.new_value(obj, proposal.field, proposal.block_id, chosen, row.public_id)
    saved = _save(proposal, obj, value, by=by)
    announce(proposal_decided, site=proposal.site, by=by, proposal_id=proposal.pk, state=proposal.state)
    return saved.version


@transaction.atomic
def reject(proposal: Proposal, *, by: "User") -> None:
    """Take the proposal out of the queue. Raises TargetGone for someone without the right, AlreadyDecided."""
    if not Proposal.objects.editable_by(by, proposal.site).filter(pk=proposal.pk).exists():
        raise TargetGone(GONE)
    _decide(proposal, Proposal.State.REJECTED, by=by)
    announce(proposal_decided, site=proposal.site, by=by, proposal_id=proposal.pk, state=Proposal.State.REJECTED.value)


@transaction.atomic
def rebase(proposal: Proposal, *, by: "User") -> Proposal:
    """Make the text as it stands now the one to compare with; the person decides anew. Raises TargetGone."""
    stands = texts.current(_target(proposal, by=by), proposal.field, proposal.block_id)
    if stands is None:
        raise TargetGone(GONE)
    changes = {"before": stands, "base_hash": texts.digest(proposal.field, stands)}
    if not Proposal.objects.pending().filter(pk=proposal.pk).update(**changes):
        raise AlreadyDecided(DECIDED)
    proposal.refresh_from_db()
    return proposal


def accept_many(proposals: Iterable[Proposal], *, by: "User") -> Decisions:
    """Accept one by one, oldest first; what cannot be accepted says why and stops no other."""
    return _many(proposals, lambda proposal: accept(proposal, by=by))


def reject_many(proposals: Iterable[Proposal], *, by: "User") -> Decisions:
    return _many(proposals, lambda proposal: reject(proposal, by=by))


def _many(proposals: Iterable[Proposal], decide: Any) -> Decisions:
    result = Decisions()
    for proposal in sorted(proposals, key=lambda each: each.pk):
        try:
            decide(proposal)
            result.done += 1
        except ProposalError as error:
            result.problems.append(f"{proposal}: {error.message}")
    return result


def _target(proposal: Proposal, *, by: "User") -> Any:
    obj = editable(proposal.kind, by, proposal.site).filter(pk=proposal.object_id).first()
    if obj is None:
        raise TargetGone(GONE)
    return obj


def _save(proposal: Proposal, obj: Any, value: Any, *, by: "User") -> publishing.SaveResult:
    """Through the content's own service, which freezes a revision and checks what the field may hold."""
    if proposal.field in texts.LIST_FIELDS:
        may_create = can(by, proposal.site, "taxonomy.add_tag")
        value = [tag.pk for tag in tags_named(value, site=proposal.site, may_create=may_create)]
    changes = {proposal.field: value}
    try:
        saved = publishing.save_draft(obj, by=by, version=obj.version, changes=changes, reason="proposal")
    except publishing.DraftGone as error:
        raise TargetGone(str(error)) from None
    if not saved.saved:
        raise BaseMoved(MOVED)
    if problems := saved.problems.get(proposal.field):
        raise ProposalError(" ".join(problems))
    return saved


def _outcome(proposal: Proposal, after: str | None) -> Proposal.State:
    """Choosing one of the candidates as it was offered is no edit."""
    untouched = after is None or after in (proposal.after, *proposal.options)
    same = untouched or texts.digest(proposal.field, after or "") == texts.digest(proposal.field, proposal.after)
    return Proposal.State.ACCEPTED if same else Proposal.State.EDITED


def _decide(proposal: Proposal, state: Proposal.State, *, by: "User") -> Proposal:
    """Conditional, so that of two people who decide at once one is told."""
    decided = Proposal.objects.pending().filter(pk=proposal.pk)
    if not decided.update(state=state, decided_by=by, decided_at=timezone.now()):
        raise AlreadyDecided(DECIDED)
    proposal.refresh_from_db()
    return proposal


def _record(proposal: Proposal, chosen: str, *, by: "User") -> Provenance:
    return Provenance.objects.create(
        site=proposal.site, proposal=proposal, kind=proposal.kind, object_id=proposal.object_id, field=proposal.field,
        block_id=proposal.block_id, provider=proposal.provider, model=proposal.model, run=proposal.run,
        prompt_version=proposal.prompt_version, text=texts.plain(proposal.field, chosen), accepted_by=by,
        was_edited=proposal.state == Proposal.State.EDITED,
    )  # fmt: skip


def _figures(run: Run | None) -> dict[str, Any]:
    names = ("provider", "model", "prompt_version", "cost_micro", "currency")
    return {name: getattr(run, name) for name in names} if run else {}
