"""How proposals are shown: labels, excerpts, differences, and what a page is told when one was accepted."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from ai.proposals import texts
from ai.proposals.models import Proposal, Provenance
from aicmr.lib import html
from aicmr.lib.text import shorten
from content import kinds

LABELS = {
    "body": "Text",
    "title": "Title",
    "summary": "Summary",
    "seo_title": "Title for search engines",
    "seo_description": "Description for search engines",
    "tags": "Tags",
}
CSV_COLUMNS = (
    *("id", "kind", "object", "field", "block", "provider", "model", "prompt_version", "guideline_version"),
    *("accepted_by", "accepted_at", "edited_before", "share_edited_since"),
)


def field_label(field: str) -> str:
    return LABELS.get(field, field.replace("_", " ").capitalize())


def money(micro: int | None, currency: str) -> str:
    if micro is None:
        return "no price known"
    return f"{micro / 1_000_000:.4f} {currency}".strip() if micro else "free"


def excerpt(row: Proposal) -> str:
    return shorten(texts.plain(row.field, row.after), 140)


def add_titles(rows: Iterable[Any]) -> None:
    """Sets `about` on each row: the title of the text it is about; one query for each kind."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for kind, group in by_kind.items():
        titles = dict(_rows(kind).filter(pk__in={row.object_id for row in group}).values_list("pk", "title"))
        for row in group:
            row.about = titles.get(row.object_id) or "Untitled"


def title_of(row: Any) -> str:
    add_titles([row])
    return str(row.about)


def content_url(row: Any) -> str:
    """Where the text is edited; '' where there is no such page."""
    opts = kinds.get(row.kind).model._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.object_id])
    except NoReverseMatch:
        return ""


def context(row: Proposal) -> dict[str, Any]:
    """What the panel needs."""
    is_html = row.field in texts.HTML_FIELDS
    return {
        "proposal": row,
        "label": field_label(row.field),
        "about": title_of(row),
        "content_url": content_url(row),
        "rows": texts.comparison(row.field, row.before, row.after),
        "is_new": not texts.plain(row.field, row.before).strip(),
        "is_html": is_html,
        "body": safe_body(row.after) if is_html else "",
        "cost": money(row.cost_micro, row.currency),
    }


def safe_body(body: str) -> SafeString:
    return mark_safe(html.clean(body))  # noqa: S308 (cleaned here)


def edited(row: Proposal, sent: str | None) -> str | None:
    """What the person made of the text; None where it was sent back as it was or not at all."""
    if sent is None or not sent.strip():
        return None
    same = texts.digest(row.field, sent) == texts.digest(row.field, row.after)
    return None if same else sent


def set_event(row: Proposal, version: int) -> str:
    """The event that hands the accepted text and the new version to an open edit page."""
    obj = _rows(row.kind).get(pk=row.object_id)
    detail = {"field": row.field, "value": texts.current(obj, row.field), "version": version}
    return json.dumps({"aicmr:set": detail}, ensure_ascii=True)


def csv_row(row: Provenance) -> list[str]:
    values = (
        *(row.public_id, row.kind, row.object_id, row.field, row.block_id, row.provider, row.model, row.prompt_version),
        *(row.guideline_version, row.accepted_by or "", row.accepted_at.isoformat(), "yes" if row.was_edited else "no"),
        f"{row.edited_share:.4f}",
    )
    return [_harmless(str(value)) for value in values]


def _harmless(value: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{value}" if value[:1] in "=+-@\t\r" else value


def _rows(kind: str) -> Any:
    return kinds.get(kind).model._default_manager
