"""Forms of providers: keys go in and never come out, prices are typed as money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanWidget,
)

from accounts.sites.platform import PlatformForm
from ai.providers.models import Price, Provider
from aicmr.lib.http import FetchError, checked
from aicmr.lib.prices import MILLION, currency_code


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
        fields = ("name", "backend", "base_url", "is_enabled", "runs_here", "at_once")

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
        return currency_code(self.cleaned_data["currency"])

    def save(self, commit: bool = True) -> Price:
        self.instance.input_micro = int(self.cleaned_data["price_in"] * MILLION)
        self.instance.output_micro = int(self.cleaned_data["price_out"] * MILLION)
        return super().save(commit)
