"""What an export takes along, and an archive to bring back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.sites.naming import clean_host
from content.archives.exceptions import ExportRefused
from content.archives.models import Export
from content.archives.selecting import parse

MOST_BYTES = 2_000_000_000


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label="What for", choices=Export.Format.choices, initial=Export.Format.ARCHIVE, widget=forms.RadioSelect
    )
    query = forms.CharField(
        label="Only these texts",
        max_length=500,
        required=False,
        help_text="Empty: everything. Words, or conditions such as tag:harbour author:ada since:2026-01-01 kind:page",
    )
    with_revisions = forms.BooleanField(
        label="Every revision",
        required=False,
        help_text="Archives hold what is live, planned or drafted; with this also how each text came about.",
    )

    def clean_query(self) -> str:
        query: str = self.cleaned_data["query"]
        try:
            parse(query)
        except ExportRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return query


class RestoreForm(forms.Form):
    file = forms.FileField(label="Archive", error_messages={"required": "Choose the archive, a file in .zip."})
    place = forms.ChoiceField(label="Where to", choices=(), initial="own", widget=forms.RadioSelect)
    domain = forms.CharField(
        label="Domain of the new site",
        max_length=253,
        required=False,
        help_text="Empty: the domains that the archive names, if no site here has them.",
    )

    def __init__(self, *args: Any, site_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("own", "A site of its own"), ("here", f"Into {site_name}; what is there stays as it is")]
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(".zip"):
            raise ValidationError("An archive is a file in .zip, as the export makes it. Choose that file.")
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 2 GB. Restore it on the server, with the command.")
        return file

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"].strip()
        return clean_host(domain) if domain else ""
