"""Forms of the library."""

from typing import Any, ClassVar

from django import forms

from content.media.models import Asset


class AssetForm(forms.ModelForm):
    """Texts and focal point; the point is set on the picture, or by its two numbers."""

    class Meta:
        model = Asset
        fields = ("alt", "title", "caption", "credit", "focal_x", "focal_y")
        help_texts: ClassVar[dict[str, Any]] = {
            "alt": "What it shows, for people who do not see it. Leave it empty if the picture only decorates.",
            "caption": "Offered as the caption where the picture is placed in a text.",
            "credit": "Who made it, and whose it is.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
        }
