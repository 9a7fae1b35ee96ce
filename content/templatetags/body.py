from django import template
from django.utils.safestring import SafeString, mark_safe

from aicmr.lib import html

register = template.Library()


@register.filter
def stored_html(value: str) -> SafeString:
    """A stored body, or a block of one, cleaned once more: a row may be older than a rule."""
    return mark_safe(html.clean(value))  # noqa: S308 (cleaned here)
