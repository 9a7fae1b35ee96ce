"""Guidelines: the list with what holds where, and the form."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.quality import services
from content.quality.admin.versions import VersionedAdmin
from content.quality.forms import GuidelineForm
from content.quality.models import Guideline


class GuidelineAdmin(VersionedAdmin):
    form = GuidelineForm
    list_display = ("what", "rank", "holds", "version", "is_active", "updated_at")
    list_display_links = ("what",)
    list_filter = ("priority", "language", "category", "is_active", "measure")
    search_fields = ("code", "title", "rule")
    ordering = ("priority", "id")
    actions: ClassVar[Any] = None
    fieldsets = (
        (None, {"fields": ("title", "rule", ("good", "bad"), "priority")}),
        ("Where it holds", {"fields": (("language", "category"), "is_active")}),
        ("Checked without a model", {"fields": (("measure", "limit"),)}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Notes and runs name guidelines for ever: they are put out of use instead."""
        return False

    @admin.display(description="Guideline", ordering="title")
    def what(self, row: Guideline) -> SafeString:
        return format_html(
            '<span class="row-words"><span class="row-name"><code>{}</code> {}</span>'
            '<span class="row-note">{}</span></span>',
            row.code, row.title, row.rule,
        )  # fmt: skip

    @admin.display(description="Priority", ordering="priority")
    def rank(self, row: Guideline) -> str:
        return str(row.get_priority_display())

    @admin.display(description="Holds for", ordering="language")
    def holds(self, row: Guideline) -> str:
        return holds_for(row)

    def save_model(self, request: HttpRequest, obj: Guideline, form: Any, change: bool) -> None:
        self.save_with(request, obj, services.save_guideline)


def holds_for(row: Any) -> str:
    where = f"{row.category} and below" if row.category else "everywhere"
    return f"{row.language or 'all languages'}, {where}"
