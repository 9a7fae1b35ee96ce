"""The ledger to read, measure and export."""

import csv
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.sites.scoping import SiteAdmin
from ai.proposals import exporting, ledger, showing
from ai.proposals.admin.asking import ReadOnly
from ai.proposals.models import Provenance


class ProvenanceAdmin(ReadOnly, SiteAdmin):
    list_display = ("what", "model", "prompt_version", "accepted_by", "accepted_at", "was_edited", "edited_since")
    list_filter = ("model", "field", "kind", "was_edited", "accepted_at")
    search_fields = ("public_id", "text")
    list_select_related = ("accepted_by",)
    actions = ("measure_edits", "export_csv")

    class Media:
        css = {"all": ["admin_site/lists.css"]}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        showing.add_titles(changelist.result_list)
        return changelist

    @admin.display(description="What", ordering="field")
    def what(self, row: Any) -> SafeString:
        return format_html("<strong>{}</strong><br>{}", showing.field_label(row.field), getattr(row, "about", ""))

    @admin.display(description="Edited since", ordering="edited_share")
    def edited_since(self, row: Provenance) -> str:
        return f"{row.edited_share:.0%}" if row.measured_at else "not measured"

    @admin.action(description="Measure what was edited since")
    def measure_edits(self, request: HttpRequest, queryset: QuerySet[Provenance]) -> None:
        messages.success(request, f"Measured {ledger.measure(queryset[:500])}.")

    @admin.action(description="Export as CSV")
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Provenance]) -> HttpResponse:
        rows = queryset.select_related("accepted_by")
        ledger.measure(rows)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="provenance.csv"'
        writer = csv.writer(response)
        writer.writerow(exporting.COLUMNS)
        writer.writerows(exporting.csv_row(row) for row in rows)
        return response
