"""Exports for administrators of a site, restores for platform staff."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.services import worker_is_missing
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import PlatformAdmin, SiteAdmin
from content.archives import services
from content.archives.exceptions import ArchiveRefused, ExportRefused
from content.archives.forms import ExportForm, RestoreForm
from content.archives.models import Export, Restore
from content.archives.sending import sent


class _Pages:
    """What both share: own pages for adding and showing, nothing to edit."""

    admin_site: Any
    opts: Any
    media: Any

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        return render(request, template, shown)


def _job_of(row: Export | Restore) -> dict[str, Any]:
    """The job while it is open, else how it ended."""
    is_open = bool(row.job and row.job.is_open)
    missing = is_open and worker_is_missing()
    return {"job": row.job if is_open else None, "ended": None if is_open else row.job, "worker_missing": missing}


@admin.register(Export)
class ExportAdmin(_Pages, SiteAdmin):
    list_display = ("created_at", "what", "only", "status", "created_by")
    list_select_related = ("created_by", "job")
    list_filter = ("format",)
    ordering = ("-id",)
    actions: ClassVar[Any] = None
    change_list_template = "archives/export_list.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["archives/archives.css"]}

    @admin.display(description="what for", ordering="format")
    def what(self, row: Export) -> str:
        return row.get_format_display()

    @admin.display(description="texts")
    def only(self, row: Export) -> str:
        return row.query or "All"

    @admin.display(description="state")
    def status(self, row: Export) -> str:
        return "Ready" if row.file else row.job.get_state_display() if row.job else "–"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download_view)
        own = [path("<slug:public_id>/download/", view, name="archives_export_download")]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            row = services.start_export(site=site_of(request), by=cast(User, request.user), **form.cleaned_data)
            return redirect("admin:archives_export_change", row.pk)
        return self._page(request, "archives/export_add.html", {"title": "Take everything with you", "form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise Http404("There is no export with this number.")
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("Exports are made and deleted, not edited.")
        context = {"title": str(row), "original": row, "export": row, **_job_of(row)}
        return self._page(request, "archives/export.html", context)

    @method_decorator(require_safe)
    def download_view(self, request: HttpRequest, public_id: str) -> HttpResponseBase:
        rows = self.get_queryset(request) if self.has_view_permission(request) else Export.objects.none()
        row = get_object_or_404(rows.exclude(file=""), public_id=public_id)
        return sent(request, row)

    def delete_model(self, request: HttpRequest, obj: Export) -> None:
        services.discard_export(obj, by=cast(User, request.user))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ExportRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:archives_export_change", object_id)


@admin.register(Restore)
class RestoreAdmin(_Pages, PlatformAdmin):
    list_display = ("__str__", "status", "target", "created_by", "created_at")
    list_select_related = ("created_by", "target")
    list_filter = ("state",)
    search_fields = ("file_name",)
    ordering = ("-id",)
    actions: ClassVar[Any] = None
    change_list_template = "archives/restore_list.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["archives/archives.css"]}

    @admin.display(description="state", ordering="state")
    def status(self, row: Restore) -> str:
        return row.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.start_view)
        return [path("<slug:public_id>/start/", view, name="archives_restore_start"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent_in = (request.POST, request.FILES) if request.method == "POST" else ()
        here = site_of(request)
        form = RestoreForm(*sent_in, site_name=here.name)
        if form.is_bound and form.is_valid():
            values = form.cleaned_data
            into, domain = (here, "") if values["place"] == "here" else (None, values["domain"])
            by = cast(User, request.user)
            row = services.receive_archive(values["file"], at=here, by=by, domain=domain, into=into)
            return redirect("admin:archives_restore_change", row.pk)
        return self._page(request, "archives/restore_add.html", {"title": "Bring an archive back", "form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404("There is no restore with this number.")
        row = get_object_or_404(Restore.objects.select_related("target", "job"), pk=object_id)
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("Restores are started and stopped, not edited.")
        counts = row.report.get("counts") or row.summary.get("counts") or {}
        context = {"title": str(row), "original": row, "restore": row, "counts": counts.items(), **_job_of(row)}
        return self._page(request, "archives/restore.html", context)

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rows = Restore.objects.all() if self.has_add_permission(request) else Restore.objects.none()
        row = get_object_or_404(rows, public_id=public_id)
        try:
            services.start_restore(row, at=site_of(request), by=cast(User, request.user))
        except ArchiveRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:archives_restore_change", row.pk)

    def delete_model(self, request: HttpRequest, obj: Restore) -> None:
        services.discard_restore(obj, by=cast(User, request.user))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ArchiveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:archives_restore_change", object_id)
