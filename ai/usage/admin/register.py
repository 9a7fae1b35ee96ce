"""The outbound register: what left, when, to which host, under which rule; and what a rule held back."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.usage import exporting
from ai.usage.admin.sums import download
from ai.usage.forms import SpanForm
from ai.usage.models import Sending


@admin.register(Sending)
class SendingAdmin(SiteAdmin):
    empty_advice = (
        "Nothing has left this server for an AI service. Each call that does is registered here: where to, which "
        "fields, under which rule."
    )
    list_display = ("when", "where", "purpose", "scope", "user", "what", "redactions", "policy")
    list_display_links = ("when",)
    list_filter = ("sent_host", "policy", "purpose", "created_at")
    list_select_related = ("user",)
    search_fields = ("public_id", "scope", "sent_host")
    ordering = ("-id",)
    list_before_template = "usage/register_above.html"
    actions: ClassVar[Any] = None
    fieldsets = (
        (None, {"fields": ("when", "where", "policy", "run")}),
        ("What left", {"fields": ("what", "redactions", "sent_bytes", "prompt_text")}),
    )
    readonly_fields = ("when", "where", "what", "prompt_text", "run")

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("usage/usage.css", "engine/engine.css")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = Sending.objects.filter(site=site_of(request)).registered()
        on_list = request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist")
        return rows.defer("text", "data", "log_prompt", "log_answer", "error_detail") if on_list else rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [path("csv/", self.admin_site.admin_view(self.csv_view), name="usage_sending_csv")]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        days = {"log_days": settings.AI_LOG_DAYS, "register_days": settings.AI_REGISTER_DAYS}
        return super().changelist_view(request, {**days, **(extra_context or {})})

    @method_decorator(require_safe)
    def csv_view(self, request: HttpRequest) -> StreamingHttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        span = SpanForm(request.GET).span(site_of(request))
        rows = self.get_queryset(request).filter(created_at__gte=span.since, created_at__lt=span.until)
        return download(exporting.register(rows), f"ai-outbound-{span.first}")

    @admin.display(description="when", ordering="id")
    def when(self, row: Sending) -> SafeString:
        shown = timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M:%S")
        return format_html('<time datetime="{}">{}</time>', row.created_at.isoformat(), shown)

    @admin.display(description="to", ordering="sent_host")
    def where(self, row: Sending) -> SafeString | str:
        return row.sent_host or format_html('<span class="usage-held">{}</span>', "held back")

    @admin.display(description="what")
    def what(self, row: Sending) -> SafeString | str:
        fields = sorted(row.sent_fields.items(), key=lambda pair: -pair[1])
        return format_html_join(", ", "{} ({})", fields) or "nothing"

    @admin.display(description="what was sent, without what is private")
    def prompt_text(self, row: Sending) -> SafeString:
        text = row.log_prompt if row.sent_host else ""
        return format_html('<div class="engine-text">{}</div>', text or "It is not kept any more.")

    @admin.display(description="call")
    def run(self, row: Sending) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:engine_run_change", args=[row.pk]), row.public_id)
