"""The glossary: list, form, and files in and out."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.sites.context import site_of
from content.quality import glossaries, services
from content.quality.admin.asking import person
from content.quality.admin.guidelines import holds_for
from content.quality.admin.versions import VersionedAdmin
from content.quality.constants import MOST_LINES
from content.quality.forms import TermForm, UploadForm
from content.quality.models import GlossaryTerm


class TermAdmin(VersionedAdmin):
    form = TermForm
    list_display = ("term", "right", "not_so", "holds", "version", "is_active", "updated_at")
    list_filter = ("language", "category", "do_not_translate", "is_active")
    search_fields = ("code", "term", "preferred", "forbidden", "note")
    ordering = ("term_key", "id")
    list_before_template = "quality/files.html"
    fieldsets = (
        (None, {"fields": ("term", "preferred", "forbidden", "note", "case_sensitive")}),
        ("Translation", {"fields": ("do_not_translate", "translations")}),
        ("Where it holds", {"fields": (("language", "category"), "is_active")}),
    )

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.route("import/", self.import_view, "import"),
            self.route("export.csv", self.export_view, "export"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        told = {"may_import": self.has_add_permission(request), **(extra_context or {})}
        return super().changelist_view(request, told)

    @admin.display(description="Write", ordering="term_key")
    def right(self, row: GlossaryTerm) -> str:
        return row.right

    @admin.display(description="Do not write")
    def not_so(self, row: GlossaryTerm) -> str:
        shown = ", ".join(row.forbidden[:4])
        return f"{shown} …" if len(row.forbidden) > 4 else shown or "–"

    @admin.display(description="Holds for", ordering="language")
    def holds(self, row: GlossaryTerm) -> str:
        return holds_for(row)

    def save_model(self, request: HttpRequest, obj: GlossaryTerm, form: Any, change: bool) -> None:
        self.save_with(request, obj, services.save_term)

    def delete_model(self, request: HttpRequest, obj: GlossaryTerm) -> None:
        services.delete_term(obj, by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET shows the form; POST takes the whole file, or shows what is wrong in which line."""
        if not self.has_add_permission(request):
            raise Http404("There is no such page.")
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        outcome = None
        if request.method == "POST" and form.is_valid():
            outcome = services.import_glossary(form.text, site=site_of(request), by=person(request))
            if not outcome.problems:
                made, changed = len(outcome.made), len(outcome.changed)
                messages.success(request, f"{made} terms were made, {changed} changed, {outcome.same} were so already.")
                return redirect("admin:quality_glossaryterm_changelist")
        crumbs = [("Glossary", self.url("changelist")), ("Take from a file", "")]
        told = {"title": "Take a glossary from a file", "crumbs": crumbs, "form": form, "outcome": outcome}
        return self.page(request, "quality/import.html", told | {"columns": glossaries.COLUMNS, "most": MOST_LINES})

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest) -> StreamingHttpResponse:
        if not self.has_view_permission(request):
            raise Http404("There is no such page.")
        rows = self.get_queryset(request).select_related("category").order_by("term_key", "id")
        response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="glossary.csv"'
        return response


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    return (writer.writerow(line) for line in glossaries.write(rows.iterator(chunk_size=500)))
