"""What is live, planned, redirected and kept: lists to look at, and the few things that are changed by hand."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from content import kinds
from content.publishing import services
from content.publishing.forms import RedirectForm
from content.publishing.models import LivePage, Redirect, Revision, Schedule


class ReadOnly(SiteAdmin):
    """Rows that publishing writes and nobody edits."""

    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfAllTexts(ReadOnly):
    """Creators find revisions and schedules beside their own texts; these lists are of all texts."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.publish_article")


def _url(row: Any, name: str = "change") -> str:
    """The edit page, or another page, of what the row is about."""
    meta = kinds.get(row.kind).model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[row.object_id])


@admin.register(LivePage)
class LivePageAdmin(ReadOnly):
    list_display = ("shown", "kind", "language", "words", "published_at", "text")
    list_filter = ("kind", "language", "published_at")
    search_fields = ("title", "path")
    search_help_text = "Title or address"
    ordering = ("-published_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LivePage]:
        return super().get_queryset(request).defer("body", "head", "labels")

    @admin.display(description="Page", ordering="title")
    def shown(self, row: LivePage) -> SafeString:
        line = '<a class="row-link" href="{}">{}</a><span class="row-note">{}</span>'
        return format_html(line, row.path, row.title, row.path)

    @admin.display(description="Text")
    def text(self, row: LivePage) -> SafeString:
        link = '<a class="row-link" href="{}">Edit<span class="visually-hidden"> {}</span></a>'
        return format_html(link, _url(row), row.title)


@admin.register(Schedule)
class ScheduleAdmin(OfAllTexts):
    list_display = ("due_at", "what", "action", "badge", "error", "created_by")
    list_filter = ("state", "action", "due_at")
    list_select_related = ("created_by",)
    ordering = ("-due_at", "-id")
    actions = ("cancel_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        return super().get_queryset(request).annotate(title=KeyTextTransform("title", "revision__snapshot"))

    @admin.display(description="Text")
    def what(self, row: Any) -> SafeString:
        return format_html(
            '<a class="row-link" href="{}">{}</a>', _url(row), row.title or f"{row.kind} {row.object_id}"
        )

    @admin.display(description="State", ordering="state")
    def badge(self, row: Schedule) -> SafeString:
        return format_html('<span class="state" data-state="{}">{}</span>', row.state, row.get_state_display())

    @admin.action(description="Cancel", permissions=["cancel"])
    def cancel_selected(self, request: HttpRequest, rows: QuerySet[Schedule]) -> None:
        waiting = list(rows.filter(state=Schedule.State.WAITING))
        objects = [kinds.get(row.kind).model.objects.get(pk=row.object_id) for row in waiting]
        count = sum(services.cancel_schedule(obj, by=cast(User, request.user)) for obj in objects)
        messages.success(request, f"{count} cancelled." if count else "None of these was still waiting.")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publishing.change_schedule")


@admin.register(Redirect)
class RedirectAdmin(SiteAdmin):
    form = RedirectForm
    list_display = ("path", "target", "origin", "created_at")
    list_filter = ("is_automatic",)
    search_fields = ("path", "target")
    search_help_text = "Old or new address"
    ordering = ("path", "id")
    actions = ("delete_chosen",)

    @admin.display(description="Made", ordering="is_automatic")
    def origin(self, row: Redirect) -> str:
        return "When a page moved" if row.is_automatic else "By hand"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered: dict[str, Any] = super().get_actions(request)
        offered.pop("delete_selected", None)
        return offered

    @admin.action(description="Delete", permissions=["delete"])
    def delete_chosen(self, request: HttpRequest, rows: QuerySet[Redirect]) -> None:
        chosen = list(rows)
        for row in chosen:
            services.delete_redirect(row, by=cast(User, request.user))
        messages.success(request, f"{len(chosen)} deleted.")

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        """Through the service, which keeps chains short; a changed old address leaves the one before."""
        by = cast(User, request.user)
        if change and "path" in form.changed_data:
            services.delete_redirect(Redirect.objects.get(pk=obj.pk), by=by)
        saved = services.save_redirect(site=site_of(request), path=obj.path, target=obj.target, by=by)
        obj.pk, obj.path, obj.target = saved.pk, saved.path, saved.target

    def delete_model(self, request: HttpRequest, obj: Redirect) -> None:
        services.delete_redirect(obj, by=cast(User, request.user))


@admin.register(Revision)
class RevisionAdmin(OfAllTexts):
    list_display = ("created_at", "what", "number", "reason", "label", "words", "created_by")
    list_filter = ("kind", "reason", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("label",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("snapshot").annotate(title=KeyTextTransform("title", "snapshot"))

    @admin.display(description="Text")
    def what(self, row: Any) -> SafeString:
        words = (row.title or "Untitled", kinds.get(row.kind).label)
        link = '<a class="row-link" href="{}">{}</a><span class="row-note">{}</span>'
        return format_html(link, _url(row, "revisions"), *words)
