"""Deliver entries to receivers: claim, run, close; back off, give up, free what the dead have held.

A claim is a conditional UPDATE that stores a fresh token and a lease. The delivery is closed by a
conditional UPDATE on that token in the same transaction as the receiver's own work, so whoever lost
the claim meanwhile rolls all of it back. Each delivery fails for itself alone.
"""

import logging
import random
import traceback
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import registry
from accounts.audit.models import Delivery
from aicmr.lib import process
from aicmr.lib.ids import public_id

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=150)  # longer than the task's hard time limit, so a live receiver never loses its claim
MAX_ATTEMPTS = 10
MAX_BACKOFF = 3600.0
SWEEP_LIMIT = 500
State = Delivery.State


class LostClaim(Exception):
    """Another worker has taken the delivery over."""


def deliver(delivery_id: int) -> bool:
    """Run the receiver of one delivery if it is due and free; True if this call has delivered it."""
    claim = claim_delivery(delivery_id)
    if not claim:
        return False
    try:
        _run(delivery_id, claim)
    except LostClaim:
        logger.warning("delivery %s was taken over by another worker; nothing was written here", delivery_id)
        return False
    except Exception as error:
        logger.exception("delivery %s failed", delivery_id)
        _record_failure(delivery_id, claim, describe(error))
        return False
    return True


def claim_delivery(delivery_id: int) -> str:
    """Claim a due delivery; the claim's token, or '' if it is not due or somebody else was first."""
    now = timezone.now()
    claim = public_id()
    taken = (
        Delivery.objects.filter(pk=delivery_id, attempts__lt=MAX_ATTEMPTS)
        .claimable(now)
        .update(
            state=State.RUNNING,
            claim=claim,
            holder=process.identity(),
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    )
    return claim if taken else ""


def sweep(*, everything: bool = False) -> list[int]:
    """Ids of the deliveries to ring for, marked as rung; two sweeps at once share them between them.

    `everything` also takes those that were rung lately: a worker that has just started knows that
    earlier rings may be lost.
    """
    now = timezone.now()
    _free_the_dead(now)
    _set_right(now)
    _bury_the_exhausted(now)
    due = Delivery.objects.claimable(now)
    if not everything:
        due = due.unrung(now)
    found = list(due.order_by("due_at").values_list("pk", "rung_at")[:SWEEP_LIMIT])
    return [pk for pk, rung_at in found if Delivery.objects.filter(pk=pk, rung_at=rung_at).update(rung_at=now)]


def describe(error: BaseException) -> str:
    """The error and where it was raised, for the person who reads the list of dead deliveries."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"[:2000]


def _run(delivery_id: int, claim: str) -> None:
    with transaction.atomic():
        # Closed first: the row stays locked until the receiver's work commits with it.
        closed = Delivery.objects.filter(pk=delivery_id, claim=claim, state=State.RUNNING).update(
            state=State.DONE, claim="", lease_until=None, error="", finished_at=timezone.now()
        )
        if not closed:
            raise LostClaim
        delivery = Delivery.objects.select_related("entry").get(pk=delivery_id)
        registry.function_for(delivery.receiver)(delivery.entry)


def _record_failure(delivery_id: int, claim: str, error: str) -> None:
    now = timezone.now()
    held = Delivery.objects.filter(pk=delivery_id, claim=claim, state=State.RUNNING)
    dead = held.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.DEAD, claim="", lease_until=None, error=error, finished_at=now
    )
    if not dead:
        attempts = held.values_list("attempts", flat=True).first() or 1
        due = now + timedelta(seconds=backoff(attempts))
        held.update(state=State.PENDING, claim="", lease_until=None, error=error, due_at=due, rung_at=None)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: 5, 10, 20 … up to an hour, with a quarter of jitter."""
    return min(MAX_BACKOFF, 5.0 * 2 ** (attempts - 1)) * random.uniform(0.75, 1.25)  # noqa: S311


def _free_the_dead(now: datetime) -> None:
    """End the leases of processes that are known to be dead, so that nobody waits for them."""
    for pk, claim, holder in Delivery.objects.running().values_list("pk", "claim", "holder")[:SWEEP_LIMIT]:
        if process.is_dead(holder):
            Delivery.objects.filter(pk=pk, claim=claim).running().update(lease_until=now, rung_at=None)


def _set_right(now: datetime) -> None:
    """What a clock that ran ahead and was set right has written would else wait until it is as late again."""
    Delivery.objects.from_ahead(now).update(due_at=now, rung_at=None)
    Delivery.objects.running().filter(lease_until__gt=now + 2 * LEASE).update(lease_until=now + LEASE)


def _bury_the_exhausted(now: datetime) -> None:
    """A delivery whose every attempt took its worker down is dead too."""
    Delivery.objects.claimable(now).filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.DEAD,
        claim="",
        lease_until=None,
        finished_at=now,
        error="The worker died during each attempt; look into its log, then replay.",
    )
