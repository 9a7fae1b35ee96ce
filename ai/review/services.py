"""Ask for a review, stop it, go on with it; decide on its notes. Texts are changed by proposals alone."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.jobs import services as jobs
from accounts.sites.models import Site
from ai.engine import services as engine
from ai.engine.models import Run
from ai.proposals.exceptions import TargetGone
from ai.proposals.querysets import editable
from ai.review import applying
from ai.review.applying import Made
from ai.review.events import note_dismissed, review_started
from ai.review.exceptions import ReviewRefused
from ai.review.models import Note, Review

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Made", "ReviewRefused"]
GONE = "This text is not there any more, or you may not change it."
EMPTY = "There is nothing to review yet: write some text first."
BUSY = "A review of this text is on its way already."
NO_REASON = "Say in a few words why: the next review then knows it, and so do your colleagues."
DECIDED = "This note was decided on already."


@transaction.atomic
def start_review(*, kind: str, object_id: int, site: Site, by: "User") -> Review:
    """Review the stored draft, in the worker; asked twice, the review that is on its way.

    Raises TargetGone (also without the right), ReviewRefused."""
    obj = editable(kind, by, site).filter(pk=object_id).first()
    if obj is None:
        raise TargetGone(GONE)
    if not obj.body.strip():
        raise ReviewRefused(EMPTY)
    last = Review.objects.about(site, kind, object_id).select_related("job").first()
    if last is not None and last.job is not None and last.job.is_open:
        if last.created_by_id == by.pk and not last.job.cancel_requested:
            return last
        raise ReviewRefused(BUSY)
    review = Review.objects.create(
        site=site, kind=kind, object_id=object_id, version=obj.version, body=obj.body, created_by=by
    )
    label = f"Review of “{obj.title[:80] or 'Untitled'}”"
    review.job = jobs.start_job("review.read", site=site, by=by, payload={"review": review.pk}, label=label)
    review.save(update_fields=["job"])
    announce(review_started, site=site, by=by, review_id=review.pk)
    return review


def cancel_review(review: Review, *, by: "User") -> bool:
    """Stop it within one chunk; what was noted stays. False if it was over already."""
    if review.job is None:
        return False
    for run in Run.objects.filter(site=review.site, key__startswith=review.key("")).exclude(state="done"):
        engine.cancel_run(run, by=by)
    return jobs.cancel_job(review.job, by=by)


def resume_review(review: Review, *, by: "User") -> bool:
    """Go on after a cancel, a failure or a budget that was used up; chunks that were read are not paid again."""
    return review.job is not None and not review.is_done and jobs.retry_failed(review.job, by=by)


@transaction.atomic
def dismiss_note(note: Note, *, reason: str, by: "User") -> None:
    """Put a note away; later reviews of the same words keep it so. Raises ReviewRefused."""
    why = " ".join(reason.split())[:300]
    if not why:
        raise ReviewRefused(NO_REASON)
    changes = {"state": Note.State.DISMISSED, "why": why, "decided_by": by, "decided_at": timezone.now()}
    if not Note.objects.open().filter(pk=note.pk).update(**changes):
        raise ReviewRefused(DECIDED)
    announce(note_dismissed, site=note.review.site, by=by, note_id=note.pk)


def reopen_note(note: Note, *, by: "User") -> bool:
    """Take a dismissal back, also for reviews to come. False if it was not dismissed."""
    changes = {"state": Note.State.OPEN, "why": "", "decided_by": None, "decided_at": None}
    alike = Note.objects.of_text(note.review).dismissed().filter(fingerprint=note.fingerprint)
    alike.exclude(pk=note.pk).update(**changes)
    return bool(Note.objects.dismissed().filter(pk=note.pk).update(**changes))


def propose_note(note: Note, *, by: "User") -> Made:
    """Make a proposal of a note's replacement, put together with what waits for the same block already. The text is
    not touched. Raises ReviewRefused, TargetGone."""
    return applying.propose([note], by=by)


def propose_all(review: Review, *, by: "User") -> Made:
    """Make proposals of all open notes that have a replacement, one for each block; what collides or is out of date
    stays open and says why. Raises TargetGone."""
    notes = review.notes.open().exclude(replacement="").select_related("review__site", "run")
    return applying.propose(list(notes), by=by)
