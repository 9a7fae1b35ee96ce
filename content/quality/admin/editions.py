"""Editions: what exactly a run was told, by the name that the run and the ledger carry. To read alone."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse

from accounts.sites.scoping import SiteAdmin
from content.quality.models import Edition, GuidelineVersion, TermVersion


class EditionAdmin(SiteAdmin):
    list_display = ("name", "created_at", "guideline_count", "term_count")
    search_fields = ("name",)
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    class Media:
        css = {"all": ["editor/edit.css", "quality/quality.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Guidelines")
    def guideline_count(self, row: Edition) -> int:
        return len(row.guidelines)

    @admin.display(description="Terms")
    def term_count(self, row: Edition) -> int:
        return len(row.terms)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row) or request.method == "POST":
            raise Http404("There is no such page.")
        extra = {
            "edition": row,
            "told_guidelines": _kept(GuidelineVersion, row.site_id, row.guidelines),
            "told_terms": _kept(TermVersion, row.site_id, row.terms),
        }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    change_form_after_template = "quality/edition.html"
    fields = ("name", "created_at")
    readonly_fields = ("name", "created_at")


def _kept(model: Any, site: int, told: list[list[Any]]) -> list[Any]:
    """The versions that the edition names, in its order; one query. A term that was deleted since is left out."""
    rows = model.objects.filter(row__site=site, row__code__in=[code for code, _ in told]).select_related("row")
    known = {(row.row.code, row.number): row for row in rows}
    return [known[key] for key in map(tuple, told) if key in known]
