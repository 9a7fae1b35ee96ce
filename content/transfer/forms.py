"""The form that takes a file to import."""

from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError

from content.transfer.packed import ENDINGS
from content.transfer.recognising import told
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
        if name.endswith(ENDINGS):
            fitting = _for_packed(file)
        if not fitting:
            endings = ", ".join(endings_of_files())
            raise ValidationError(f"“{file.name}” is no export that can be read. Choose one that ends in {endings}.")
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 2 GB. Import it on the server, with the command.")
        self.importer = fitting[0]
        return file


def endings_of_files() -> list[str]:
    """What files may end in that can be uploaded."""
    return list(dict.fromkeys([*(ending for row in importers_of_files() for ending in row.endings), *ENDINGS]))


def _for_packed(file: "IO[bytes]") -> list[Importer]:
    """Who reads what is packed in the file; the folder of a site if nobody can tell, who says what is wrong with it."""
    found = told(file)
    if found and found[0] not in {row.name for row in importers_of_files()}:
        raise ValidationError(found[1])
    return [row for row in importers_of_files() if (row.name == found[0] if found else row.is_packed)]
