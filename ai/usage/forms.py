"""What the usage page and its command are asked."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.sites.models import Site
from ai.usage.spans import Span, span


class SpanForm(forms.Form):
    """Days of the site; what is no date counts as not said."""

    first = forms.DateField(required=False)
    last = forms.DateField(required=False)

    def span(self, site: Site) -> Span:
        self.is_valid()
        told: dict[str, Any] = self.cleaned_data
        today = timezone.localtime(timezone.now()).date()
        return span(told.get("first"), told.get("last"), zone=site.time_zone, today=today)
