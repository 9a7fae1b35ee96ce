"""The form of a brief."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from ai.proposals.querysets import editable
from ai.writing.briefs import ParsedBrief
from ai.writing.services import Material
from aicmr.lib.http import FetchError, checked

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

MOST_LINKS = 10
MOST_ARTICLES = 200
LANGUAGES = [
    ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("nl", "Dutch"),
    ("pt", "Portuguese"), ("pl", "Polish"), ("sv", "Swedish"), ("vi", "Vietnamese"), ("zh", "Chinese"),
    ("ja", "Japanese"), ("ko", "Korean"), ("ar", "Arabic"), ("he", "Hebrew"), ("ru", "Russian"), ("el", "Greek"),
]  # fmt: skip


def _area(rows: int, placeholder: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})


class BriefForm(forms.Form):
    topic = forms.CharField(max_length=255, help_text="What the article is about; its working title.")
    facts = forms.CharField(
        required=False,
        label="Notes and facts",
        widget=_area(10, "- The cycle path is 4.2 km long and open since 12 November 2026.\n- …"),
        help_text="One per line. Every fact is told, with its numbers and names.",
    )
    instructions = forms.CharField(
        required=False,
        widget=_area(4, "Lead with the opening date.\nExplain what it means for cyclists."),
        help_text="One per line. They steer the draft and are never written into it.",
    )
    audience = forms.CharField(required=False, max_length=255, label="Readers")
    tone = forms.CharField(required=False, max_length=255)
    words = forms.IntegerField(required=False, min_value=50, max_value=5000, label="Length in words")
    language = forms.ChoiceField(choices=LANGUAGES)
    links = forms.CharField(
        required=False, label="Source pages", widget=_area(3, "https://…"), help_text="One web address per line."
    )
    pasted = forms.CharField(
        required=False, label="Source text", widget=_area(6), help_text="Other people's text: it is quoted and cited."
    )
    articles: Any = forms.ModelMultipleChoiceField(
        queryset=None, required=False, label="Own articles as sources", widget=forms.SelectMultiple(attrs={"size": 6})
    )
    article = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: "Site", user: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = editable("article", user, site).exclude(title="").order_by("-updated_at", "-pk")
        newest = list(rows.values_list("pk", flat=True)[:MOST_ARTICLES])
        self.fields["articles"].queryset = rows.filter(pk__in=newest)  # type: ignore[attr-defined]
        if site.locale.split("-")[0] not in dict(LANGUAGES):
            self.fields["language"].choices = [(site.locale, site.locale), *LANGUAGES]  # type: ignore[attr-defined]

    def clean_links(self) -> list[str]:
        links = _lines(self.cleaned_data["links"])
        if len(links) > MOST_LINKS:
            raise ValidationError(f"{len(links)} links are too many; keep the {MOST_LINKS} that matter most.")
        for link in links:
            try:
                checked(link)
            except FetchError as error:
                raise ValidationError(str(error)) from None
        return links

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = any(data.get(name) for name in ("facts", "links", "pasted", "articles"))
        if not given and "links" not in self.errors:
            self.add_error("facts", "Write at least one fact, or give a source: nothing is made up.")
        return data

    def brief(self) -> ParsedBrief:
        data = self.cleaned_data
        return ParsedBrief(
            topic=" ".join(data["topic"].split()),
            facts=data["facts"].strip(),
            audience=data["audience"],
            tone=data["tone"],
            length=f"{data['words']} words" if data["words"] else "",
            language=data["language"],
            instructions=[line.lstrip("-*• ").strip() for line in _lines(data["instructions"])],
            links=data["links"],
        )

    def material(self) -> Material:
        chosen = self.cleaned_data["articles"]
        return Material(pasted=self.cleaned_data["pasted"], articles=[row.pk for row in chosen])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
