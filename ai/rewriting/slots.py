"""What this room puts into the edit page: the menu's words, and the script that brings it to life."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ai.rewriting.actions import ACTIONS, TONES
from ai.rewriting.forms import LANGUAGES
from content import kinds
from content.slots import fill


@fill("article.edit.body", order=90)
def assist(context: dict[str, Any]) -> SafeString | str:
    request, obj = context["request"], context["object"]
    if obj.trashed_at or not request.user.has_perm("rewriting.add_rewrite"):
        return ""
    own = (obj.language or obj.site.locale).split("-")[0]
    told = {
        "object": obj,
        "kind": kinds.kind_of(obj),
        "actions": [
            {"name": a.name, "label": a.label, "icon": a.icon, "doing": a.doing, "blocks": sorted(a.blocks)}
            for a in ACTIONS.values()
        ],
        "tones": [{"name": name, "label": label} for name, label in TONES.items()],
        "languages": [{"name": code, "label": name} for code, name in LANGUAGES.items() if code != own],
    }
    return render_to_string("rewriting/_assist.html", told, request=request)
