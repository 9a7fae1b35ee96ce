"""Budgets: what may be spent, and how much of it is."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sites.platform import PlatformRowsAdmin, owner
from ai.spending import services, wording
from ai.spending.forms import BudgetForm
from ai.spending.models import Budget
from ai.spending.periods import used_now, window_end


@admin.register(Budget)
class BudgetAdmin(PlatformRowsAdmin):
    empty_advice = (
        "Nothing limits what AI may cost here. A budget holds for the site, a person, a feature or each job, by day "
        "or month, and stops before a call is made."
    )
    form = BudgetForm
    fields = ("user", "feature", ("period", "unit"), ("amount", "currency"), "alert_at", "for_platform")
    list_display = ("__str__", "limit_text", "used_text", "reserved_text", "left_text", "share", "anew", "whose")
    list_filter = ("period", "unit")
    list_select_related = ("user", "job", "site")
    search_fields = ("feature", "user__email")

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("spending/spending.css",)}

    @admin.display(description="limit", ordering="limit")
    def limit_text(self, budget: Budget) -> str:
        return wording.figure(budget, budget.limit, places=2)

    @admin.display(description="used", ordering="used")
    def used_text(self, budget: Budget) -> str:
        return wording.figure(budget, used_now(budget, timezone.now()), places=2)

    @admin.display(description="held by work under way")
    def reserved_text(self, budget: Budget) -> str:
        return wording.figure(budget, budget.reserved, places=2)

    @admin.display(description="left")
    def left_text(self, budget: Budget) -> str:
        if budget.period == Budget.Period.JOB:
            return "by job"
        left = budget.limit - used_now(budget, timezone.now()) - budget.reserved
        return wording.figure(budget, max(0, left), places=2)

    @admin.display(description="share used")
    def share(self, budget: Budget) -> SafeString:
        percent = used_now(budget, timezone.now()) * 100 // budget.limit
        mark = budget.alert_at or 100
        state = (
            "stopped" if (budget.stopped_at and percent) or percent >= 100 else "near" if percent >= mark else "fine"
        )
        told = {"stopped": _("refuses calls"), "near": _("nearly spent"), "fine": ""}[state]
        return format_html(
            '<meter class="budget-meter" min="0" max="100" low="{}" high="99" optimum="0" value="{}" aria-label="{}">'
            '</meter> <span class="budget-{}">{} % {}</span>',
            *(min(mark, 99), min(percent, 100), _("Share used"), state, percent, told),
        )

    @admin.display(description="starts anew")
    def anew(self, budget: Budget) -> str:
        end = window_end(budget, timezone.now())
        return f"{end:%Y-%m-%d}" if end else "never"

    @admin.display(description="for")
    def whose(self, budget: Budget) -> str:
        return owner(budget)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """On the list without what each job got from a pattern: those are on the page of the pattern's jobs."""
        rows = super().get_queryset(request)
        on_list = request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist")
        return rows.filter(of=None) if on_list else rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if request.user.is_superuser else self.fields[:-1]

    def save_model(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        self.belong(request, obj, form)
        services.save_budget(obj, by=cast(User, request.user))
