"""Revisions: list, compare, label, restore; preview and the links that show a draft to someone without an account."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from accounts.sites.context import site_of
from content import kinds
from content.articles.admin import saving
from content.articles.admin.asking import person
from content.articles.admin.page import body_rows, crumbs, differences, urls_of
from content.articles.widgets import BodyWidget
from content.media.models import Asset
from content.media.services import picture
from content.publishing import services
from content.publishing.models import PreviewLink, Revision
from content.taxonomy.models import Author, Category, Tag

PER_PAGE = 30
HOURS = {"24": "1 day", "72": "3 days", "168": "1 week", "720": "30 days"}
NAMED = {"category": Category, "more_categories": Category, "tags": Tag, "authors": Author}


class History:
    """Mixed into the admins of articles and pages."""

    url: Any
    route: Any
    found: Any
    render: Any

    def get_urls(self) -> list[Any]:
        own = [
            self.route("<int:object_id>/revisions/", self.revisions_view, "revisions"),
            self.route("<int:object_id>/revisions/compare/", self.compare_view, "compare"),
            self.route("<int:object_id>/revisions/<int:number>/restore/", self.restore_view, "restore"),
            self.route("<int:object_id>/revisions/<int:number>/label/", self.label_view, "label"),
            self.route("<int:object_id>/links/", self.links_view, "links"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(self.url("revisions", self.found(request, object_id).pk))

    def revisions_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        obj = self.found(request, object_id)
        rows = revisions_of(obj).defer("snapshot").select_related("created_by")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        for row in page.object_list:
            row.restore_url = self.url("restore", obj.pk, row.number)
            row.label_url = self.url("label", obj.pk, row.number)
        context = self.about(obj, "Revisions") | {"page": page, "rows": list(page.object_list)}
        return self.render(request, "articles/revisions.html", context)

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """`?a=3&b=7`; without `b`, revision `a` against the draft as it stands now."""
        obj = self.found(request, object_id)
        numbers = sorted(_number(request.GET.get(name, "")) for name in ("a", "b") if request.GET.get(name))
        if not numbers:
            return HttpResponseRedirect(self.url("revisions", obj.pk))
        older = self.revision(obj, numbers[0])
        newer = self.revision(obj, numbers[1]) if len(numbers) > 1 else None
        after = newer.snapshot if newer else kinds.get(kinds.kind_of(obj)).snapshot([obj])[0]
        context = self.about(obj, "Compare revisions") | {
            "restore_url": self.url("restore", obj.pk, older.number),
            "older": older,
            "newer": newer,
            "differences": differences(_readable(older.snapshot), _readable(after)),
            "pictures": _pictures(request, older.snapshot, after),
            "rows": body_rows(older.snapshot.get("body", ""), after.get("body", "")),
            "body": after.get("body", ""),
        }
        return self.render(request, "articles/compare.html", context)

    def restore_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.found(request, object_id)
        services.restore_revision(self.revision(obj, number), by=person(request))
        messages.success(request, f"Revision {number} is the draft again. What stood there is kept as a revision.")
        return HttpResponseRedirect(self.url("change", obj.pk))

    def label_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.found(request, object_id)
        saving.label(self.revision(obj, number), request.POST.get("label", ""))
        messages.success(request, f"Revision {number} was labelled.")
        return HttpResponseRedirect(self.url("revisions", obj.pk))

    def links_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Make a preview link, or with `revoke` take one back."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.found(request, object_id)
        if key := request.POST.get("revoke"):
            links = PreviewLink.objects.of(kinds.kind_of(obj), obj.pk)
            services.revoke_preview_link(get_object_or_404(links, public_id=key), by=person(request))
            messages.success(request, "The preview link no longer works.")
        else:
            hours = request.POST.get("hours", "72")
            services.create_preview_link(obj, by=person(request), hours=int(hours) if hours in HOURS else 72)
            messages.success(request, "The preview link is ready to be copied.")
        return HttpResponseRedirect(self.url("change", obj.pk) + "#preview-links")

    def about(self, obj: Any, title: str) -> dict[str, Any]:
        shared = {"object": obj, "urls": urls_of(self, obj), "media": BodyWidget().media}
        return shared | {"title": f"{title}: {obj}", "crumbs": crumbs(self, obj, title)}

    def revision(self, obj: Any, number: int) -> Revision:
        row: Revision = get_object_or_404(revisions_of(obj).select_related("created_by"), number=number)
        return row


def revisions_of(obj: Any) -> Any:
    return Revision.objects.for_site(obj.site).of(kinds.kind_of(obj), obj.pk).order_by("-number")


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Http404("There is no such revision.")
    return int(text)


def _readable(snapshot: dict[str, Any]) -> dict[str, str]:
    """A snapshot's plain fields as text, ids replaced by names."""
    texts: dict[str, str] = {}
    for name, value in snapshot.items():
        if name in ("body", "hero"):
            continue
        if name in NAMED:
            value = _names(NAMED[name], value)
        texts[name] = ", ".join(map(str, value)) if isinstance(value, list) else _word(value)
    return texts


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _names(model: Any, value: Any) -> list[str]:
    ids = value if isinstance(value, list) else [value] if value else []
    known = dict(model.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [known.get(pk, "(deleted)") for pk in ids]


def _pictures(request: HttpRequest, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any] | None]:
    """The lead pictures of both sides, if they differ."""
    if before.get("hero") == after.get("hero"):
        return []
    ids = [pk for pk in (before.get("hero"), after.get("hero")) if pk]
    found = picture(Asset.objects.visible_to(person(request), site_of(request)).filter(pk__in=ids), is_signed=True)
    return [found.get(side.get("hero") or 0) for side in (before, after)]
