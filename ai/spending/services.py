"""What administrators ask of budgets."""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit.services import announce
from ai.spending.events import budget_changed
from ai.spending.models import Budget

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_budget(budget: Budget, *, by: "User | None") -> None:
    """Stores what may be spent; what is used and reserved is not touched."""
    if budget.pk is None:
        budget.save()
    else:
        budget.save(update_fields=["user", "feature", "period", "unit", "currency", "limit"])
    announce(budget_changed, site=budget.site, by=by, budget_id=budget.pk)
