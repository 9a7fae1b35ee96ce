"""Forms that cost something carry a token, so that what is sent twice is done once."""

import hashlib
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from aicmr.lib.ids import public_id

FIELD = "_once"
_NOT_ITS_OWN = {"csrfmiddlewaretoken"}


def field() -> SafeString:
    """The hidden field; each time the form is shown it has another token."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, public_id())


def sent(request: HttpRequest) -> str:
    """Equal for two requests that send the same form with the same content; '' for a form without the field.

    Content counts, since people go back to a form, change it, and mean to send it again.
    """
    if not request.POST.get(FIELD):
        return ""
    told: list[Any] = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_ITS_OWN)
    files = sorted((name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name))
    return hashlib.blake2b(repr((told, files)).encode(errors="replace"), digest_size=16).hexdigest()
