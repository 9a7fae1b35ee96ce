"""Budgets: reserve before a call, settle after it; the database decides, by conditional UPDATE."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ai.engine.exceptions import BudgetExceeded
from ai.engine.models import Budget, Reservation, Run
from ai.engine.routing import Target
from aicmr.lib.prices import MILLION, cost_micro

LEASE = timedelta(seconds=30)


def reserve(run: Run, target: Target, *, tokens_in: int, max_tokens: int) -> None:
    """Holds room in every budget that covers the call, or in none.

    Raises BudgetExceeded (its message names the budget) when one has no room, or counts money while the price of the
    model is unknown. Calls that cost nothing hold nothing.
    """
    if target.is_local:
        return
    now = timezone.now()
    with transaction.atomic():
        covering = Budget.objects.covering(site=run.site, user=run.user, purpose=run.purpose)
        for budget in covering.select_related("site", "user"):
            amount = _amount(budget, run, target, tokens_in, max_tokens)
            _open_window(budget, now)
            room = Budget.objects.filter(pk=budget.pk, limit__gte=F("used") + F("reserved") + amount)
            if not room.update(reserved=F("reserved") + amount):
                budget.refresh_from_db()
                raise BudgetExceeded(_no_room(budget, amount), run)
            Reservation.objects.create(budget=budget, run=run, amount=amount, lease_until=now + LEASE)


def settle(run: Run, target: Target | None, *, tokens_in: int, tokens_out: int) -> None:
    """Closes what `run` holds and books what the call used. Twice is once."""
    for held in Reservation.objects.filter(run=run, closed_at=None).select_related("budget"):
        _close(held, _used(held, target, tokens_in, tokens_out))


def release(run: Run) -> int:
    """Closes what a dead worker's run holds: booked is what its row says was used so far. Returns how many."""
    held_rows = Reservation.objects.filter(run=run, closed_at=None).select_related("budget")
    return sum(_close(held, _used_so_far(held, run)) for held in held_rows)


def release_expired(now: datetime) -> int:
    """The same for every reservation whose lease ended, in portions."""
    expired = Reservation.objects.filter(closed_at=None, lease_until__lt=now).select_related("budget", "run")
    return sum(_close(held, _used_so_far(held, held.run)) for held in expired[:500])


def _used_so_far(held: Reservation, run: Run) -> int:
    used = run.tokens_in + run.tokens_out if held.budget.unit == Budget.Unit.TOKENS else run.cost_micro or 0
    return min(used, held.amount)


def renew(run: Run, until: datetime) -> None:
    Reservation.objects.filter(run=run, closed_at=None).update(lease_until=until)


def cost(target: Target | None, tokens_in: int, tokens_out: int) -> int | None:
    """Millionths of the target's currency; None where no price is known."""
    if target is None or target.price is None:
        return None
    return cost_micro(target.price, tokens_in, tokens_out)


def _close(held: Reservation, used: int) -> int:
    with transaction.atomic():
        open_still = Reservation.objects.filter(pk=held.pk, closed_at=None)
        if not open_still.update(closed_at=timezone.now(), used=used):
            return 0
        _open_window(held.budget, timezone.now())
        Budget.objects.filter(pk=held.budget_id).update(reserved=F("reserved") - held.amount, used=F("used") + used)
    return 1


def _used(held: Reservation, target: Target | None, tokens_in: int, tokens_out: int) -> int:
    if held.budget.unit == Budget.Unit.TOKENS:
        return tokens_in + tokens_out
    return cost(target, tokens_in, tokens_out) or 0


def _amount(budget: Budget, run: Run, target: Target, tokens_in: int, max_tokens: int) -> int:
    if budget.unit == Budget.Unit.TOKENS:
        return tokens_in + max_tokens
    if target.price is None:
        raise BudgetExceeded(
            f"The {budget} counts money, and no price is known for the model “{target.model or target.name}”. "
            "Enter its price under Settings → Models, or in AI_MODEL_PRICES.",
            run,
        )
    if target.price.currency and target.price.currency != budget.currency:
        raise BudgetExceeded(
            f"The {budget} is in {budget.currency}, and the price of “{target.model}” is in {target.price.currency}. "
            "Enter a price in the budget's currency.",
            run,
        )
    return cost_micro(target.price, tokens_in, max_tokens)


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
