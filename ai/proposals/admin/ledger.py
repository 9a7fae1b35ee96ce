"""The ledger to read and to export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.proposals import exporting, places, showing, whereabouts
from ai.proposals.admin.asking import ReadOnly, person
from ai.proposals.models import Provenance
from ai.proposals.querysets import ProvenanceQuerySet


class ProvenanceAdmin(ReadOnly, SiteAdmin):
    empty_advice = (
        "Every accepted proposal gets a row: model, prompt, who accepted it, where its words stand today and how much "
        "of them was edited since."
    )
    empty_link = ("admin:proposals_proposal_changelist", "What waits for a decision")
    list_display = ("what", "model", "prompt", "accepted_by", "accepted_at", "was_edited", "edited_since", "stands")
    list_filter = ("model", "field", "kind", "was_edited", "accepted_at")
    search_fields = ("public_id", "text")
    list_select_related = ("accepted_by",)
    ordering = ("-id",)
    actions = ("export_chosen",)

    class Media:
        css = {"all": ["admin_site/lists.css", "proposals/queue.css", "writing/writing.css", "editor/edit.css"]}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = path("export/", self.admin_site.admin_view(self.export_view), name="proposals_provenance_export")
        return [own, *super().get_urls()]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """What has changed is looked through first; then the page's rows are placed in constant queries."""
        places.refresh(site_of(request))
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        showing.add_titles(rows)
        found = whereabouts.places(rows)
        for row in rows:
            row.places = found[row.pk]
        changelist.result_list = rows
        return changelist

    @admin.display(description="What", ordering="field")
    def what(self, row: Any) -> SafeString:
        return format_html("<strong>{}</strong><br>{}", showing.field_label(row.field), getattr(row, "about", ""))

    @admin.display(description="Prompt")
    def prompt(self, row: Provenance) -> str:
        return row.prompt or "–"

    @admin.display(description="Edited since")
    def edited_since(self, row: Any) -> str:
        return f"{min(place.share for place in row.places):.0%}"

    @admin.display(description="Stands in")
    def stands(self, row: Any) -> SafeString:
        there = [place for place in row.places if place.state == whereabouts.PRESENT]
        if not there:
            return format_html('<span class="proposal-state" data-state="rejected">{}</span>', "Removed")
        return format_html_join(
            "",
            '<span class="ledger-place">{} <small>{}</small></span>',
            ((place.title, place.where) for place in there),
        )

    @admin.action(description="Export chosen as CSV")
    def export_chosen(self, request: HttpRequest, queryset: QuerySet[Provenance]) -> StreamingHttpResponse:
        return _csv(exporting.lines(Provenance.objects.filter(pk__in=queryset.values("pk")), site=site_of(request)))

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        self.require_view(request)
        return _csv(exporting.lines(self._mine(request), site=site_of(request)))

    def _mine(self, request: HttpRequest) -> ProvenanceQuerySet:
        return Provenance.objects.visible_to(person(request), site_of(request))


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def _csv(lines: Iterator[list[str]]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse((writer.writerow(line) for line in lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="provenance.csv"'
    return response
