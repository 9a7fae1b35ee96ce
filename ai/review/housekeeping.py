"""What may go of reviews: those behind the newest of a text, but never what people dismissed and why."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.jobs.models import Job
from accounts.operations.brooms import before, portion
from accounts.operations.registry import prunes
from ai.proposals.models import Proposal
from ai.review.models import Note, Review
from ai.review.querysets import ReviewQuerySet
from content import kinds


@prunes("reviews", "reviews that a newer one has followed; what was dismissed stays (RETENTION reviews, 90 days)")
def reviews(now: datetime, dry_run: bool) -> int:
    """A dismissal is known to every review to come: its review stays as a shell, without the text that was read."""
    over = Review.objects.filter(created_at__lt=before(now, "reviews")).exclude(job__in=Job.objects.open().values("pk"))
    gone = portion(over.filter(_of_no_text()), dry_run)
    followed = over.filter(Exists(_newer())).exclude(
        pk__in=Note.objects.filter(proposal__state=Proposal.State.PENDING).values("review")
    )
    kept = Note.objects.dismissed().filter(~Exists(_again())).values("review")
    done = gone + portion(followed.exclude(pk__in=kept).exclude(_of_no_text()), dry_run)
    if not dry_run:
        shells = followed.filter(pk__in=kept).exclude(body="")
        for pk in list(shells.order_by().values_list("pk", flat=True)):
            Note.objects.filter(review=pk).exclude(state=Note.State.DISMISSED).delete()
            Review.objects.filter(pk=pk).update(body="")
    return done


def _of_no_text() -> Q:
    there = Q(pk__in=[])
    for kind in kinds.all_kinds():
        there |= Q(kind=kind.name, object_id__in=kind.model.objects.values("pk"))
    return ~there


def _newer() -> ReviewQuerySet:
    text: dict[str, Any] = {"kind": OuterRef("kind"), "object_id": OuterRef("object_id"), "site": OuterRef("site")}
    return Review.objects.filter(pk__gt=OuterRef("pk"), **text)


def _again() -> "Any":
    """The same dismissal in a newer review of the same text."""
    return Note.objects.dismissed().filter(
        fingerprint=OuterRef("fingerprint"), review__kind=OuterRef("review__kind"), pk__gt=OuterRef("pk"),
        review__object_id=OuterRef("review__object_id"), review__site=OuterRef("review__site"),
    )  # fmt: skip
