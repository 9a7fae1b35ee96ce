"""What this room puts into the edit page: the card beside the text."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ai.review import panels
from content import kinds
from content.slots import fill


@fill("article.edit.side", order=10)
def review_card(context: dict[str, Any]) -> SafeString | str:
    request, obj = context["request"], context["object"]
    if obj.trashed_at or not request.user.has_perm("review.add_review"):
        return ""
    kind = kinds.kind_of(obj)
    review = panels.newest(kind, obj, request.user)
    told = {"object": obj, "kind": kind, **(panels.context(review) if review else {})}
    return render_to_string("review/_card.html", told, request=request)
