"""The queue of proposals: list, page with the difference, decisions one by one and in bulk; the ledger to read."""

import csv
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.proposals import ledger, showing
from ai.proposals.exceptions import BaseMoved, ProposalError
from ai.proposals.models import Proposal, Provenance
from ai.proposals.services import Decisions, accept, accept_many, rebase, reject, reject_many


class StateFilter(admin.SimpleListFilter):
    """Shows what waits unless something else is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Proposal.State.choices[1:], ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        default = changelist.get_query_string(remove=[self.parameter_name])
        for choice in super().choices(changelist):
            yield choice | ({"display": "Waiting"} if choice["query_string"] == default else {})

    def queryset(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> QuerySet[Proposal]:
        wanted = self.value() or Proposal.State.PENDING
        return queryset if wanted == "all" else queryset.filter(state=wanted)


class ReadOnly:
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, SiteAdmin):
    list_display = ("what", "excerpt", "made_by", "cost", "created_at", "state_badge")
    list_filter = (StateFilter, "field", "kind", "model", "created_at")
    search_fields = ("after", "reason", "public_id", "bundle")
    ordering = ("-id",)
    actions = ("accept_selected", "reject_selected")

    class Media:
        css = {"all": ["admin_site/lists.css", "editor/edit.css", "editor/prose.css", "writing/writing.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return super().get_queryset(request).select_related("created_by", "decided_by")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The titles of the rows' texts are read at once, one query for each kind."""
        changelist = super().get_changelist_instance(request)
        showing.add_titles(changelist.result_list)
        return changelist

    @admin.display(description="What", ordering="field")
    def what(self, row: Any) -> SafeString:
        return format_html("<strong>{}</strong><br>{}", showing.field_label(row.field), getattr(row, "about", ""))

    @admin.display(description="Proposed")
    def excerpt(self, row: Proposal) -> str:
        return showing.excerpt(row)

    @admin.display(description="Made by", ordering="model")
    def made_by(self, row: Proposal) -> SafeString:
        return format_html("{}<br>{}", row.model or "unknown", row.created_by or "the site")

    @admin.display(description="Cost", ordering="cost_micro")
    def cost(self, row: Proposal) -> str:
        return showing.money(row.cost_micro, row.currency)

    @admin.display(description="State", ordering="state")
    def state_badge(self, row: Proposal) -> SafeString:
        return format_html('<span class="proposal-state" data-state="{}">{}</span>', row.state, row.get_state_display())

    @admin.action(description="Accept", permissions=["change"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        self._tell(request, accept_many(queryset.filter(state="pending"), by=_user(request)), "accepted")

    @admin.action(description="Reject", permissions=["change"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        self._tell(request, reject_many(queryset.filter(state="pending"), by=_user(request)), "rejected")

    def _tell(self, request: HttpRequest, result: Decisions, word: str) -> None:
        if result.done:
            messages.success(request, f"{result.done} {'proposal' if result.done == 1 else 'proposals'} {word}.")
        for problem in result.problems[:10]:
            messages.error(request, problem)
        if not result.done and not result.problems:
            messages.info(request, "None of these was waiting for a decision.")

    def get_urls(self) -> list[URLPattern]:
        views = {"accept": self.accept_view, "reject": self.reject_view, "rebase": self.rebase_view}
        own = [
            path(f"<slug:public_id>/{name}/", self.admin_site.admin_view(view), name=f"proposals_proposal_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        self._require_view(request)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, "title": str(row)}
        return render(request, "proposals/proposal.html", context | self._shown(request, row))

    @method_decorator(require_POST)
    def accept_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self._found(request, public_id)
        sent = request.POST.get(f"_proposal_text_{row.public_id}")
        try:
            version = accept(row, by=_user(request), after=showing.edited(row, sent))
        except ProposalError as error:
            return self._refused(request, row, error)
        row.refresh_from_db()
        return self._answer(request, row, "Accepted.", showing.set_event(row, version))

    @method_decorator(require_POST)
    def reject_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self._found(request, public_id)
        try:
            reject(row, by=_user(request))
        except ProposalError as error:
            return self._refused(request, row, error)
        row.refresh_from_db()
        return self._answer(request, row, "Rejected. Nothing was changed.", "")

    @method_decorator(require_POST)
    def rebase_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self._found(request, public_id)
        try:
            row = rebase(row, by=_user(request))
        except ProposalError as error:
            return self._refused(request, row, error)
        return self._answer(request, row, "", "")

    def _answer(self, request: HttpRequest, row: Proposal, told: str, event: str) -> HttpResponse:
        """The panel for a page that asked through htmx, else the page to go on with."""
        if request.headers.get("HX-Request"):
            response = self._panel(request, row, told=told)
            if event:
                response.headers["HX-Trigger"] = event
            return response
        if told:
            messages.success(request, told)
        to = showing.content_url(row) if row.state in ("accepted", "edited") else ""
        return HttpResponseRedirect(to) if to else redirect("admin:proposals_proposal_change", row.pk)

    def _refused(self, request: HttpRequest, row: Proposal, error: ProposalError) -> HttpResponse:
        row.refresh_from_db()
        if request.headers.get("HX-Request"):
            return self._panel(request, row, problem=error.message, moved=isinstance(error, BaseMoved))
        messages.error(request, error.message)
        moved = "?moved=1" if isinstance(error, BaseMoved) else ""
        return HttpResponseRedirect(reverse("admin:proposals_proposal_change", args=[row.pk]) + moved)

    def _panel(self, request: HttpRequest, row: Proposal, **more: Any) -> HttpResponse:
        return render(request, "proposals/_proposal.html", self._shown(request, row) | more)

    def _shown(self, request: HttpRequest, row: Proposal) -> dict[str, Any]:
        return showing.context(row) | {"moved": "moved" in request.GET}

    def _found(self, request: HttpRequest, public_id: str) -> Proposal:
        self._require_view(request)
        row = Proposal.objects.editable_by(_user(request), site_of(request)).filter(public_id=public_id).first()
        if row is None:
            raise Http404("There is no proposal with this number.")
        return row

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404("There is no such page.")


@admin.register(Provenance)
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
        writer.writerow(showing.CSV_COLUMNS)
        writer.writerows(showing.csv_row(row) for row in rows)
        return response


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
