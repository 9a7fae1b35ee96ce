"""Forms of the engine's admin: keys go in and never come out, money is typed as money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanWidget,
)

from ai.engine import prompting
from ai.engine.models import Budget, Price, PromptOverride, Provider
from aicmr.lib.http import FetchError, checked
from aicmr.lib.prices import MILLION

FOR_PLATFORM = _("For all sites")


class PlatformForm(forms.ModelForm):
    """Platform staff may make a row for all sites."""

    for_platform = forms.BooleanField(label=FOR_PLATFORM, required=False, widget=UnfoldBooleanWidget())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["for_platform"] = self.instance.site_id is None


class ProviderForm(PlatformForm):
    base_url = forms.URLField(
        label=_("Address"),
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget(),
        help_text=_("As its documentation gives it, such as https://api.openai.com/v1. Empty: OpenAI."),
    )
    key = forms.CharField(
        label=_("Key"),
        required=False,
        strip=True,
        max_length=500,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )
    forget_key = forms.BooleanField(label=_("Forget the key"), required=False, widget=UnfoldBooleanWidget())

    class Meta:
        model = Provider
        fields = ("name", "backend", "base_url", "is_enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.has_key
        self.fields["key"].help_text = (
            _("A key is stored, encrypted. It is never shown. Type another one to replace it.")
            if stored
            else _("No key is stored. It is encrypted and never shown again.")
        )

    def clean_base_url(self) -> str:
        address = str(self.cleaned_data["base_url"] or "")
        try:
            if address:
                checked(address)
        except FetchError as error:
            raise ValidationError(str(error)) from None
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        moved = self.instance.pk and "base_url" in self.changed_data
        if moved and self.instance.has_key and not cleaned.get("key") and not cleaned.get("forget_key"):
            self.add_error("key", _("The address changed: type the key that belongs to it, or forget the stored one."))
        return cleaned

    @property
    def new_key(self) -> str | None:
        """What to do with the key: None leaves it."""
        if self.cleaned_data.get("key"):
            return str(self.cleaned_data["key"])
        return "" if self.cleaned_data.get("forget_key") else None


class PriceForm(forms.ModelForm):
    price_in = forms.DecimalField(
        label=_("Price of a million tokens sent"),
        min_value=0,
        max_value=100_000,
        max_digits=12,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget(),
    )
    price_out = forms.DecimalField(
        label=_("Price of a million tokens received"),
        min_value=0,
        max_value=100_000,
        max_digits=12,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget(),
    )

    class Meta:
        model = Price
        fields = ("valid_from", "currency")

    field_order = ("valid_from", "price_in", "price_out", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["price_in"] = Decimal(self.instance.input_micro) / MILLION
            self.initial["price_out"] = Decimal(self.instance.output_micro) / MILLION

    def clean_currency(self) -> str:
        return _currency(self.cleaned_data["currency"])

    def save(self, commit: bool = True) -> Price:
        self.instance.input_micro = int(self.cleaned_data["price_in"] * MILLION)
        self.instance.output_micro = int(self.cleaned_data["price_out"] * MILLION)
        return super().save(commit)


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
        fields = ("user", "feature", "period", "unit", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            money = self.instance.unit == Budget.Unit.MONEY
            self.initial["amount"] = Decimal(self.instance.limit) / (MILLION if money else 1)

    def clean_currency(self) -> str:
        return _currency(self.cleaned_data["currency"])

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


class PromptForm(forms.ModelForm):
    class Meta:
        model = PromptOverride
        fields = ("purpose", "text", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "purpose" in self.fields:
            choices = [(purpose, purpose) for purpose in sorted(prompting.files())]
            self.fields["purpose"] = forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("purpose") and cleaned.get("text"):
            problem = prompting.problem_with(cleaned["text"], cleaned["purpose"])
            if problem:
                self.add_error("text", problem)
        return cleaned


def _currency(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 3 or not code.isalpha():
        raise ValidationError(_("Three letters, such as EUR."))
    return code
