"""Terms in the admin: the address may stay empty, and what clashes is said before anything is stored."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from content.taxonomy import naming
from content.taxonomy.models import Author, Category, Tag


class TermForm(forms.ModelForm):
    """An empty slug is made from the name when the term is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")  # who may only look gets no fields
        if slug:
            slug.required = False
            slug.help_text = "The last part of its address. Leave it empty to have it made from the name."

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.errors.pop(NON_FIELD_ERRORS, None)  # constraints speak of columns; `naming.faults` finds the same
        if not self.errors:
            for name, message in naming.faults(self.instance).items():
                self.add_error(name if name in self.fields else None, message)


class AuthorForm(TermForm):
    class Meta:
        model = Author
        fields = ["name", "slug", "job_title", "description", "url", "user"]


class CategoryForm(TermForm):
    class Meta:
        model = Category
        fields = ["name", "slug", "parent", "description", "position", "in_menu"]


class TagForm(TermForm):
    class Meta:
        model = Tag
        fields = ["name", "slug", "description"]
