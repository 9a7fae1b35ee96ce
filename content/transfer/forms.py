"""The form that takes a file to import."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from content.transfer.registry import Importer
from content.transfer.services import importers_of_files

MOST_BYTES = 2_000_000_000


class UploadForm(forms.Form):
    """A file, and by its ending the importer that reads it."""

    file = forms.FileField(label="File", error_messages={"required": "Choose the file that was exported."})
    importer: Importer

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        name = str(file.name).lower()
        fitting = [row for row in importers_of_files() if name.endswith(row.endings)]
        if not fitting:
            endings = ", ".join(ending for row in importers_of_files() for ending in row.endings)
            raise ValidationError(f"“{file.name}” is no export that can be read. Choose one that ends in {endings}.")
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 2 GB. Import it on the server, with the command.")
        self.importer = fitting[0]
        return file
