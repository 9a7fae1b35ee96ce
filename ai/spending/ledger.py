"""Budgets: reserve before a call, settle after it; the database decides, by conditional UPDATE."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.audit.services import announce
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.spending import wording
from ai.spending.events import budget_nearly_spent, budget_stopped
from ai.spending.exceptions import NoRoom
from ai.spending.models import Budget, Reservation
from ai.spending.periods import is_stale, open_window
from ai.spending.querysets import BudgetQuerySet

if TYPE_CHECKING:
    from accounts.models import User

LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Spender:
    """Whose call it is. `holder` is the public id of the run."""

    holder: str
    site: Site
    user: "User | None"
    purpose: str
    job: Job | None = None


@dataclass(frozen=True)
class Use:
    """What a call has used. `cost_micro` is None where no price is known."""

    tokens: int = 0
    cost_micro: int | None = None


@dataclass(frozen=True)
class Most:
    """What calls may take at most. `cost_micro` is None where no price is known; currency is '' for what is free."""

    model: str
    tokens: int
    cost_micro: int | None
    currency: str


UsedBy = Callable[[list[str]], dict[str, Use]]


def reserve(spender: Spender, most: Most) -> None:
    """Holds room in every budget that covers the call, or in none.

    Raises NoRoom (its message names the budget) when one has no room, or counts money while the price of the model
    is unknown. The first refusal of a period is announced.
    """
    now = timezone.now()
    _make_for_job(spender)
    try:
        with transaction.atomic():
            for budget in _covering(spender).select_related("site", "user", "job"):
                _hold(budget, spender.holder, most, now)
    except NoRoom as error:
        _tell_stop(error.budget, now)
        raise


def room_for(spender: Spender, most: Most) -> str:
    """Why calls that take so much together would be refused now, or ''; nothing is held."""
    now = timezone.now()
    for budget in _covering(spender).select_related("site", "user", "job"):
        try:
            amount = _amount(budget, most)
        except NoRoom as error:
            return error.message
        if is_stale(budget, now):
            budget.used = 0
        if amount > budget.left:
            return wording.no_room(budget, amount, now)
    return ""


def settle(holder: str, use: Use) -> None:
    """Closes what `holder` holds and books what the call used. Twice is once."""
    for held in _open(holder):
        _close(held, _in_unit(held, use))


def release(holder: str, use: Use) -> int:
    """Closes what a dead worker's run holds: booked is what it is known to have used. Returns how many."""
    return sum(_close(held, min(_in_unit(held, use), held.amount)) for held in _open(holder))


def release_expired(now: datetime, used_by: UsedBy) -> int:
    """The same for every reservation whose lease ended, in portions; `used_by` knows what their holders used."""
    expired = Reservation.objects.filter(closed_at=None, lease_until__lt=now).select_related("budget__site")
    portion = list(expired[:500])
    uses = used_by([held.holder for held in portion])
    return sum(_close(held, min(_in_unit(held, uses.get(held.holder, Use())), held.amount)) for held in portion)


def renew(holder: str, until: datetime) -> None:
    Reservation.objects.filter(holder=holder, closed_at=None).update(lease_until=until)


def forget(holders: list[str]) -> None:
    """Removes what these held long ago."""
    Reservation.objects.filter(closed_at__isnull=False, holder__in=holders).delete()


def _covering(spender: Spender) -> BudgetQuerySet:
    return Budget.objects.covering(site=spender.site, user=spender.user, purpose=spender.purpose, job=spender.job)


def _make_for_job(spender: Spender) -> None:
    """The job's own budget for each pattern that speaks of it; of several workers one makes it."""
    if spender.job is None:
        return
    patterns = Budget.objects.matching(site=spender.site, user=spender.user, purpose=spender.purpose).patterns()
    for pattern in patterns:
        copied = {name: getattr(pattern, name) for name in ("site_id", "user_id", "feature", "unit", "currency")}
        copied |= {"limit": pattern.limit, "alert_at": pattern.alert_at, "period": Budget.Period.TOTAL}
        Budget.objects.get_or_create(of=pattern, job=spender.job, defaults=copied)


def _hold(budget: Budget, holder: str, most: Most, now: datetime) -> None:
    amount = _amount(budget, most)
    open_window(budget, now)
    room = Budget.objects.filter(pk=budget.pk, limit__gte=F("used") + F("reserved") + amount)
    if not room.update(reserved=F("reserved") + amount):
        budget.refresh_from_db()
        raise NoRoom(wording.no_room(budget, amount, now), budget)
    Reservation.objects.create(budget=budget, holder=holder, amount=amount, lease_until=now + LEASE)


def _open(holder: str) -> "QuerySet[Reservation]":
    return Reservation.objects.filter(holder=holder, closed_at=None).select_related("budget__site")


def _close(held: Reservation, used: int) -> int:
    now = timezone.now()
    with transaction.atomic():
        open_still = Reservation.objects.filter(pk=held.pk, closed_at=None)
        if not open_still.update(closed_at=now, used=used):
            return 0
        open_window(held.budget, now)
        Budget.objects.filter(pk=held.budget_id).update(reserved=F("reserved") - held.amount, used=F("used") + used)
        if Budget.objects.filter(pk=held.budget_id, alerted_at=None).over_their_mark().update(alerted_at=now):
            announce(budget_nearly_spent, site=held.budget.site, budget_id=held.budget_id)
    return 1


def _tell_stop(budget: Budget, now: datetime) -> None:
    with transaction.atomic():
        if Budget.objects.filter(pk=budget.pk, stopped_at=None).update(stopped_at=now):
            announce(budget_stopped, site=budget.site, budget_id=budget.pk)


def _in_unit(held: Reservation, use: Use) -> int:
    return use.tokens if held.budget.unit == Budget.Unit.TOKENS else use.cost_micro or 0


def _amount(budget: Budget, most: Most) -> int:
    if budget.unit == Budget.Unit.TOKENS:
        return most.tokens
    if most.cost_micro is None:
        raise NoRoom(wording.no_price(budget, most.model), budget)
    if most.currency and most.currency != budget.currency:
        raise NoRoom(wording.other_currency(budget, most.model, most.currency), budget)
    return most.cost_micro
