"""Forms of the engine's admin."""

import json
from math import isfinite
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.sites.models import Site
from ai.engine import samples, trials, vetting
from ai.engine.models import PromptOverride
from ai.providers.models import Model
from aicmr.lib.text import storable

MOST_CONTEXT = 60_000  # characters of a typed sample
AS_ROUTED = "As routes say"


def _plain(value: Any) -> Any:
    """As databases and templates take it. Raises ValueError for a number without an end."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("numbers have an end")
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {storable(name): _plain(each) for name, each in value.items()} if isinstance(value, dict) else value


class PromptForm(forms.Form):
    """A prompt's text; a broken one is not taken, and each fault is named."""

    text = forms.CharField(
        label="Text", strip=False, widget=forms.Textarea({"rows": 24, "spellcheck": "false", "class": "prompt-text"})
    )
    note = forms.CharField(label="What was changed", max_length=200, required=False)
    force = forms.CharField(label="Why it shall be used all the same", max_length=500, required=False)

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if faults := vetting.problems(text, self.purpose):
            raise ValidationError(faults)
        return text


class TrialForm(forms.Form):
    """What a test run is made with: up to two versions, a model, an article or typed variables."""

    version = forms.ChoiceField(label="Version")
    against = forms.ChoiceField(label="Compare with", required=False)
    model = forms.ChoiceField(label="Model", required=False)
    sample = forms.ChoiceField(label="Try it on", required=False)
    typed = forms.CharField(
        label="Or on these variables (JSON)", required=False, max_length=MOST_CONTEXT,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "class": "prompt-text"}),
    )  # fmt: skip

    def __init__(self, *args: Any, purpose: str, site: Site, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        words = kwargs.pop("words", "")
        super().__init__(*args, **kwargs)
        self.purpose, self.site = purpose, site
        self.samples = samples.of(purpose)
        models = Model.objects.usable_on(site).select_related("provider").order_by("provider__name", "name")[:200]
        self._offer("version", versions)
        self._offer("against", [("", "Nothing"), *versions])
        self._offer("model", [("", AS_ROUTED), *((str(row.pk), f"{row.provider.name}: {row.name}") for row in models)])
        self._offer("sample", [("", "What is typed below"), *self.samples.choices(site, words)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
        field.choices = choices

    def clean_typed(self) -> dict[str, Any]:
        typed = str(self.cleaned_data["typed"] or "").strip()
        if not typed:
            return {}
        try:
            value = _plain(json.loads(typed))
        except RecursionError:
            raise ValidationError('This goes too deep. It looks like {"text": "…"}.') from None
        except ValueError as error:
            raise ValidationError(f'This is no JSON: {error}. It looks like {{"text": "…"}}.') from None
        if not isinstance(value, dict):
            raise ValidationError('These are no variables: it looks like {"text": "…", "language": "en"}.')
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["context"] = self._context(cleaned)
        return cleaned

    def _context(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        if not cleaned["sample"]:
            if not cleaned["typed"]:
                raise ValidationError("Choose an article, or type variables.")
            return dict(cleaned["typed"])
        assert self.samples.context is not None  # noqa: S101 - who offers choices makes contexts
        try:
            return self.samples.context(self.site, cleaned["sample"])
        except LookupError as error:
            raise ValidationError(f"This text cannot be tried: {error}") from None

    @property
    def versions(self) -> list[str]:
        return [name for name in (self.cleaned_data["version"], self.cleaned_data["against"]) if name]


def version_choices(purpose: str, rows: list[PromptOverride]) -> list[tuple[str, str]]:
    """Newest first, the program's own last."""
    own = [(str(row.version), f"Version {row.version}{f' ({row.note})' if row.note else ''}") for row in rows]
    return [*own, (trials.SHIPPED, "The program's own text")]
