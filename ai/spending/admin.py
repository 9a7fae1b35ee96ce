"""Budgets: what may be spent, and how much of it is."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from accounts.sites.platform import PlatformRowsAdmin, owner
from ai.spending import services
from ai.spending.forms import BudgetForm
from ai.spending.models import Budget
from aicmr.lib.prices import MILLION


@admin.register(Budget)
class BudgetAdmin(PlatformRowsAdmin):
    form = BudgetForm
    fields = ("user", "feature", ("period", "unit"), ("amount", "currency"), "for_platform")
    list_display = ("__str__", "limit_text", "used_text", "reserved_text", "share", "whose")
    list_filter = ("period", "unit")
    list_select_related = ("user",)
    search_fields = ("feature", "user__email")

    @admin.display(description="limit", ordering="limit")
    def limit_text(self, budget: Budget) -> str:
        return _figure(budget, budget.limit)

    @admin.display(description="used", ordering="used")
    def used_text(self, budget: Budget) -> str:
        return _figure(budget, budget.used)

    @admin.display(description="held by work under way")
    def reserved_text(self, budget: Budget) -> str:
        return _figure(budget, budget.reserved)

    @admin.display(description="share")
    def share(self, budget: Budget) -> str:
        return f"{budget.used * 100 // budget.limit} %"

    @admin.display(description="for")
    def whose(self, budget: Budget) -> str:
        return owner(budget)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if request.user.is_superuser else self.fields[:-1]

    def save_model(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        self.belong(request, obj, form)
        services.save_budget(obj, by=cast(User, request.user))


def _figure(budget: Budget, amount: int) -> str:
    return f"{amount / MILLION:,.2f} {budget.currency}" if budget.unit == Budget.Unit.MONEY else f"{amount:,} tokens"
