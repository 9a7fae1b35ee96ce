"""For platform staff: how everything is, and when it was last backed up."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from unfold.decorators import display

from accounts.operations import status
from accounts.operations.models import Backup, Status
from aicmr.lib.platform_admin import PlatformAdmin

_COLOURS = {"Made": "success", "Running, or died": "warning", "Failed": "danger"}


class _ToRead(PlatformAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Backup)
class BackupAdmin(_ToRead):
    list_display = ("started_at", "outcome", "place", "is_encrypted", "is_proven", "rows", "files", "size")
    list_filter = ("is_proven", "is_encrypted")
    search_fields = ("name", "place")
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    @display(description="outcome", label=_COLOURS)
    def outcome(self, backup: Backup) -> str:
        return "Failed" if backup.error else "Made" if backup.finished_at else "Running, or died"


@admin.register(Status)
class StatusAdmin(_ToRead):
    fields = ("name", "place", "started_at", "finished_at", "error")

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("operations/status.css",)}

    def get_urls(self) -> list[URLPattern]:
        own = [path("now/", self.admin_site.admin_view(self.now_view), name="operations_status_now")]
        return [*own, *super().get_urls()]

    @method_decorator([require_safe, never_cache])
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Status"),
            "opts": self.opts,
            "media": self.media,
            **self._seen(request),
        }
        return TemplateResponse(request, "operations/status.html", context)

    @method_decorator([require_safe, never_cache])
    def now_view(self, request: HttpRequest) -> HttpResponse:
        """The part of the page that changes."""
        return TemplateResponse(request, "operations/_status.html", self._seen(request))

    def _seen(self, request: HttpRequest) -> dict[str, Any]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return {"status": status.look()}
