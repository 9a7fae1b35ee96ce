"""How proposals are shown: labels, differences, pictures, and what a page is told when one was accepted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from ai.proposals import differences, texts, translations
from ai.proposals.models import Decision, Proposal
from aicmr.lib import html
from aicmr.lib.text import shorten
from content import kinds
from content.media.models import Asset
from content.media.services import picture

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

LABELS = {
    "body": "Text",
    "title": "Title",
    "summary": "Summary",
    "slug": "Address",
    "seo_title": "Title for search engines",
    "seo_description": "Description for search engines",
    "tags": "Tags",
    "hero_alt": "Alternative text of the lead picture",
}
LONG = 30_000  # characters of a text whose difference is shown when it is asked for


def field_label(field: str) -> str:
    if field.startswith(translations.FIELD):
        return f"Translation ({translations.language_of(field)})"
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


def content_url(row: Any) -> str:
    """Where the text is edited; '' where there is no such page."""
    opts = kinds.get(row.kind).model._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.object_id])
    except NoReverseMatch:
        return ""


def context(row: Proposal) -> dict[str, Any]:
    """What a panel needs."""
    return list_rows([row], whole=True)[0]


def list_rows(rows: Sequence[Proposal], *, by: "User | None" = None, whole: bool = False) -> list[dict[str, Any]]:
    """What is shown of each row, in constant queries. `by` may undo; without `whole`, long differences are left out."""
    objects = _objects(rows)
    pictures = _pictures(rows, objects)
    decisions = _decisions(rows) if by else {}
    return [
        _shown(row, objects.get((row.kind, row.object_id)), whole=whole)
        | {"picture": pictures.get(row.pk), "decision": decisions.get(row.pk)}
        for row in rows
    ]


def _shown(row: Proposal, obj: Any, *, whole: bool) -> dict[str, Any]:
    is_html = texts.is_html(row.field)
    is_long = is_html and not row.block_id and len(row.before) + len(row.after) > (LONG if whole else 0)
    show = whole or not is_long
    stands = texts.current(obj, row.field, row.block_id) if obj and row.is_pending and show else row.before
    moved = stands is None or (stands != row.before and texts.digest(row.field, stands) != row.base_hash)
    return {
        "proposal": row,
        "label": field_label(row.field),
        "about": (obj.title if obj else "") or "Untitled",
        "is_gone": obj is None,
        "content_url": content_url(row) if obj else "",
        "is_long": is_long and not whole,
        "excerpt": shorten(texts.plain(row.field, row.after), 280) if not show else "",
        "rows": differences.comparison(row.field, row.before, row.after) if show else [],
        "is_new": not texts.plain(row.field, row.before).strip(),
        "is_html": is_html,
        "body": safe_body(row.after) if is_html and show else "",
        "language": (obj.language if obj else "") or row.site.locale,
        "cost": money(row.cost_micro, row.currency),
        "moved": moved,
        "names": texts.names(row.after) if row.field in texts.LIST_FIELDS else [],
    }


def _objects(rows: Sequence[Proposal]) -> dict[tuple[str, int], Any]:
    """What the rows are about, without texts that nobody will look at."""
    found: dict[tuple[str, int], Any] = {}
    by_kind: dict[str, list[Proposal]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for kind, group in by_kind.items():
        wanted = _rows(kind).filter(pk__in={row.object_id for row in group})
        fields = {row.field for row in group}
        wanted = wanted if any(map(texts.is_html, fields)) else wanted.defer("body")
        wanted = wanted.select_related("hero") if "hero_alt" in fields else wanted
        for name in fields & texts.LIST_FIELDS:
            wanted = wanted.prefetch_related(name)
        found |= {(kind, obj.pk): obj for obj in wanted}
    return found


def _pictures(rows: Sequence[Proposal], objects: dict[tuple[str, int], Any]) -> dict[int, dict[str, Any]]:
    """By proposal, the picture that it describes: the lead picture, or that of the block."""
    wanted: dict[int, Any] = {}
    named: dict[int, str] = {}
    for row in rows:
        obj = objects.get((row.kind, row.object_id))
        if row.field == "hero_alt" and obj is not None and obj.hero:
            wanted[row.pk] = obj.hero
        elif row.block_id and "data-asset" in row.after:
            named[row.pk] = next((node.get("data-asset") for node in html.body_tree(row.after).elements()), "")
    if named:
        sites = {row.site_id for row in rows}
        assets = {
            asset.public_id: asset for asset in Asset.objects.filter(public_id__in=named.values(), site__in=sites)
        }
        wanted |= {pk: assets[name] for pk, name in named.items() if name in assets}
    found = picture(list(wanted.values()), is_signed=True) if wanted else {}
    return {pk: found[asset.pk] for pk, asset in wanted.items() if asset.pk in found}


def _decisions(rows: Sequence[Proposal]) -> dict[int, Decision]:
    """By proposal, the newest decision if it stands and can be taken back."""
    decided = [row.pk for row in rows if not row.is_pending]
    found = Decision.objects.filter(proposal__in=decided).select_related("decided_by").order_by("pk") if decided else []
    newest = {decision.proposal_id: decision for decision in found}
    return {pk: decision for pk, decision in newest.items() if decision.undone_at is None}


def decision(row: Proposal) -> Decision | None:
    newest = row.decisions.select_related("proposal__site").order_by("-pk").first()
    return newest if newest and newest.undone_at is None else None


@dataclass(frozen=True)
class Batch:
    """What was decided at once."""

    batch: str
    accepted: int
    rejected: int


def batch(site: "Site", name: str) -> Batch | None:
    rows = Decision.objects.of_batch(site, name[:20]).standing() if name else Decision.objects.none()
    actions = list(rows.values_list("action", flat=True)) if name else []
    rejected = actions.count(Decision.Action.REJECTED)
    return Batch(name, len(actions) - rejected, rejected) if actions else None


def standing(site: "Site", name: str) -> int:
    return Decision.objects.of_batch(site, name).standing().count()


def found(public_id: str, *, by: "User", site: "Site") -> Proposal:
    """Raises Http404 for one that this person may not decide on."""
    row = (
        Proposal.objects.editable_by(by, site).select_related("site", "created_by").filter(public_id=public_id).first()
    )
    if row is None:
        raise Http404("There is no proposal with this number.")
    return row


def safe_body(body: str) -> SafeString:
    return mark_safe(html.clean(body))  # noqa: S308 (cleaned here)


def edited(row: Proposal, sent: str | None) -> str | None:
    """What the person made of the text; None where it was sent back as it was or not at all."""
    if sent is None or not sent.strip():
        return None
    same = texts.digest(row.field, sent) == texts.digest(row.field, row.after)
    return None if same else sent


def hand_over(response: HttpResponse, row: Proposal, version: int) -> None:
    """Gives the accepted text and the new version to an open edit page, as data at the end of the answer: a text of
    any length, where proxies let headers have a few kilobytes. A translation has nothing to hand over."""
    if row.field.startswith(translations.FIELD):
        return
    obj = _rows(row.kind).get(pk=row.object_id)
    told = {"field": row.field, "value": texts.current(obj, row.field), "version": version}
    response.content += json_script(told, "aicmr-set").encode()


def _rows(kind: str) -> Any:
    return kinds.get(kind).model._default_manager
