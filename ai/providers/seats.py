"""Seats at endpoints that take so many calls at once: those who wait take turns by site, so that none starves another.

Rows decide: whoever waits has a row with a short lease. A seat that is free goes to the site with the fewest seats; of
those to the one whose last turn is the longest ago; within a site to whoever came first. One row per endpoint is locked
while this is decided. A dead worker's seat is free again when its lease ends.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.sites.models import Site
from ai.providers.exceptions import CallFailed
from ai.providers.models import Circuit, Seat, Turn
from ai.providers.routing import Target

LEASE = timedelta(seconds=30)
LOOK_EVERY = 0.2
BETWEEN_RENEWALS = 5.0
LONGEST_WAIT = 900.0


@contextmanager
def seat(target: Target, *, site: Site, holder: str, tick: Callable[[], None]) -> Iterator[None]:
    """Held while the call is made; waits for one, calling `tick` (which may raise). No limit, no seat.

    Raises CallFailed of kind `busy` after a quarter of an hour.
    """
    if not target.at_once:
        yield
        return
    _queue(target, site, holder)
    try:
        _wait(target, holder, tick)
        yield
    finally:
        Seat.objects.filter(holder=holder).delete()


def renew(holder: str) -> None:
    Seat.objects.filter(holder=holder).update(lease_until=timezone.now() + LEASE)


def _queue(target: Target, site: Site, holder: str) -> None:
    Circuit.objects.get_or_create(name=target.endpoint)
    fresh = {"endpoint": target.endpoint, "site": site, "lease_until": timezone.now() + LEASE, "taken_at": None}
    Seat.objects.update_or_create(holder=holder, defaults=fresh)


def _wait(target: Target, holder: str, tick: Callable[[], None]) -> None:
    ends = time.monotonic() + LONGEST_WAIT
    renewed = time.monotonic()
    while not _taken(target, holder):
        if time.monotonic() > ends:
            message = f"All {target.at_once} places at {target.host} have been taken for too long. Try again later."
            raise CallFailed("busy", message, retry_after=LONGEST_WAIT)
        tick()
        if time.monotonic() - renewed > BETWEEN_RENEWALS:
            renewed = time.monotonic()
            renew(holder)
        time.sleep(LOOK_EVERY)


def _taken(target: Target, holder: str) -> bool:
    """Whether the holder has a seat now."""
    now = timezone.now()
    if _used(target, now) >= target.at_once:
        return False
    with transaction.atomic():
        Circuit.objects.select_for_update().get(name=target.endpoint)
        if _used(target, now) >= target.at_once or _next(target.endpoint) != holder:
            return False
        mine = Seat.objects.get(holder=holder)
        Seat.objects.filter(pk=mine.pk).update(taken_at=now, lease_until=now + LEASE)
        Turn.objects.update_or_create(endpoint=target.endpoint, site_id=mine.site_id, defaults={"last_at": now})
    return True


def _used(target: Target, now: datetime) -> int:
    return Seat.objects.filter(endpoint=target.endpoint, taken_at__isnull=False, lease_until__gte=now).count()


def _next(endpoint: str) -> str:
    """Whose turn it is."""
    now = timezone.now()
    rows = list(Seat.objects.filter(endpoint=endpoint, lease_until__gte=now).order_by("id"))
    seats = Counter(row.site_id for row in rows if row.taken_at)
    turns = dict(Turn.objects.filter(endpoint=endpoint).values_list("site", "last_at"))
    waiting = [row for row in rows if row.taken_at is None]
    best = min(waiting, key=lambda row: (seats[row.site_id], _stamp(turns.get(row.site_id)), row.pk), default=None)
    return best.holder if best else ""


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
