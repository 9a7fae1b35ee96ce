"""Decisions, one by one and many at once: accept, reject, undo, compare anew, close."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.sites.context import site_of
from ai.proposals import queue, services, showing
from ai.proposals.admin.asking import person
from ai.proposals.exceptions import BaseMoved, ProposalError
from ai.proposals.models import Proposal
from ai.proposals.queue import Filters

AT_ONCE = 50  # more than that is a job
MOST = 10_000
QUEUE = "admin:proposals_proposal_changelist"


class Deciding:
    """Mixed into the admin of proposals."""

    route: Any
    found: Any
    require_view: Any

    def get_urls(self) -> list[URLPattern]:
        views = {
            "accept": self.accept_view,
            "reject": self.reject_view,
            "rebase": self.rebase_view,
            "supersede": self.supersede_view,
            "undo": self.undo_view,
        }
        own = [self.route(f"<slug:public_id>/{name}/", view, name) for name, view in views.items()]
        own += [
            self.route("decide/", self.decide_view, "decide"),
            self.route("undo/", self.undo_many_view, "undo_many"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    @method_decorator(require_POST)
    def accept_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.found(request, public_id)
        sent = request.POST.get(f"_proposal_text_{row.public_id}")
        text = showing.edited(row, sent)
        return self._act(request, row, lambda: services.accept(row, by=person(request), after=text), "Accepted.")

    @method_decorator(require_POST)
    def reject_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.found(request, public_id)
        return self._act(
            request, row, lambda: services.reject(row, by=person(request)), "Rejected. Nothing was changed."
        )

    @method_decorator(require_POST)
    def supersede_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.found(request, public_id)
        done = "Closed: the text has moved on. Nothing was changed."
        return self._act(request, row, lambda: services.supersede(row, by=person(request)), done)

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.found(request, public_id)
        decision = showing.decision(row)
        if decision is None:
            return self._refused(request, row, ProposalError("There is nothing to take back here."))
        return self._act(
            request, row, lambda: services.undo(decision, by=person(request)), "Taken back. It waits again."
        )

    @method_decorator(require_POST)
    def rebase_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.found(request, public_id)
        return self._act(request, row, lambda: services.rebase(row, by=person(request)), "")

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest) -> HttpResponse:
        """The chosen rows, or with `all` everything that the filters let through; many of them are a job."""
        self.require_view(request)
        site, by, told = site_of(request), person(request), request.POST
        rows = queue.select(by, site, Filters.of(told)).pending()
        if not told.get("all"):
            rows = rows.filter(public_id__in=told.getlist("chosen")[:AT_ONCE])
        if told.get("action") not in ("accept", "reject"):
            return self._back(told)
        if queue.count(rows) > AT_ONCE:
            ids = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
            job = services.start_deciding(ids, action=told["action"], site=site, by=by)
            return redirect("admin:jobs_job_change", job.pk)
        act = services.accept_many if told["action"] == "accept" else services.reject_many
        result = act(rows.select_related("site"), by=by)
        return self._told(request, result, decided=result.batch)

    @method_decorator(require_POST)
    def undo_many_view(self, request: HttpRequest) -> HttpResponse:
        self.require_view(request)
        batch, site, by = request.POST.get("batch", "")[:20], site_of(request), person(request)
        if showing.standing(site, batch) > AT_ONCE:
            return redirect("admin:jobs_job_change", services.start_undoing(batch, site=site, by=by).pk)
        return self._told(request, services.undo_batch(batch, site=site, by=by), word="taken back")

    def _told(
        self, request: HttpRequest, result: services.Decisions, *, decided: str = "", word: str = ""
    ) -> HttpResponse:
        for problem in result.problems[:10]:
            messages.error(request, problem)
        if word and result.done:
            messages.success(
                request, f"{result.done} {'decision was' if result.done == 1 else 'decisions were'} {word}."
            )
        if not result.done and not result.problems:
            messages.info(request, "None of these was waiting for a decision.")
        return self._back(request.POST, decided=decided if result.done else "")

    def _back(self, told: Any, **more: str) -> HttpResponse:
        filters = replace(Filters.of(told), batch="")
        return HttpResponseRedirect(f"{reverse(QUEUE)}?{filters.query(**more)}")

    def _act(self, request: HttpRequest, row: Proposal, act: Callable[[], Any], told: str) -> HttpResponse:
        """Do it, and show the row as it is then: to htmx alone, else on the page to go on with."""
        try:
            version = act()
        except ProposalError as error:
            return self._refused(request, row, error)
        row.refresh_from_db()
        if request.headers.get("HX-Request"):
            response = self._panel(request, row, told=told)
            if isinstance(version, int) and request.GET.get("in") != "queue":
                showing.hand_over(response, row, version)
            return response
        if told:
            messages.success(request, told)
        to = showing.content_url(row) if row.state in ("accepted", "edited") else ""
        return HttpResponseRedirect(to) if to else redirect("admin:proposals_proposal_change", row.pk)

    def _refused(self, request: HttpRequest, row: Proposal, error: ProposalError) -> HttpResponse:
        row.refresh_from_db()
        if request.headers.get("HX-Request"):
            return self._panel(
                request, row, problem=error.message, moved=isinstance(error, BaseMoved) and row.is_pending
            )
        messages.error(request, error.message)
        moved = "?moved=1" if isinstance(error, BaseMoved) else ""
        return HttpResponseRedirect(reverse("admin:proposals_proposal_change", args=[row.pk]) + moved)

    def _panel(self, request: HttpRequest, row: Proposal, **more: Any) -> HttpResponse:
        template = "proposals/_row.html" if request.GET.get("in") == "queue" else "proposals/_proposal.html"
        return render(request, template, self.shown(request, row) | more)

    def shown(self, request: HttpRequest, row: Proposal) -> dict[str, Any]:
        (context,) = showing.list_rows([row], by=person(request), whole=request.GET.get("in") != "queue")
        return context | ({"moved": True} if "moved" in request.GET else {})
