"""The edit page's forms. They read and check; the row is written by `publishing.services.save_draft` alone."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import User
from accounts.sites.models import Site
from aicmr.lib import html
from content.articles.models import Article, Page, Text
from content.articles.widgets import AuthorsWidget, BodyWidget, LineWidget, TagsWidget, languages
from content.media.models import Asset
from content.taxonomy.models import Author, Category

MOST_TAGS = 30


class OrderedChoiceField(forms.ModelMultipleChoiceField):
    """Cleans to the chosen ids in the order in which they were sent."""

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        known = {row.pk for row in super().clean(value)}
        return [key for key in dict.fromkeys(int(part) for part in value or ()) if key in known]


class TagNamesField(forms.CharField):
    """Names separated by commas; cleans to a list without doubles, in the order in which they were typed."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        names = [" ".join(part.split()) for part in str(value or "").split(",")]
        return list({name.casefold(): name for name in names if name}.values())

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_TAGS:
            raise ValidationError(f"{len(value)} tags are too many; keep the {MOST_TAGS} that help readers most.")
        if long := [name for name in value if len(name) > 60]:
            raise ValidationError(f"“{long[0][:60]}…” is too long for a tag; keep tags under 60 characters.")

    def run_validators(self, value: Any) -> None:
        return None


class PictureField(forms.CharField):
    """The public id of an asset that this person may use; cleans to its id in the database."""

    assets: "QuerySet[Asset]"

    def clean(self, value: Any) -> int | None:
        public_id = str(value or "").strip()
        if not public_id:
            return None
        key = self.assets.filter(public_id=public_id).values_list("pk", flat=True).first()
        if key is None:
            raise ValidationError("This picture is no longer in the library; choose another one.")
        return key


_CANONICAL = forms.URLInput(attrs={"placeholder": "Only if this appeared elsewhere first"})


class TextForm(forms.ModelForm):
    """What articles and pages share. Every field may be empty: only publishing asks for more."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(required=False, max_length=255, widget=LineWidget(placeholder="Title"))
    summary = forms.CharField(
        required=False,
        max_length=1000,
        widget=LineWidget(placeholder="Summary: what this is about, for lists and search results"),
    )
    slug = forms.CharField(required=False, max_length=200)
    canonical_url = forms.URLField(required=False, max_length=500, assume_scheme="https", widget=_CANONICAL)
    hero = PictureField(required=False, label="Lead picture", widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.initial["hero"] = self.instance.hero.public_id if self.instance.hero else ""
        self.fields["hero"].assets = Asset.objects.visible_to(user, site)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.required = False
        self.fields["version"].required = True
        self.fields["language"].widget = forms.Select(choices=list(languages(site.locale)))
        self.fields["language"].help_text = ""

    class Meta:
        model: type[Text] = Article
        fields = [
            *("title", "summary", "body", "slug", "language", "hero_alt"),
            *("seo_title", "seo_description", "canonical_url", "noindex"),
        ]
        widgets = {
            "body": BodyWidget(attrs={"rows": 30}),
            "seo_title": forms.TextInput(attrs={"data-ideal": "30-60"}),
            "seo_description": forms.Textarea(attrs={"rows": 2, "data-grow": "1", "data-ideal": "70-160"}),
            "hero_alt": forms.TextInput(attrs={"placeholder": "What it shows, for those who cannot see it"}),
        }

    def _post_clean(self) -> None:
        """Model forms fill in their instance here. Not this one: the instance stays as it is in the database."""

    def clean_body(self) -> str:
        return html.normalise(self.cleaned_data["body"])

    def changes(self) -> dict[str, Any]:
        """Field → new value, in the shape of a snapshot, for valid fields that differ from the row."""
        stored = self.stored()
        return {name: value for name, value in self.cleaned_data.items() if self._sent(name) and stored[name] != value}

    def _sent(self, name: str) -> bool:
        """Was the field in the request? What was not sent stays as it is."""
        omitted = self.fields[name].widget.value_omitted_from_data
        return name != "version" and name not in self.errors and not omitted(self.data, self.files, name)

    def stored(self) -> dict[str, Any]:
        """The row's own values in the same shape."""
        names = (name for name in self.Meta.fields if name not in ("category", "parent"))
        return {name: getattr(self.instance, name) for name in names} | {"hero": self.instance.hero_id}


class ArticleForm(TextForm):
    category = forms.ModelChoiceField(queryset=Category.objects.none(), required=False, empty_label="None yet")
    tags = TagNamesField(required=False, widget=TagsWidget)
    authors = OrderedChoiceField(queryset=Author.objects.none(), required=False, widget=AuthorsWidget)

    def __init__(self, *args: Any, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, site=site, user=user, **kwargs)
        article: Any = self.instance
        self.tag_names = list(article.tags.order_by("name").values_list("name", flat=True))
        self.author_ids = list(article.bylines.values_list("author_id", flat=True))
        self.initial.update({"tags": ", ".join(self.tag_names), "authors": self.author_ids})
        self.fields["authors"].queryset = Author.objects.filter(site=site)  # type: ignore[attr-defined]
        categories = self.fields["category"]
        categories.queryset = Category.objects.filter(site=site)  # type: ignore[attr-defined]
        categories.choices = [("", "None yet"), *_tree(Category.objects.filter(site=site))]  # type: ignore[attr-defined]

    class Meta(TextForm.Meta):
        model = Article
        fields = [*TextForm.Meta.fields, "category", "is_featured"]

    def clean_category(self) -> int | None:
        category = self.cleaned_data["category"]
        return category.pk if category else None

    def stored(self) -> dict[str, Any]:
        article: Any = self.instance
        tags = TagNamesField().to_python(", ".join(self.tag_names))
        return super().stored() | {"category": article.category_id, "tags": tags, "authors": self.author_ids}


class PageForm(TextForm):
    position = forms.IntegerField(min_value=0, max_value=10_000)
    parent = forms.ModelChoiceField(queryset=Page.objects.none(), required=False, empty_label="Top of the site")

    def __init__(self, *args: Any, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, site=site, user=user, **kwargs)
        pages = Page.objects.for_site(site).kept().exclude(pk=self.instance.pk).order_by("title", "pk")
        self.fields["parent"].queryset = pages  # type: ignore[attr-defined]

    class Meta(TextForm.Meta):
        model = Page
        fields = [*TextForm.Meta.fields, "parent", "in_menu", "position"]

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0

    def clean_parent(self) -> int | None:
        above: Any = self.cleaned_data["parent"]
        key = above.pk if above else None
        seen: set[int] = set()
        while above is not None and above.pk not in seen:
            seen.add(above.pk)
            if above.pk == self.instance.pk:
                raise ValidationError("A page cannot stand below itself; choose another place.")
            above = above.parent
        return key

    def stored(self) -> dict[str, Any]:
        page: Any = self.instance
        return super().stored() | {"parent": page.parent_id}


def _tree(categories: Iterable[Category]) -> list[tuple[int, str]]:
    """Categories in the order of the tree, deeper ones set in."""
    known = {category.pk: category for category in categories}
    place = {key: [(known[k].position, known[k].name) for k in row.trail if k in known] for key, row in known.items()}
    ordered = sorted(known.values(), key=lambda row: (place[row.pk], row.pk))
    return [(row.pk, "\u2003" * max(0, len(row.trail) - 1) + row.name) for row in ordered]
