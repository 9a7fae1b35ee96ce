"""Guidelines and terms as people write them: one form a line, one translation a line."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget

from content.quality import glossaries
from content.quality.constants import MOST_BYTES
from content.quality.models import GlossaryTerm, Guideline

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?")


class ScopedForm(forms.ModelForm):
    def clean_language(self) -> str:
        language = str(self.cleaned_data["language"]).strip()
        if language and not _LANGUAGE.fullmatch(language):
            raise ValidationError("Write a language like en or de-at, or leave it empty for all.")
        return language.replace("_", "-").lower()


class GuidelineForm(ScopedForm):
    class Meta:
        model = Guideline
        fields = [
            *("title", "rule", "good", "bad", "priority", "measure", "limit", "language", "category", "is_active")
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("rule", "good", "bad"):
            if name in self.fields:  # who may only look gets no fields
                self.fields[name].widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("measure") and not told.get("limit") and "limit" not in self.errors:
            self.add_error("limit", "Say how many there may be at most, or let nothing be counted.")
        if told.get("limit") and not told.get("measure") and "measure" not in self.errors:
            self.add_error("measure", "Say what is to be counted, or leave the limit empty.")
        return told


class LinesField(forms.CharField):
    """A list, one entry a line."""

    widget = UnfoldAdminTextareaWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["rows"] = 4

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class TermForm(ScopedForm):
    forbidden = LinesField(
        label="Do not write", help_text="One form a line. A star at the end takes any ending: utili*"
    )
    translations = LinesField(label="Translations", help_text="One language a line: de = Anmeldeseite")

    class Meta:
        model = GlossaryTerm
        fields = [
            *("term", "preferred", "forbidden", "note", "case_sensitive", "do_not_translate", "translations"),
            *("language", "category", "is_active"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "note" in self.fields:
            self.fields["note"].widget.attrs["rows"] = 3
        known = self.instance.translations or {}
        self.initial["translations"] = "\n".join(f"{code} = {words}" for code, words in sorted(known.items()))

    def clean_forbidden(self) -> list[str]:
        forms_ = _lines(self.cleaned_data["forbidden"])
        if wrong := glossaries.wrong_forms(forms_):
            raise ValidationError(wrong)
        return forms_

    def clean_translations(self) -> dict[str, str]:
        text = "|".join(_lines(self.cleaned_data["translations"]))
        if wrong := glossaries.wrong_translations(text):
            raise ValidationError(wrong.replace(", several parted by |", ", one language a line"))
        return glossaries.translations_of(text)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        right = told.get("preferred") or told.get("term") or ""
        if right in told.get("forbidden", []):
            self.add_error("forbidden", f"“{right}” is what shall be written, so it cannot be forbidden.")
        return told


class UploadForm(forms.Form):
    """A glossary as CSV in UTF-8; `text` is what it says."""

    file = forms.FileField(error_messages={"required": "Choose a CSV file."})

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 2 MB. Divide it.")
        try:
            self.text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError("The file is not in UTF-8. Save it as “CSV UTF-8”, then choose it again.") from None
        return file


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
