"""Which entries and deliveries."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.audit.models import Delivery, Entry  # noqa: F401 (named in strings)
    from accounts.models import User
    from accounts.sites.models import Site

RING_AGAIN = timedelta(seconds=60)
AHEAD = timedelta(seconds=60)  # more than the clocks of two machines differ


class AppendOnly(Exception):
    """Somebody tried to change or delete what the log says."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """The log is append-only: rows are read and added, nothing else."""

    def visible_to(self, user: "User", site: "Site | None") -> Self:
        """Superusers see all; everybody else the entries of `site`, on which the caller has checked the role."""
        return self if user.is_superuser else self.filter(site=site, site__isnull=False)

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The log is append-only; announce a new entry instead.")

    def delete(self) -> NoReturn:
        raise AppendOnly("The log is append-only; erase personal values with erase_detail().")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The log is append-only; announce a new entry instead.")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: "User", site: "Site | None") -> Self:
        return self if user.is_superuser else self.filter(entry__site=site, entry__site__isnull=False)

    def dead(self) -> Self:
        return self.filter(state="dead")

    def running(self) -> Self:
        return self.filter(state="running")

    def claimable(self, now: datetime) -> Self:
        """Due and free, or held by a lease that has ended."""
        return self.filter(Q(state="pending", due_at__lte=now) | Q(state="running", lease_until__lte=now))

    def unrung(self, now: datetime) -> Self:
        """Not rung lately, so that a long queue does not fill with the same ring; a ring from ahead counts for none."""
        return self.exclude(rung_at__gt=now - RING_AGAIN, rung_at__lte=now + AHEAD)

    def from_ahead(self, now: datetime) -> Self:
        """Never tried and not due yet, which only a clock that ran ahead can write."""
        return self.filter(state="pending", attempts=0, due_at__gt=now + AHEAD)
