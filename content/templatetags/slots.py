from typing import Any

from django import template
from django.utils.safestring import SafeString

from content import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, **extra: Any) -> SafeString:
    """`{% slot "article.edit.field" field="summary" %}`: fillers get the template's variables and `extra`."""
    known: Any = context.flatten()
    return slots.render(name, known | extra)
