"""What somebody says of a new key."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.integrations import scopes

_DAYS = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "no end")]


class KeyForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="What it is for, such as the name of the program.")
    scopes = forms.MultipleChoiceField(label="What it may do", widget=forms.CheckboxSelectMultiple)
    days = forms.ChoiceField(label="How long it works", choices=_DAYS, initial="90", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, f"{name}: {doc}") for name, doc in scopes.known().items()]
        field: Any = self.fields["scopes"]
        field.choices = choices
        field.initial = [choices[0][0]]

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None
