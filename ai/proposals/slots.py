"""What this room puts into pages of lower rooms."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ai.proposals import marking
from content.slots import fill


@fill("article.revision.text")
def provenance(context: dict[str, Any]) -> SafeString | str:
    """What of the newer side AI wrote, passage by passage."""
    obj = context["object"]
    found = marking.marked_text(context["body"], site=obj.site)
    if found is None:
        return ""
    told = {"found": found, "number": context["number"], "language": obj.language or obj.site.locale}
    return render_to_string("proposals/_marked.html", told, request=context["request"])
