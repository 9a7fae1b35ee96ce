"""Forms of the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from content.redirects import patterns
from content.redirects.models import RedirectPattern

MOST_BYTES = 1_000_000


class PatternForm(forms.ModelForm):
    """Says before saving why a pattern would lead nowhere."""

    class Meta:
        model = RedirectPattern
        fields = ["pattern", "target"]
        help_texts = {
            "pattern": "/blog/* for all that begins so, /:year/:month/:slug for parts of an address",
            "target": "With the same parts: /articles/:slug. What a * stood for is :splat, as in /news/:splat",
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("pattern") and values.get("target"):
            before = RedirectPattern.objects.filter(pk=self.instance.pk).values_list("pattern", flat=True)
            others = patterns.beside(patterns.pairs_of(self.instance.site), values["pattern"], *before)
            for fault in patterns.faults(self.instance.site, values["pattern"], values["target"], others):
                self.add_error(None, fault)
        return values

    def validate_unique(self) -> None:
        """A pattern that is there already is replaced."""


class ListForm(forms.Form):
    """A list of redirects, typed or as a file; what was read of the file comes back as text, to be mended."""

    file = forms.FileField(label="A file", required=False)
    text = forms.CharField(label="Or type the list here", required=False, strip=False, widget=forms.Textarea)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError(
                "The file is larger than 1 MB. Take it on the server: manage.py import_redirects FILE"
            )
        data = file.read()
        if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ValidationError(f"“{file.name}” is no text. Save the list as CSV and choose that file.")
        return decoded(data)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        values["list"] = values.get("file") or values.get("text") or ""
        if not values["list"].strip() and not self.errors:
            raise ValidationError("Choose a file, or type at least one line: /old/,/new/")
        return values


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else the old Western encoding that spreadsheets write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
