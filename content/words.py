"""Texts of scripts: rooms list them in their `words` modules, pages hand over what their language says.

declare("editor", _("Saving …"), _("Saved at {time}"))  # gettext_noop: found by makemessages
{% script_words "editor" %}                             # in the page; the scripts say t("Saving …")
"""

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext

_words: dict[str, tuple[str, ...]] = {}


def declare(name: str, *texts: str) -> None:
    """What the scripts in `static/<name>/` say, in English; values stand in braces."""
    _words[name] = texts


def declared(name: str) -> tuple[str, ...]:
    return _words.get(name, ())


def handed_over(name: str) -> SafeString:
    """JSON for the scripts, of those texts alone that the language of the page has other words for."""
    said = {text: gettext(text) for text in declared(name)}
    return json_script({text: other for text, other in said.items() if other != text}, f"words-{name}")
