"""What the edit page's fields look like in HTML; `static/editor/` brings them to life, without it they are plain."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django_prose_editor.widgets import prose_editor_base_media
from js_asset import ImportMap, Media, Script

MODULES = [
    "autosave",
    "blockids",
    "commands",
    "dom",
    "fields",
    "figure",
    "link",
    "localcopy",
    "main",
    "paste",
    "picker",
    "schema",
    "slash",
    "tokens",
    "toolbar",
]
_IMPORTS = ImportMap({f"aicmr-editor/{name}": f"editor/{name}.js" for name in MODULES})


class BodyWidget(forms.Textarea):
    """The text as HTML; the editor takes it over. Its media are those of the whole edit page."""

    @property
    def media(self) -> forms.Media:
        own = Media(
            importmap=_IMPORTS,
            css={"all": ["editor/edit.css", "editor/prose.css"]},
            js=[Script("editor/main.js", type="module")],
        )
        return prose_editor_base_media + own


class LineWidget(forms.Textarea):
    """A text without line breaks that grows with what is typed."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"rows": 1, "data-grow": "1", **attrs})


class TagsWidget(forms.TextInput):
    """Names, separated by commas."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-tokens": "tags", "data-placeholder": "Add a tag", "autocomplete": "off"})


class AuthorsWidget(forms.SelectMultiple):
    """A multiple select whose chosen options come first, in the order of the byline."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-tokens": "authors", "data-placeholder": "Add an author", "size": 4})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        place = {chosen: index for index, chosen in enumerate(value)}
        return sorted(groups, key=lambda group: place.get(str(group[1][0]["value"]), len(place)))


def languages(own: str) -> Iterable[tuple[str, str]]:
    yield "", f"The site's ({own})"
    yield from (
        ("en", "English"),
        ("de", "German"),
        ("fr", "French"),
        ("es", "Spanish"),
        ("it", "Italian"),
        ("nl", "Dutch"),
        ("pl", "Polish"),
        ("pt", "Portuguese"),
        ("vi", "Vietnamese"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("zh", "Chinese"),
        ("ar", "Arabic"),
    )
