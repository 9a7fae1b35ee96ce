"""Budgets: reserve before a call, settle after it; the database decides, by conditional UPDATE."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.sites.models import Site
from ai.spending.exceptions import NoRoom
from ai.spending.models import Budget, Reservation
from aicmr.lib.prices import MILLION, ModelPrice, cost_micro

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


@dataclass(frozen=True)
class Use:
    """What a call has used. `cost_micro` is None where no price is known."""

    tokens: int = 0
    cost_micro: int | None = None


UsedBy = Callable[[list[str]], dict[str, Use]]


def reserve(spender: Spender, *, model: str, price: ModelPrice | None, tokens_in: int, max_tokens: int) -> None:
    """Holds room in every budget that covers the call, or in none.

    Raises NoRoom (its message names the budget) when one has no room, or counts money while the price of the model
    is unknown.
    """
    now = timezone.now()
    with transaction.atomic():
        covering = Budget.objects.covering(site=spender.site, user=spender.user, purpose=spender.purpose)
        for budget in covering.select_related("site", "user"):
            amount = _amount(budget, model, price, tokens_in, max_tokens)
            _open_window(budget, now)
            room = Budget.objects.filter(pk=budget.pk, limit__gte=F("used") + F("reserved") + amount)
            if not room.update(reserved=F("reserved") + amount):
                budget.refresh_from_db()
                raise NoRoom(_no_room(budget, amount))
            Reservation.objects.create(budget=budget, holder=spender.holder, amount=amount, lease_until=now + LEASE)


def settle(holder: str, use: Use) -> None:
    """Closes what `holder` holds and books what the call used. Twice is once."""
    for held in Reservation.objects.filter(holder=holder, closed_at=None).select_related("budget__site"):
        _close(held, _in_unit(held, use))


def release(holder: str, use: Use) -> int:
    """Closes what a dead worker's run holds: booked is what it is known to have used. Returns how many."""
    held_rows = Reservation.objects.filter(holder=holder, closed_at=None).select_related("budget__site")
    return sum(_close(held, min(_in_unit(held, use), held.amount)) for held in held_rows)


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


def _close(held: Reservation, used: int) -> int:
    with transaction.atomic():
        open_still = Reservation.objects.filter(pk=held.pk, closed_at=None)
        if not open_still.update(closed_at=timezone.now(), used=used):
            return 0
        _open_window(held.budget, timezone.now())
        Budget.objects.filter(pk=held.budget_id).update(reserved=F("reserved") - held.amount, used=F("used") + used)
    return 1


def _in_unit(held: Reservation, use: Use) -> int:
    return use.tokens if held.budget.unit == Budget.Unit.TOKENS else use.cost_micro or 0


def _amount(budget: Budget, model: str, price: ModelPrice | None, tokens_in: int, max_tokens: int) -> int:
    if budget.unit == Budget.Unit.TOKENS:
        return tokens_in + max_tokens
    if price is None:
        raise NoRoom(
            f"The {budget} counts money, and no price is known for the model “{model}”. "
            "Enter its price under Settings → Models, or in AI_MODEL_PRICES."
        )
    if price.currency and price.currency != budget.currency:
        raise NoRoom(
            f"The {budget} is in {budget.currency}, and the price of “{model}” is in {price.currency}. "
            "Enter a price in the budget's currency."
        )
    return cost_micro(price, tokens_in, max_tokens)


def _open_window(budget: Budget, now: datetime) -> None:
    """A new day or month begins with nothing used; of several workers that notice, one does it."""
    start = window_start(budget, now)
    if start is None or (budget.window_start and budget.window_start >= start):
        return
    stale = Budget.objects.filter(pk=budget.pk, window_start=budget.window_start)
    stale.update(window_start=start, used=0)
    budget.window_start = start


def window_start(budget: Budget, now: datetime) -> datetime | None:
    """When the running day or month began where the site is; None for a budget without end."""
    if budget.period == Budget.Period.TOTAL:
        return None
    local = now.astimezone(ZoneInfo(budget.site.time_zone if budget.site else "UTC"))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start if budget.period == Budget.Period.DAY else start.replace(day=1)


def window_end(budget: Budget, now: datetime) -> datetime | None:
    start = window_start(budget, now)
    if start is None:
        return None
    days = 1 if budget.period == Budget.Period.DAY else 32
    later = (start + timedelta(days=days)).replace(hour=0)
    return later if budget.period == Budget.Period.DAY else later.replace(day=1)


def _no_room(budget: Budget, amount: int) -> str:
    end = window_end(budget, timezone.now())
    resets = f"It starts anew on {end:%Y-%m-%d at %H:%M} ({end.tzname()})." if end else "It does not start anew."
    held = f", {_figure(budget, budget.reserved)} are held for work under way" if budget.reserved else ""
    return (
        f"The {budget} has no room for this: {_figure(budget, budget.used)} of {_figure(budget, budget.limit)} are used"
        f"{held}, and this needs up to {_figure(budget, amount)}. {resets} "
        "An administrator can raise it under Settings → Budgets."
    )


def _figure(budget: Budget, amount: int) -> str:
    if budget.unit == Budget.Unit.TOKENS:
        return f"{amount:,} tokens"
    return f"{amount / MILLION:,.4f} {budget.currency}"
