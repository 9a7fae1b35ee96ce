"""The run log: one row per call, to be read only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.sites.scoping import SiteAdmin
from ai.engine.admin import status
from ai.engine.models import Run
from aicmr.lib.prices import MILLION
from aicmr.lib.text import shorten

_LONG = ("text", "data", "log_prompt", "log_answer", "error_detail", "guards", "notes")


@admin.register(Run)
class RunAdmin(SiteAdmin):
    empty_advice = (
        "Whatever is asked of a model, or of the built-in provider, is logged here with its price and its checks. "
        "Press “Suggest a summary” in an article for a first one."
    )
    empty_link = ("admin:articles_article_changelist", "Articles")
    list_display = (
        "when",
        "purpose",
        "user",
        "model",
        "state",
        "tokens",
        "first_token",
        "duration",
        "cost",
        "what_went_wrong",
    )
    list_filter = ("state", "purpose", "model", "user", "created_at")
    list_select_related = ("user",)
    search_fields = ("public_id", "scope", "error")
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("engine/engine.css",)}

    fieldsets = (
        (None, {"fields": ("purpose", "scope", "user", "state", "error", "calls")}),
        ("Answered by", {"fields": (("provider", "model"), ("prompt_version", "finish_reason"), "notes_text")}),
        ("Figures", {"fields": (("tokens", "cost"), ("first_token", "duration"), ("started_at", "finished_at"))}),
        ("Checks", {"fields": ("verdicts",)}),
        ("What left the server", {"fields": (("sent_host", "sent_bytes", "policy"),)}),
        ("Prompt and answer, without what is private", {"fields": ("prompt_text", "answer_text", "detail_text")}),
        ("Numbers", {"fields": (("public_id", "attempt"), ("created_at", "expires_at"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        on_list = request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist")
        return rows.defer(*_LONG) if on_list else rows.select_related("head")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("status/", view(status.status), name="engine_run_status"),
            path("status/<int:pk>/reset/", view(status.reset), name="engine_run_reset"),
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="when", ordering="id")
    def when(self, run: Run) -> SafeString:
        return _unbroken(date_format(timezone.localtime(run.created_at), "j M, H:i:s"))

    @admin.display(description="error")
    def what_went_wrong(self, run: Run) -> str:
        return shorten(run.error, 90) or "–"

    @admin.display(description="prompt")
    def prompt_text(self, run: Run) -> SafeString:
        return _as_written(run.log_prompt)

    @admin.display(description="answer")
    def answer_text(self, run: Run) -> SafeString:
        return _as_written(run.log_answer)

    @admin.display(description="what the server said of the error")
    def detail_text(self, run: Run) -> SafeString:
        return _as_written(run.error_detail)

    @admin.display(description="tokens sent + received", ordering="tokens_out")
    def tokens(self, run: Run) -> str:
        about = "about " if run.is_estimate else ""
        return f"{about}{run.tokens_in:,} + {run.tokens_out:,}"

    @admin.display(description="first token", ordering="ttft_ms")
    def first_token(self, run: Run) -> str:
        return _seconds(run.ttft_ms)

    @admin.display(ordering="latency_ms")
    def duration(self, run: Run) -> str:
        return _seconds(run.latency_ms)

    @admin.display(ordering="cost_micro")
    def cost(self, run: Run) -> SafeString:
        if run.cost_micro is None:
            return _unbroken("not known" if run.attempt else "–")
        return _unbroken(f"{run.cost_micro / MILLION:,.6f} {run.currency}".strip())

    @admin.display(description="notes")
    def notes_text(self, run: Run) -> str:
        return " ".join(str(note) for note in run.notes) or "–"

    @admin.display(description="verdicts")
    def verdicts(self, run: Run) -> SafeString | str:
        rows = ((verdict["guard"], "passed" if verdict["ok"] else verdict["message"]) for verdict in run.guards)
        return format_html_join("", "<div>{}: {}</div>", rows) or "None were made."

    @admin.display(description="calls of this request")
    def calls(self, run: Run) -> SafeString:
        rows = Run.objects.of_request(run).order_by("attempt").only("pk", "attempt", "state", "model", "head")
        links = (
            (reverse("admin:engine_run_change", args=[row.pk]), row.attempt, row.model, row.get_state_display())
            for row in rows
        )
        return format_html_join("", '<div><a href="{}">{}. {}: {}</a></div>', links)


def _as_written(text: str) -> SafeString:
    return format_html('<div class="engine-text">{}</div>', text or "–")


def _unbroken(text: str) -> SafeString:
    return format_html('<span class="engine-unbroken">{}</span>', text)


def _seconds(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds / 1000:.2f} s"
