"""Ask for help with passages of a text, stop it, ask again, and decide. The work itself is done by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.jobs import services as jobs
from accounts.sites.models import Site
from ai.engine import services as engine
from ai.proposals import services as proposals
from ai.proposals.exceptions import AlreadyDecided, TargetGone
from ai.proposals.models import Proposal
from ai.proposals.querysets import editable
from ai.proposals.services import Decisions
from ai.rewriting.actions import ACTIONS, refusal, why_not
from ai.rewriting.exceptions import NothingToRewrite
from ai.rewriting.models import Passage, Rewrite
from aicmr.lib import html

if TYPE_CHECKING:
    from accounts.models import User

MOST_BLOCKS = 20
GONE = "This text is not there any more, or you may not change it."
NOT_SAVED = "These passages are not in the saved text. Save it, then ask again."
TOO_MANY = f"At most {MOST_BLOCKS} passages at once. Choose fewer."
OVER = "This was decided already. Choose the passage and ask again."


@dataclass(frozen=True)
class Wish:
    """What is asked for: an action, with a tone or a language where it takes one, and an instruction."""

    action: str
    tone: str = ""
    language: str = ""
    instruction: str = ""


@transaction.atomic
def ask(*, kind: str, object_id: int, blocks: Sequence[str], wish: Wish, site: Site, by: "User") -> Rewrite:
    """Ask for these blocks of the stored text, in its order; those that the action is not for are left as they are.

    Raises TargetGone (also without the right), NotAllowed, NothingToRewrite.
    """
    obj = editable(kind, by, site).filter(pk=object_id).first()
    if obj is None:
        raise TargetGone(GONE)
    action = ACTIONS[wish.action]
    chosen = [block for block in html.blocks(obj.body) if block.id in set(blocks)]
    if action.adds:
        chosen = chosen[-1:]
    if not chosen:
        raise NothingToRewrite(NOT_SAVED if blocks else refusal(action, []))
    if len(chosen) > MOST_BLOCKS:
        raise NothingToRewrite(TOO_MANY)
    reasons = ["" if block.text else why_not(action, block.tag) or "It is empty." for block in chosen]
    reasons = [reason or why_not(action, block.tag) for reason, block in zip(reasons, chosen, strict=True)]
    if all(reasons):
        raise NothingToRewrite(refusal(action, [block.tag for block in chosen]))
    made = Rewrite.objects.create(
        site=site, kind=kind, object_id=object_id, action=wish.action, tone=wish.tone, language=wish.language,
        instruction=wish.instruction, created_by=by,
    )  # fmt: skip
    for position, (block, reason) in enumerate(zip(chosen, reasons, strict=True)):
        state = Passage.State.SKIPPED if reason else Passage.State.WAITING
        passage = Passage(rewrite=made, position=position, block_id=block.id, state=state, note=reason)
        passage.save()
        if not reason:
            _queue(passage, by=by)
    _ring(made, by=by)
    return made


@transaction.atomic
def ask_again(passage: Passage, *, instruction: str | None = None, by: "User") -> bool:
    """Another answer for one passage, steered anew if `instruction` is given. False while one is on its way.

    Raises NotAllowed, TargetGone.
    """
    rewrite = passage.rewrite
    if not editable(rewrite.kind, by, rewrite.site).filter(pk=rewrite.object_id).exists():
        raise TargetGone(GONE)
    ended = Passage.objects.filter(pk=passage.pk, attempt=passage.attempt).exclude(state__in=_BUSY)
    if not ended.update(state=Passage.State.WAITING, attempt=passage.attempt + 1, note=""):
        return False
    if instruction is not None:
        Rewrite.objects.filter(pk=rewrite.pk).update(instruction=instruction)
    passage.refresh_from_db()
    _queue(passage, by=by)
    _ring(rewrite, by=by)
    return True


_BUSY = (Passage.State.WAITING, Passage.State.WRITING, Passage.State.SKIPPED)


def cancel(rewrite: Rewrite, *, by: "User") -> None:
    """Stop what is on its way; what is proposed already stays."""
    if rewrite.job is not None:
        jobs.cancel_job(rewrite.job, by=by)
        rewrite.job.refresh_from_db()
    for passage in rewrite.passages.open().select_related("run"):
        if passage.run is not None:
            engine.cancel_run(passage.run, by=by)
    if rewrite.job is None or not rewrite.job.is_open:
        rewrite.passages.open().update(state=Passage.State.CANCELLED)


def replace(proposal: Proposal, *, option: int | None = None, by: "User") -> int:
    """Put it in the place of the passage; `option`: one of the earlier answers instead. The draft's new version.

    Raises ProposalError as accepting does; then nothing is changed.
    """
    chosen = proposal.options[option] if option is not None and option < len(proposal.options) else None
    return proposals.accept(proposal, by=by, after=chosen)


@transaction.atomic
def insert_below(proposal: Proposal, *, option: int | None = None, by: "User") -> int:
    """Leave the passage as it is and put the answer behind it. The draft's new version. Raises as `replace`."""
    chosen = proposal.options[option] if option is not None and option < len(proposal.options) else proposal.after
    both = f"{proposal.before}\n{chosen}"
    if not Proposal.objects.pending().filter(pk=proposal.pk).update(after=both, options=[]):
        raise AlreadyDecided(OVER)
    proposal.refresh_from_db()
    return proposals.accept(proposal, by=by)


def replace_all(rewrite: Rewrite, *, by: "User") -> Decisions:
    return proposals.accept_many(_waiting(rewrite), by=by)


def discard_all(rewrite: Rewrite, *, by: "User") -> Decisions:
    return proposals.reject_many(_waiting(rewrite), by=by)


def _waiting(rewrite: Rewrite) -> Sequence[Proposal]:
    return list(Proposal.objects.for_site(rewrite.site).filter(bundle=rewrite.public_id).pending())


def _queue(passage: Passage, *, by: "User") -> None:
    """Its run's row, so that a page can stream it before a worker has it."""
    rewrite = passage.rewrite
    passage.run = engine.queue_run(
        rewrite.what.purpose, by=by, site=rewrite.site, scope=rewrite.scope, key=passage.key()
    )
    passage.save(update_fields=["run"])


def _ring(rewrite: Rewrite, *, by: "User") -> None:
    label = f"{rewrite.what.label}: {rewrite.kind} {rewrite.object_id}"
    rewrite.job = jobs.start_job(
        "rewriting.work", site=rewrite.site, by=by, payload={"rewrite": rewrite.pk}, label=label
    )
    rewrite.save(update_fields=["job"])
