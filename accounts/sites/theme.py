"""Theme tokens of a site: checked when they are saved, and again when they become CSS."""

import re
from collections.abc import Mapping
from typing import Any

# System and shipped font stacks only: the public policy allows no font from elsewhere.
FONTS = {
    "serif": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif',
    "old-style": '"Iowan Old Style", "Palatino Linotype", "URW Palladio L", P052, serif',
    "slab": 'Rockwell, "Rockwell Nova", "Roboto Slab", "DejaVu Serif", "Sitka Small", serif',
    "sans": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", source-sans-pro, sans-serif',
    "geometric": 'Avenir, Montserrat, Corbel, "URW Gothic", source-sans-pro, sans-serif',
}
WIDTHS = {"narrow": "34rem", "normal": "38rem", "wide": "44rem"}
_PROPERTIES = {
    "accent": "--accent",
    "font_heading": "--font-heading",
    "font_body": "--font-body",
    "width": "--measure",
}
_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_PAGE = {"accent": "#ffffff", "accent_dark": "#16181d"}  # what the accent stands on, in light and in dark
_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


def problems(theme: object) -> list[str]:
    """What is wrong with the tokens, in words for the person who set them; [] when all is well."""
    if not isinstance(theme, Mapping):
        return ['Theme tokens are names with values, such as {"accent": "#0a5c8f"}.']
    return [problem for name, value in theme.items() if (problem := _problem(str(name), value))]


def stylesheet(theme: Mapping[str, Any]) -> str:
    """The tokens as CSS custom properties; whatever is not valid is left out, so that defaults hold."""
    valid = {name: value for name, value in theme.items() if value and _problem(str(name), value) is None}
    lines = [f"{_PROPERTIES[name]}: {_css(name, valid[name])};" for name in _PROPERTIES if name in valid]
    rules = [":root { " + " ".join(lines) + " }"] if lines else []
    if "accent_dark" in valid:
        rules.append(f"@media (prefers-color-scheme: dark) {{ :root {{ --accent: {valid['accent_dark']}; }} }}")
    return "\n".join([*rules, ""])


def _css(name: str, value: str) -> str:
    if name.startswith("font_"):
        return FONTS[value]
    return WIDTHS[value] if name == "width" else value


def _problem(name: str, value: object) -> str | None:
    if value == "":
        return None
    if name in _PAGE:
        return _color_problem(name, value)
    allowed = {"font_heading": FONTS, "font_body": FONTS, "width": WIDTHS}.get(name)
    if allowed is None:
        return f"There is no theme token “{name}”; there are accent, accent_dark, font_heading, font_body and width."
    if not isinstance(value, str) or value not in allowed:
        return f"{name} is one of {', '.join(allowed)}."
    return None


def _color_problem(name: str, value: object) -> str | None:
    if not isinstance(value, str) or not _COLOR.match(value):
        return f"{name} is a colour of six digits, such as #0a5c8f."
    if _contrast(value, _PAGE[name]) < _CONTRAST:
        shade = "darker" if name == "accent" else "lighter"
        return f"{name} {value} cannot be read well as text on the page; take a {shade} one."
    return None


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(color: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
