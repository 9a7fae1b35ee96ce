"""What budgets say to people."""

from datetime import datetime

from ai.spending.models import Budget
from ai.spending.periods import window_end
from aicmr.lib.prices import MILLION

WHERE = "An administrator can raise it under Settings → Budgets."


def figure(budget: Budget, amount: int, *, places: int = 4) -> str:
    if budget.unit == Budget.Unit.TOKENS:
        return f"{amount:,} tokens"
    return f"{amount / MILLION:,.{places}f} {budget.currency}"


def no_room(budget: Budget, amount: int, now: datetime) -> str:
    end = window_end(budget, now)
    resets = f"It starts anew on {end:%Y-%m-%d at %H:%M} ({end.tzname()})." if end else "It does not start anew."
    held = f", {figure(budget, budget.reserved)} are held for work under way" if budget.reserved else ""
    return (
        f"The {budget} has no room for this: {figure(budget, budget.used)} of {figure(budget, budget.limit)} are used"
        f"{held}, and this needs up to {figure(budget, amount)}. {resets} {WHERE}"
    )


def no_price(budget: Budget, model: str) -> str:
    return (
        f"The {budget} counts money, and no price is known for the model “{model}”. "
        "Enter its price under Settings → Models, or in AI_MODEL_PRICES."
    )


def other_currency(budget: Budget, model: str, currency: str) -> str:
    return (
        f"The {budget} is in {budget.currency}, and the price of “{model}” is in {currency}. "
        "Enter a price in the budget's currency."
    )
