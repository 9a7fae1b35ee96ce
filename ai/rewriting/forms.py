"""What the edit page asks for."""

from typing import Any

from django import forms

from ai.rewriting.actions import ACTIONS, TONES
from ai.rewriting.services import Wish
from content.articles.widgets import languages

LANGUAGES: dict[str, str] = {code: name for code, name in languages("") if code}
MOST_CHARS = 500
_ANY = {"": ""}


class WishForm(forms.Form):
    """Names begin with an underscore, since they stand inside the edit page's own form."""

    _kind = forms.CharField(max_length=32)
    _object = forms.IntegerField(min_value=1)
    _blocks = forms.CharField(max_length=4_000)
    _action = forms.ChoiceField(choices=[(name, action.label) for name, action in ACTIONS.items()])
    _tone = forms.ChoiceField(choices=list((_ANY | TONES).items()), required=False)
    _language = forms.ChoiceField(choices=list((_ANY | LANGUAGES).items()), required=False)
    _instruction = forms.CharField(
        max_length=MOST_CHARS,
        required=False,
        error_messages={"max_length": f"The request is too long: at most {MOST_CHARS} characters."},
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        action = told.get("_action")
        if action == "tone" and not told.get("_tone"):
            raise forms.ValidationError("Choose a tone.")
        if action == "translate" and not told.get("_language"):
            raise forms.ValidationError("Choose a language.")
        if action == "instruct" and not told.get("_instruction"):
            raise forms.ValidationError("Say what shall be done with the passage.")
        return told

    @property
    def problem(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)

    @property
    def blocks(self) -> list[str]:
        return str(self.cleaned_data["_blocks"]).split()

    def wish(self) -> Wish:
        told = self.cleaned_data
        action = told["_action"]
        return Wish(
            action=action,
            tone=told["_tone"] if action == "tone" else "",
            language=told["_language"] if action == "translate" else "",
            instruction=" ".join(told["_instruction"].split()),
        )
