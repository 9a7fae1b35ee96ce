"""What this room puts into the edit page of articles and pages."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.jobs.models import Job
from ai.proposals import showing, texts
from ai.proposals.models import Proposal
from ai.writing import panels
from ai.writing.choosing import RULES
from ai.writing.models import Draft
from ai.writing.suggesting import FIELDS
from content import kinds
from content.slots import fill

LABELS = {
    "title": "Suggest titles",
    "summary": "Suggest a summary",
    "seo_title": "Suggest a search title",
    "seo_description": "Suggest a description",
    "slug": "Suggest an address",
    "tags": "Suggest tags",
    "hero_alt": "Describe the picture",
}


@fill("article.edit.field")
def suggest_button(context: dict[str, Any]) -> SafeString | str:
    """The button beside a field, with what was suggested before and still waits."""
    obj, field = context["object"], context["field"]
    if field not in FIELDS or obj.trashed_at or not context["request"].user.has_perm("writing.add_draft"):
        return ""
    known = _known(context["request"], obj)
    told = {
        "object": obj,
        "kind": kinds.kind_of(obj),
        "field": field,
        "button": LABELS[field],
        "what": showing.field_label(field).lower(),
        "improves": field in RULES,
        "has_text": field in RULES and bool((texts.current(obj, field) or "").strip()),
        "waiting": known["proposals"].get(field),
        "job": known["jobs"].get(field),
    }
    return render_to_string("writing/_suggest.html", told, request=context["request"])


@fill("article.edit.body")
def draft_panel(context: dict[str, Any]) -> SafeString | str:
    """The draft while it is written and until everything in it is decided."""
    request, obj = context["request"], context["object"]
    kind = kinds.kind_of(obj)
    rows = Draft.objects.visible_to(request.user, obj.site).about(kind, obj.pk).for_page()
    draft = rows.first() if kind == "article" else None
    shown = panels.context(draft) if draft else {}
    if draft and not (draft.is_open or draft.state == Draft.State.FAILED or shown["waiting"]):
        shown = {}
    return render_to_string("writing/_over.html", shown | {"object": obj}, request=request)


@fill("article.edit.side", order=20)
def brief_card(context: dict[str, Any]) -> SafeString | str:
    obj, request = context["object"], context["request"]
    if kinds.kind_of(obj) != "article" or obj.trashed_at or not request.user.has_perm("writing.add_draft"):
        return ""
    return render_to_string("writing/_card.html", {"object": obj}, request=request)


def _known(request: Any, obj: Any) -> dict[str, dict[str, Any]]:
    """Waiting proposals and open jobs of this text by field; two queries for the whole page."""
    found: dict[str, dict[str, Any]] | None = getattr(request, "_writing_known", None)
    if found is None:
        kind = kinds.kind_of(obj)
        rows = Proposal.objects.for_site(obj.site).about(kind, obj.pk).pending().filter(block_id="")
        jobs = Job.objects.filter(site=obj.site, kind="writing.suggest", created_by=request.user).open().order_by("pk")
        mine = [job for job in jobs if (job.payload.get("kind"), job.payload.get("object_id")) == (kind, obj.pk)]
        found = {
            "proposals": {row.field: showing.context(row) for row in rows if row.bundle.startswith("suggest:")},
            "jobs": {job.payload["field"]: panels.suggestion(job) for job in mine},
        }
        request._writing_known = found
    return found
