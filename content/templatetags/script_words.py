from django import template
from django.utils.safestring import SafeString

from content import words

register = template.Library()


@register.simple_tag
def script_words(name: str) -> SafeString:
    """`{% script_words "editor" %}`: the texts of the scripts in `static/editor/`, translated, as JSON."""
    return words.handed_over(name)
