"""Versions of a guideline or term: list, compare, restore. Mixed into both admins."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from content.quality import comparing, services
from content.quality.admin.asking import person
from content.quality.exceptions import QualityRefused
from content.quality.models import Scoped

PER_PAGE = 30


class VersionedAdmin(SiteAdmin):
    list_select_related: Any = ("category", "updated_by")
    autocomplete_fields = ("category",)
    change_form_after_template = "quality/foot.html"

    class Media:
        css = {"all": ["admin_site/lists.css", "editor/edit.css", "quality/quality.css"]}

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.route("<int:object_id>/versions/", self.versions_view, "versions"),
            self.route("<int:object_id>/versions/compare/", self.compare_view, "compare"),
            self.route("<int:object_id>/versions/<int:number>/restore/", self.restore_view, "restore"),
        ]
        return [*own, *super().get_urls()]

    def route(self, address: str, view: Any, name: str) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"quality_{self.opts.model_name}_{name}")

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:quality_{self.opts.model_name}_{name}", args=args)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(self.url("versions", self.found(request, object_id).pk))

    def versions_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        obj = self.found(request, object_id)
        page = Paginator(obj.versions.select_related("created_by"), PER_PAGE).get_page(request.GET.get("page"))
        for row in page.object_list:
            row.restore_url = self.url("restore", obj.pk, row.number)
        return self.page(request, "quality/versions.html", self._about(request, obj, "Versions") | {"page": page})

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """`?a=3&b=7`; without `b`, version `a` against the newest."""
        obj = self.found(request, object_id)
        wanted = sorted(_number(text) for name in ("a", "b") if (text := request.GET.get(name, "")))
        if not wanted:
            return HttpResponseRedirect(self.url("versions", obj.pk))
        numbers = wanted if len(wanted) > 1 else [wanted[0], obj.version]
        older, newer = (get_object_or_404(obj.versions.select_related("created_by"), number=n) for n in numbers)
        told = {
            "older": older,
            "newer": newer,
            "differences": comparing.differences(self.model, older.snapshot, newer.snapshot),
            "restore_url": self.url("restore", obj.pk, older.number),
        }
        return self.page(request, "quality/compare.html", self._about(request, obj, "Compare versions") | told)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        obj = self.found(request, object_id)
        if not self.has_change_permission(request, obj):
            raise Http404("There is no such version.")
        try:
            if not services.restore(obj, number, by=person(request)):
                raise Http404("There is no such version.")
            messages.success(request, f"Version {number} counts again, as version {obj.version}.")
        except QualityRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.url("change", obj.pk))

    def found(self, request: HttpRequest, object_id: Any) -> Any:
        """Raises Http404 for a row that this person may not see."""
        obj = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, obj):
            raise Http404("There is no such page.")
        return obj

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return render(request, template, shared | context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        extra = {"versions_url": self.url("versions", object_id) if object_id.isdecimal() else ""}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("site")

    def _about(self, request: HttpRequest, obj: Scoped, title: str) -> dict[str, Any]:
        crumbs = [
            (str(self.opts.verbose_name_plural).capitalize(), self.url("changelist")),
            (str(obj), self.url("change", obj.pk)),
            (title, ""),
        ]
        may = self.has_change_permission(request, obj)
        urls = {"change": self.url("change", obj.pk), "versions": self.url("versions", obj.pk)}
        urls["compare"] = self.url("compare", obj.pk)
        return {"title": f"{title}: {obj}", "crumbs": crumbs, "object": obj, "urls": urls, "may_restore": may}

    def save_with(self, request: HttpRequest, obj: Any, save: Any) -> None:
        obj.site = site_of(request)
        try:
            save(obj, by=person(request))
        except QualityRefused as refusal:
            messages.error(request, str(refusal))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Http404("There is no such version.")
    return int(text)
