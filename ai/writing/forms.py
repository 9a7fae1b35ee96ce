"""The form of a brief."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from ai.proposals.querysets import editable
from ai.writing.briefs import ParsedBrief
from ai.writing.outlining import Part
from ai.writing.services import Material
from aicmr.lib.documents import MAX_BYTES
from aicmr.lib.http import FetchError, checked

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.writing.models import Draft

MOST_LINKS = 10
MOST_DOCUMENTS = 10
MOST_ARTICLES = 200
LANGUAGES = [
    ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("nl", "Dutch"),
    ("pt", "Portuguese"), ("pl", "Polish"), ("sv", "Swedish"), ("vi", "Vietnamese"), ("zh", "Chinese"),
    ("ja", "Japanese"), ("ko", "Korean"), ("ar", "Arabic"), ("he", "Hebrew"), ("ru", "Russian"), ("el", "Greek"),
]  # fmt: skip


def _area(rows: int, placeholder: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Any number of files up to `MOST_DOCUMENTS`; its value is a list."""

    widget = FilesInput(attrs={"accept": ".pdf,.docx,.md,.markdown,.txt,.html,.htm"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = [file for file in (data if isinstance(data, list) else [data]) if file]
        files = [super(ManyFiles, self).clean(file, initial) for file in given]
        if len(files) > MOST_DOCUMENTS:
            raise ValidationError(f"{len(files)} documents are too many; keep the {MOST_DOCUMENTS} that matter most.")
        for file in files:
            if file.size > MAX_BYTES:
                raise ValidationError(
                    f"“{file.name}” has more than {MAX_BYTES // 1_000_000} MB. Give the part that matters."
                )
        return files


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
    documents: Any = ManyFiles(
        required=False,
        label="Documents",
        help_text="PDF, Word (.docx), Markdown or text; up to 25 MB each. They are quoted and cited.",
    )
    articles: Any = forms.ModelMultipleChoiceField(
        queryset=None, required=False, label="Own articles as sources", widget=forms.SelectMultiple(attrs={"size": 6})
    )
    article = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sees_outline = forms.BooleanField(
        required=False,
        label="Show me the outline first",
        help_text="You reorder and change it, and see what writing it will cost.",
    )

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
        given = any(data.get(name) for name in ("facts", "links", "pasted", "articles", "documents"))
        if not given and not {"links", "documents"} & set(self.errors):
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
        return Material(
            pasted=self.cleaned_data["pasted"],
            articles=[row.pk for row in chosen],
            documents=self.cleaned_data["documents"],
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class OutlineForm:
    """The outline as a person sent it, with what they pressed: save, write, add, or up, down and remove of a part.

    Parts come in the order of the fields `part`; `fact-<n>` says which part tells note n.
    """

    def __init__(self, data: Any, draft: "Draft") -> None:
        self.title = " ".join(str(data.get("title", "")).split())[:255]
        self.pressed, _, target = str(data.get("do", "save")).partition(":")
        sections = {str(section.pk): section for section in draft.sections.all()}
        order = list(dict.fromkeys(key for key in data.getlist("part") if key in sections))
        self.order = [*order, *(key for key in sections if key not in order)]
        self.told = {key: value for name, value in data.items() for key in [name.removeprefix("fact-")] if key != name}
        self.fields = {
            key: (str(data.get(f"heading-{key}", section.heading)), str(data.get(f"points-{key}", "")))
            for key, section in sections.items()
        }
        self._press(target)

    @property
    def goes_on(self) -> bool:
        return self.pressed == "write"

    def parts(self) -> list[Part]:
        """A removed part's notes go to the part above it, or to the one that is first now."""
        found = [self._part(key) for key in self.order]
        return [*found, Part(None, "", [], [])] if self.pressed == "add" else found

    def _press(self, target: str) -> None:
        if target not in self.order or self.pressed not in ("up", "down", "remove"):
            return
        at = self.order.index(target)
        self.order.remove(target)
        if self.pressed == "remove":
            heir = self.order[max(0, at - 1)] if self.order else target
            self.order = self.order or [target]
            self.told = {note: heir if key == target else key for note, key in self.told.items()}
        else:
            self.order.insert(max(0, at - 1) if self.pressed == "up" else at + 1, target)

    def _part(self, key: str) -> Part:
        heading, points = self.fields[key]
        facts = [int(note) for note, part in self.told.items() if part == key and note.isdecimal() and len(note) < 6]
        return Part(int(key), " ".join(heading.split())[:255], _lines(points)[:20], sorted(facts))
