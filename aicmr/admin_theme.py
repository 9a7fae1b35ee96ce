"""Colours of the admin: warm greys like paper, and one ink blue whose shades meet WCAG AA on them."""

from django.http import HttpRequest

_BASE = ("98.6% .002 85", "96.8% .003 85", "92.4% .004 85", "87% .005 80", "70% .008 75", "52% .010 70")
_BASE_DARK = ("43.5% .010 70", "36.5% .009 70", "26.5% .007 65", "20.5% .006 65", "14.5% .005 60")
_INK = ("97.2% .012 240", "94.2% .026 240", "88.6% .05 240", "80.4% .085 241", "71% .115 242", "64% .125 243")
_INK_DARK = ("47.5% .12 246", "41% .108 247", "35.5% .09 248", "30% .07 249", "21% .05 250")
_WEIGHTS = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "950")
_FONT = {
    "subtle-light": "var(--color-base-500)",
    "subtle-dark": "var(--color-base-400)",
    "default-light": "var(--color-base-600)",
    "default-dark": "var(--color-base-300)",
    "important-light": "var(--color-base-900)",
    "important-dark": "var(--color-base-100)",
}


def colors(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Built anew each time: the theme changes what it is given."""
    return {"base": _scale(*_BASE, *_BASE_DARK), "primary": _scale(*_INK, *_INK_DARK), "font": dict(_FONT)}


def _scale(*shades: str) -> dict[str, str]:
    return {weight: f"oklch({shade})" for weight, shade in zip(_WEIGHTS, shades, strict=True)}
