"""What a golden set is built from, and what is compared."""

from typing import Any

from django import forms

from accounts.sites.models import Site
from ai.engine import samples
from ai.engine.models import PromptOverride
from ai.evals.building import MOST
from ai.evals.models import GoldenSet
from ai.providers.models import Model


def version_choices(rows: list[PromptOverride]) -> list[tuple[str, str]]:
    """Newest first, the program's own last."""
    own = [(str(row.version), f"Version {row.version}{f' ({row.note})' if row.note else ''}") for row in rows]
    return [*own, ("file", "The program's own text")]


class SetForm(forms.Form):
    purpose = forms.ChoiceField(label="For which prompt")
    name = forms.CharField(max_length=80, initial="Accepted texts")
    language = forms.CharField(max_length=12, required=False, help_text="A code such as de; empty: all languages")
    limit = forms.IntegerField(label="Texts at most", min_value=1, max_value=MOST, initial=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.choices = [(purpose, purpose) for purpose in samples.measurable()]


class EvalForm(forms.Form):
    """Besides what is in use, which is always measured."""

    golden_set = forms.ChoiceField(label="Golden set")
    versions = forms.MultipleChoiceField(label="Versions of the prompt", required=False)
    models = forms.MultipleChoiceField(label="Models", required=False)
    limit = forms.IntegerField(label="Texts at most", min_value=1, max_value=MOST, required=False)

    def __init__(self, *args: Any, site: Site, chosen: GoldenSet | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = GoldenSet.objects.filter(site=site).order_by("purpose", "-pk")[:200]
        self.has_sets = bool(sets)
        self._offer("golden_set", [(row.public_id, f"{row.purpose}: {row.name}") for row in sets])
        own = PromptOverride.objects.filter(site=site, purpose=chosen.purpose if chosen else "").order_by("-version")
        self._offer("versions", version_choices(list(own[:50])))
        models = Model.objects.usable_on(site).select_related("provider").order_by("provider__name", "name")[:200]
        self._offer("models", [(str(row.pk), f"{row.provider.name}: {row.name}") for row in models])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class CanaryForm(forms.Form):
    model = forms.ChoiceField(label="Model to try")
    share = forms.IntegerField(label="Share of the requests, per cent", min_value=1, max_value=50, initial=5)

    def __init__(self, *args: Any, site: Site | None, in_use: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Model.objects.usable_on(site) if site else Model.objects.filter(provider__site=None)
        rows = rows.exclude(pk=in_use)
        field: Any = self.fields["model"]
        field.choices = [
            (str(row.pk), f"{row.provider.name}: {row.name} ({row.get_state_display().lower()})")
            for row in rows.select_related("provider").order_by("provider__name", "name")[:200]
        ]
