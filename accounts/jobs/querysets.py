"""Which jobs."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.sites.membership import role_of
from accounts.sites.roles import Role, at_least

if TYPE_CHECKING:
    from accounts.jobs.models import Job, JobItem  # noqa: F401 (named in strings)
    from accounts.models import User
    from accounts.sites.models import Site

RING_AGAIN = timedelta(seconds=60)
AHEAD = timedelta(seconds=60)  # more than the clocks of two machines differ


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User", site: "Site | None") -> Self:
        """On this site: editors and admins see all jobs, creators their own, others none."""
        role = role_of(user, site)
        if not at_least(role, Role.CREATOR):
            return self.none()
        jobs = self.filter(site=site)
        return jobs if at_least(role, Role.EDITOR) else jobs.filter(created_by=user)

    def open(self) -> Self:
        return self.filter(state__in=["queued", "running"])

    def running(self) -> Self:
        return self.filter(state="running")

    def whole(self) -> Self:
        """With all that running it needs."""
        return self.select_related("site", "created_by")

    def as_read(self, job: "Job") -> Self:
        """The row while nobody has claimed, returned, retried or cancelled it since it was read."""
        return self.filter(
            pk=job.pk,
            state=job.state,
            claim=job.claim,
            attempts=job.attempts,
            due_at=job.due_at,
            cancel_requested=job.cancel_requested,
        )

    def claimable(self, now: datetime) -> Self:
        """Due and free, or held by a lease that has ended."""
        return self.filter(Q(state="queued", due_at__lte=now) | Q(state="running", lease_until__lte=now))

    def unrung(self, now: datetime) -> Self:
        """Not rung lately, so that a long queue does not fill with the same ring; a ring from ahead counts for none."""
        return self.exclude(rung_at__gt=now - RING_AGAIN, rung_at__lte=now + AHEAD)

    def from_ahead(self, now: datetime) -> Self:
        """Never tried and not due yet, which only a clock that ran ahead can write."""
        return self.filter(state="queued", attempts=0, due_at__gt=now + AHEAD)


class JobItemQuerySet(models.QuerySet["JobItem"]):
    def failed(self) -> Self:
        return self.filter(state="failed")
