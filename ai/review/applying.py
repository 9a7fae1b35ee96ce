"""From notes to proposals: one for each block, several replacements of it put together where they do not collide."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from ai.proposals import confidence, merging, texts
from ai.proposals.exceptions import TargetGone
from ai.proposals.models import Proposal
from ai.proposals.models.proposals import BUILT_IN
from ai.proposals.querysets import editable
from ai.proposals.services import propose as make_proposal
from ai.review.models import Note, Review

if TYPE_CHECKING:
    from accounts.models import User

GONE = "This text is not there any more, or you may not change it."
STALE = "The passage was changed since it was reviewed. Review the page again."
COLLIDES = "Another note would change the same words. Decide on that one first."
DECIDED = "This note was decided on already."
NO_WORDS = "This note says what is wrong, and proposes no other words."


@dataclass
class Made:
    """What became proposals, and why the rest did not."""

    proposals: list[Proposal] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def propose(notes: Sequence[Note], *, by: "User") -> Made:
    """All of one review. Raises TargetGone."""
    made = Made()
    ids = [note.pk for note in notes]
    rows = Note.objects.select_for_update().filter(pk__in=ids).prefetch_related("review__site", "run")
    if not ids:
        return made
    review = notes[0].review
    obj = editable(review.kind, by, review.site).filter(pk=review.object_id).first()
    if obj is None:
        raise TargetGone(GONE)
    by_block: dict[str, list[Note]] = defaultdict(list)
    for note in rows:
        by_block[note.block_id].append(note)
    for block, group in by_block.items():
        _propose_block(review, obj, block, group, made, by)
    return made


def _propose_block(review: Review, obj: Any, block: str, notes: list[Note], made: Made, by: "User") -> None:
    stands = texts.current(obj, "body", block) if block else None
    waiting = _waiting(review, block)
    after = waiting.after if waiting else ""
    taken: list[Note] = []
    for note in notes:
        if problem := _why_not(note, stands):
            made.problems.append(problem)
            continue
        merged = note.replacement
        if after and stands is not None:
            merged = merging.merge("body", stands, after, note.replacement, is_block=True) or ""
        if not merged:
            made.problems.append(COLLIDES)
            continue
        after, taken = merged, [*taken, note]
    if taken and stands is not None:
        made.proposals.append(_made(review, obj, stands, after, taken, waiting, by))


def _why_not(note: Note, stands: str | None) -> str:
    if note.state != Note.State.OPEN:
        return DECIDED
    if not note.replacement or not note.block_id:
        return NO_WORDS
    return STALE if stands is None or texts.digest("body", stands) != note.base_hash else ""


def _waiting(review: Review, block: str) -> Proposal | None:
    """What an earlier note has proposed for the block, as long as nobody has decided."""
    rows = Proposal.objects.for_site(review.site).about(review.kind, review.object_id).pending()
    return rows.filter(field="body", block_id=block, bundle=review.public_id).first() if block else None


def _made(
    review: Review, obj: Any, stands: str, after: str, notes: list[Note], waiting: Proposal | None, by: "User"
) -> Proposal:
    reasons = [waiting.reason] if waiting else []
    run = next((note.run for note in notes if note.run), waiting.run if waiting else None)
    language = obj.language or review.site.locale
    proposal = make_proposal(
        site=review.site, kind=review.kind, object_id=review.object_id, field="body", block_id=notes[0].block_id,
        before=stands, after=after, reason=" ".join([*reasons, *(_reason(note) for note in notes)])[:2000], run=run,
        bundle=review.public_id, by=by, cost_micro=None if run else 0,
        confidence=confidence.support(texts.plain("body", after), texts.plain("body", stands), language=language),
    )  # fmt: skip
    if run is None:
        Proposal.objects.filter(pk=proposal.pk).update(
            model=BUILT_IN, purpose="review.rules", guideline_version=_versions(notes)
        )
    decided = {"state": Note.State.APPLIED, "proposal": proposal, "decided_by": by, "decided_at": timezone.now()}
    Note.objects.filter(pk__in=[note.pk for note in notes]).update(**decided)
    if waiting is not None:
        Note.objects.filter(proposal=waiting).update(proposal=proposal)
    return proposal


def _reason(note: Note) -> str:
    return f"{note.reason} ({note.guideline})" if note.guideline else note.reason


def _versions(notes: list[Note]) -> str:
    """The terms and guidelines that rules went by, each with its version."""
    found = (f"{note.guideline}.{note.guideline_version}" for note in notes if note.guideline)
    return " ".join(dict.fromkeys(found))[:40]
