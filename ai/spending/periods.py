"""When a budget's day or month begins and ends, where its site is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ai.spending.models import Budget


def window_start(budget: Budget, now: datetime) -> datetime | None:
    """When the running day or month began where the site is; None for a budget without end."""
    if budget.period not in (Budget.Period.DAY, Budget.Period.MONTH):
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


def open_window(budget: Budget, now: datetime) -> None:
    """A new day or month begins with nothing used; of several workers that notice, one does it."""
    start = window_start(budget, now)
    if start is None or (budget.window_start and budget.window_start >= start):
        return
    stale = Budget.objects.filter(pk=budget.pk, window_start=budget.window_start)
    if stale.update(window_start=start, used=0, alerted_at=None, stopped_at=None):
        budget.used, budget.alerted_at, budget.stopped_at = 0, None, None
    budget.window_start = start


def is_stale(budget: Budget, now: datetime) -> bool:
    """Whether what the row says was used belongs to a period that is over."""
    start = window_start(budget, now)
    return start is not None and (budget.window_start is None or budget.window_start < start)


def used_now(budget: Budget, now: datetime) -> int:
    return 0 if is_stale(budget, now) else budget.used
