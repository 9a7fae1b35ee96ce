"""The usage page: sums, charts, tables, and the same as CSV."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from accounts.sites.models import Site
from accounts.sites.scoping import SiteAdmin
from ai.usage import exporting, figures, page
from ai.usage.forms import SpanForm
from ai.usage.models import Usage


@admin.register(Usage)
class UsageAdmin(SiteAdmin):
    fields = ("public_id", "purpose", "user", "model", "state", "created_at")

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("usage/usage.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [path("csv/<slug:by>/", self.admin_site.admin_view(self.csv_view), name="usage_usage_csv")]
        return [*own, *super().get_urls()]

    @method_decorator(require_safe)
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        span, site = SpanForm(request.GET).span(site_of(request)), self._site(request)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            **page.context(site, span, request.GET.get("measure", "")),
            "title": _("AI usage"),
            "opts": self.opts,
            "media": self.media,
            "all_sites": site is None,
            "may_see_all": request.user.is_superuser,
        }
        return TemplateResponse(request, "usage/usage.html", context)

    @method_decorator(require_safe)
    def csv_view(self, request: HttpRequest, by: str) -> StreamingHttpResponse:
        """`by` is a dimension, or `runs` for one line per call."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        span, site = SpanForm(request.GET).span(site_of(request)), self._site(request)
        if by == "runs":
            return download(exporting.runs(self._runs(site, span.since, span.until)), f"ai-runs-{span.first}")
        if by not in figures.DIMENSIONS:
            raise Http404("There is no such table.")
        return download(exporting.usage(figures.lines(site, span, by)), f"ai-usage-by-{by}-{span.first}")

    def _site(self, request: HttpRequest) -> Site | None:
        """None is all sites, for platform staff who ask for them."""
        return None if request.user.is_superuser and request.GET.get("site") == "all" else site_of(request)

    def _runs(self, site: Site | None, since: Any, until: Any) -> QuerySet[Any]:
        rows = Usage.objects.filter(created_at__gte=since, created_at__lt=until, attempt__gt=0)
        return rows.filter(site=site) if site else rows


def download(lines: Any, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
