"""The queue of proposals: list with filters, rates, a page for each."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.proposals import queue, rating, showing
from ai.proposals.admin.asking import ReadOnly, person
from ai.proposals.admin.deciding import Deciding
from ai.proposals.models import Proposal
from ai.proposals.queue import Filters


class ProposalAdmin(Deciding, ReadOnly, SiteAdmin):
    search_fields = ("public_id",)
    actions: ClassVar[Any] = None

    class Media:
        css = {"all": ["editor/edit.css", "editor/prose.css", "writing/writing.css", "proposals/queue.css"]}

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.route("rates/", self.rates_view, "rates"),
            self.route("<slug:public_id>/difference/", self.difference_view, "difference"),
        ]
        return [*own, *super().get_urls()]

    def route(self, address: str, view: Any, name: str) -> URLPattern:
        return path(address, self.admin_site.admin_view(view), name=f"proposals_proposal_{name}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The page, or for htmx the list alone."""
        self.require_view(request)
        site, filters = site_of(request), Filters.of(request.GET)
        rows = queue.select(person(request), site, filters)
        page = queue.page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
        context = {
            "rows": showing.list_rows(page.rows, by=person(request)),
            "waits": any(row.is_pending for row in page.rows),
            "count": queue.count(rows),
            "most": queue.MOST_COUNTED,
            "filters": filters,
            "query": filters.query(),
            "older": filters.query(before=page.older) if page.older else "",
            "newer": filters.query(after=page.newer) if page.newer else "",
            "decided": showing.batch(site, request.GET.get("decided", "")),
        }
        if request.headers.get("HX-Request"):
            return render(request, "proposals/_queue.html", context)
        told = {
            "title": "Proposals",
            "crumbs": [("Proposals", "")],
            "options": queue.options(site),
            "fields": list(showing.LABELS.items()),
        }
        return self.page(request, "proposals/queue.html", context | told)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        self.require_view(request)
        crumbs = [("Proposals", reverse("admin:proposals_proposal_changelist")), (str(row), "")]
        context = {"title": str(row), "crumbs": crumbs} | self.shown(request, row)
        return self.page(request, "proposals/proposal.html", context)

    def difference_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The whole difference of a text, for the list, which shows short ones only."""
        row = self.found(request, public_id)
        return render(request, "proposals/_difference.html", self.shown(request, row))

    def rates_view(self, request: HttpRequest) -> HttpResponse:
        self.require_view(request)
        days, by = request.GET.get("days", "90"), request.GET.get("by", "prompt")
        crumbs = [("Proposals", reverse("admin:proposals_proposal_changelist")), ("What becomes of them", "")]
        context = rating.context(site_of(request), by, days)
        return self.page(
            request, "proposals/rates.html", context | {"title": "What becomes of proposals", "crumbs": crumbs}
        )

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return render(request, template, shared | context)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("created_by", "decided_by", "site")

    def found(self, request: HttpRequest, public_id: str) -> Proposal:
        """Raises Http404 for a proposal that this person may not decide on."""
        self.require_view(request)
        return showing.found(public_id, by=person(request), site=site_of(request))
