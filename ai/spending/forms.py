"""Forms of budgets: limits are typed as tokens or as money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from accounts.sites.platform import PlatformForm
from ai.spending.models import Budget
from aicmr.lib.prices import MILLION, currency_code


class BudgetForm(PlatformForm):
    amount = forms.DecimalField(
        label=_("Limit"),
        min_value=Decimal("0.000001"),
        max_value=10**12,
        max_digits=18,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget(),
        help_text=_("Tokens, or an amount of money in the currency"),
    )

    class Meta:
        model = Budget
        fields = ("user", "feature", "period", "unit", "currency", "alert_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            money = self.instance.unit == Budget.Unit.MONEY
            self.initial["amount"] = Decimal(self.instance.limit) / (MILLION if money else 1)

    def clean_currency(self) -> str:
        return currency_code(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, unit = cleaned.get("amount"), cleaned.get("unit")
        if amount is not None and unit == Budget.Unit.TOKENS and amount != int(amount):
            self.add_error("amount", _("Tokens are counted in whole numbers."))
        if self.instance.pk and unit != self.instance.unit and (self.instance.used or self.instance.reserved):
            self.add_error("unit", _("Something is counted already in the other unit. Make a new budget instead."))
        if amount is not None:
            self.instance.limit = int(amount * (MILLION if unit == Budget.Unit.MONEY else 1))
        return cleaned
