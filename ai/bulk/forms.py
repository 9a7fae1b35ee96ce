"""What bulk work is asked for."""

from typing import TYPE_CHECKING, Any

from django import forms

from ai.bulk.choosing import Choice
from ai.bulk.chores import CHORES
from ai.bulk.exceptions import NothingToDo
from content.articles.widgets import languages
from content.publishing.models import Publishable
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site

MOST_OFFERED = 300
LANGUAGES = [(code, name) for code, name in languages("") if code]


class BulkForm(forms.Form):
    task = forms.ChoiceField(choices=[(chore.name, chore.label) for chore in CHORES.values()])
    into = forms.ChoiceField(
        label="Into language", choices=[("", "–"), *LANGUAGES], required=False, help_text="For translations"
    )
    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=[("", "Any"), *Publishable.State.choices], required=False)
    category = forms.ChoiceField(label="Section", required=False)
    tag = forms.ChoiceField(required=False)
    author = forms.ChoiceField(required=False)
    language = forms.ChoiceField(choices=[("", "Any"), *LANGUAGES], required=False)
    words = forms.CharField(label="Words of the title", max_length=200, required=False)
    since = forms.DateField(label="Changed since", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="Changed until", required=False, widget=forms.DateInput({"type": "date"}))
    missing = forms.BooleanField(label="Only texts that have none yet", required=False, initial=True)
    again = forms.BooleanField(label="Also texts for which a proposal waits", required=False)

    def __init__(self, *args: Any, site: "Site", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("category", Category), ("tag", Tag), ("author", Author)):
            rows = model.objects.filter(site=site).order_by("name").values_list("slug", "name")[:MOST_OFFERED]
            field: Any = self.fields[name]
            field.choices = [("", "Any"), *rows]
        if site.locale not in dict(LANGUAGES):
            own: Any = self.fields["language"]
            own.choices = [*own.choices, (site.locale, site.locale)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        days = {name: value.isoformat() if (value := cleaned.get(name)) else "" for name in ("since", "until")}
        try:
            cleaned["choice"] = Choice.of(cleaned | days)
        except NothingToDo as error:
            raise forms.ValidationError(str(error)) from None
        return cleaned
