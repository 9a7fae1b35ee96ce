"""What the edit page and the conflict page show."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString

from accounts.sites.context import site_of
from aicmr.lib import diff, html
from aicmr.lib.text import count_words
from content import kinds
from content.articles.admin.asking import person
from content.articles.admin.listing import state_of
from content.articles.forms import TextForm
from content.media.models import Asset
from content.media.services import picture
from content.publishing.models import LivePage, PreviewLink, Schedule

LABELS = {"seo_title": "Title for search engines", "seo_description": "Description for search engines"}


@dataclass(frozen=True)
class Difference:
    """A plain field that two versions fill differently."""

    label: str
    before: str
    after: str
    changes: SafeString


def edit_context(page: Any, request: HttpRequest, obj: Any, form: TextForm) -> dict[str, Any]:
    kind = kinds.kind_of(obj)
    now = timezone.now()
    state, label = state_of(obj)
    hero = picture([obj.hero], is_signed=True).get(obj.hero_id) if obj.hero else None
    form.fields["body"].widget.attrs["data-pictures"] = _pictures(request, obj)
    if "tags" in form.fields:
        form.fields["tags"].widget.attrs["data-suggest"] = page.url("tags")
        form.fields["tags"].widget.attrs["data-creates"] = "1" if request.user.has_perm("taxonomy.add_tag") else "0"
    return {
        "title": str(obj),
        "object": obj,
        "original": obj,
        "form": form,
        "media": page.media + form.media,
        "kind": kind,
        "state": state,
        "state_label": label,
        "hero": hero,
        "live": LivePage.objects.cards().filter(kind=kind, object_id=obj.pk).first(),
        "schedule": Schedule.objects.of(kind, obj.pk).waiting().select_related("created_by").first(),
        "links": PreviewLink.objects.of(kind, obj.pk).open(now)[:10],
        "may_publish": page.may(request, "publish"),
        "may_delete": page.has_delete_permission(request, obj),
        "words": count_words(html.to_text(obj.body)),
        "urls": urls_of(page, obj),
        "sign_in": f"{reverse(settings.LOGIN_URL)}?next={reverse('admin:index')}",
        "forget": "theirs" in request.GET,
    }


def urls_of(page: Any, obj: Any) -> dict[str, str]:
    """The addresses of one text in the admin."""
    own = {name: page.url(name, obj.pk) for name in ("autosave", "change", "compare", "copy", "links", "revisions")}
    media = {name: f"{reverse('admin:index')}media/asset/{name}/" for name in ("picker", "upload")}
    preview = reverse("reading:preview_draft", args=[kinds.kind_of(obj), obj.public_id])
    return own | media | {"paste": page.url("paste"), "list": page.url("changelist"), "preview": preview}


def crumbs(page: Any, obj: Any, here: str) -> list[tuple[str, str]]:
    """Where a page about a text stands: names with addresses, the page itself last."""
    plural = str(page.opts.verbose_name_plural).capitalize()
    return [(plural, page.url("changelist")), (str(obj), page.url("change", obj.pk)), (here, "")]


def _pictures(request: HttpRequest, obj: Any) -> str:
    """JSON: asset → an address that works while this page is open, for the figures in the text."""
    wanted = {node.get("data-asset") for node in html.body_tree(obj.body).walk() if node.get("data-asset")}
    if not wanted:
        return "{}"
    assets = list(Asset.objects.visible_to(person(request), site_of(request)).filter(public_id__in=wanted))
    found = picture(assets, is_signed=True)
    return _json({asset.public_id: found[asset.pk]["src"] for asset in assets if asset.pk in found})


def saved_answer(obj: Any, form: TextForm, problems: dict[str, list[str]]) -> dict[str, Any]:
    """What the browser is told after a save, or about the version that stands in its way."""
    state, label = state_of(obj)
    return {
        "version": obj.version,
        "at": obj.updated_at.isoformat(),
        "by": str(obj.updated_by or ""),
        "errors": {name: [str(error) for error in errors] for name, errors in form.errors.items()} | problems,
        "badge": {"state": state, "label": label},
        "texts": {"edit-version": f"Version {obj.version}", "edit-when": when(obj.updated_at)},
    }


def when(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment), "j M Y, H:i")


def conflict_context(page: Any, request: HttpRequest, obj: Any, form: TextForm) -> dict[str, Any]:
    """Both texts side by side: `obj` as it stands now, and what was sent on an older version."""
    theirs, mine = form.stored(), form.cleaned_data
    return {
        "title": "Two versions of this text",
        "crumbs": crumbs(page, obj, "Two versions"),
        "object": obj,
        "urls": urls_of(page, obj),
        "media": form.media,
        "differences": differences(_readable(theirs), _readable(mine)),
        "rows": body_rows(str(theirs.get("body", "")), str(mine.get("body", ""))),
        "hidden": _sent(request),
    }


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    skipped = {"csrfmiddlewaretoken", "version", "reason"}
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in skipped and not name.startswith("_")
    ]


def _readable(values: dict[str, Any]) -> dict[str, str]:
    hidden = {"body", "version"}
    return {name: _text(value) for name, value in values.items() if name not in hidden}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def differences(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """Fields whose text differs, with the words that changed."""
    return [
        Difference(
            label=LABELS.get(name, name.replace("_", " ").capitalize()),
            before=before.get(name, ""),
            after=after[name],
            changes=diff.words_html(diff.words(before.get(name, ""), after[name])),
        )
        for name in after
        if before.get(name, "") != after[name]
    ]


def body_rows(before: str, after: str) -> list[dict[str, Any]]:
    """Rows of a side-by-side comparison of two bodies; unchanged stretches fold into their number."""
    rows: list[dict[str, Any]] = []
    for change in diff.blocks(html.blocks(before), html.blocks(after)):
        if change.op == "same" and rows and rows[-1]["op"] == "same":
            rows[-1]["blocks"].append(change.after)
            continue
        words = diff.words_html(change.words) if change.op == "changed" else ""
        rows.append({"op": change.op, "before": change.before, "after": change.after, "words": words})
        if change.op == "same":
            rows[-1]["blocks"] = [change.after]
    return rows


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
