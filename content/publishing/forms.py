"""Forms of the admin."""

from typing import Any

from django import forms

from content.publishing.models import Redirect
from content.publishing.redirects import faults


class RedirectForm(forms.ModelForm):
    """Says before saving why a redirect would not work."""

    class Meta:
        model = Redirect
        fields = ["path", "target"]
        help_texts = {
            "path": "As readers typed it, without the host: /old-page/",
            "target": "/new-page/ on this site, or https://… elsewhere",
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("path") and values.get("target"):
            for fault in faults(self.instance.site, values["path"], values["target"]):
                self.add_error(None, fault)
        return values

    def validate_unique(self) -> None:
        """A redirect from the same address is replaced, which the list says."""
