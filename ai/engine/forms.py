"""Forms of the engine's admin."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from ai.engine import prompting
from ai.engine.models import PromptOverride


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
