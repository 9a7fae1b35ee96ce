"""Evaluations: a form with the price, then a page with progress, figures and every answer side by side."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.exceptions import SentBefore
from accounts.models import User
from accounts.sites.context import site_of
from ai.evals import comparing, panels
from ai.evals.admin.base import EvalsAdmin
from ai.evals.exceptions import NothingToCompare
from ai.evals.forms import EvalForm
from ai.evals.models import EvalRun, GoldenSet
from ai.evals.services import cancel_eval, resume_eval, start_eval
from ai.providers.exceptions import NoModel
from aicmr.lib import once
from aicmr.lib.text import whole


@admin.register(EvalRun)
class EvalRunAdmin(EvalsAdmin):
    empty_advice = (
        "An evaluation asks versions of a prompt, or models, with the same accepted texts and counts who does better. "
        "It needs a golden set."
    )
    empty_link = ("admin:evals_goldenset_changelist", "Golden sets")
    list_display = ("purpose", "golden_set", "versions", "created_by", "created_at", "state")
    list_filter = ("purpose", "created_at")
    list_select_related = ("created_by", "golden_set", "job")
    search_fields = ("public_id", "purpose")
    ordering = ("-id",)

    @admin.display(description="compared")
    def versions(self, row: EvalRun) -> str:
        return " · ".join(f"{told['prompt']}, {told['model_name']}" for told in row.variants)

    @admin.display(description="state")
    def state(self, row: EvalRun) -> str:
        return row.job.get_state_display() if row.job else "Over"

    def get_urls(self) -> list[URLPattern]:
        views = {"figures": self.figures_view, "cancel": self.cancel_view, "resume": self.resume_view}
        own = [
            path(f"<slug:public_id>/{name}/", self.admin_site.admin_view(view), name=f"evals_evalrun_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """GET shows the form and, with `check`, count and price; POST begins what was shown."""
        by, site = self.may_add(request), site_of(request)
        told = request.POST if request.method == "POST" else request.GET
        chosen = GoldenSet.objects.filter(site=site, public_id=told.get("golden_set", "")[:20]).first()
        asked = chosen is not None and bool(told.get("check") or request.method == "POST")
        form = EvalForm(
            told if asked else None, site=site, chosen=chosen, initial={"golden_set": told.get("golden_set")}
        )
        plan = None
        if asked and chosen and form.is_valid():
            wanted = {name: form.cleaned_data[name] for name in ("versions", "models")}
            try:
                plan = comparing.plan(chosen, by=by, limit=form.cleaned_data["limit"] or 0, **wanted)
                if request.method == "POST":
                    made = start_eval(plan, by=by, once=once.sent(request))
                    return redirect("admin:evals_evalrun_change", made.pk)
            except SentBefore as error:
                return redirect(
                    "admin:evals_evalrun_change", EvalRun.objects.get(job__public_id=error.job, site=site).pk
                )
            except (NothingToCompare, NoModel) as error:
                form.add_error(None, str(error))
        context = {"title": "New evaluation", "form": form, "chosen": chosen, "has_sets": form.has_sets}
        context["once"] = once.field()
        return self.page(request, "evals/start.html", context | (panels.planned(plan) if plan else {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.shown(request, object_id)
        page = request.GET.get("page", "1")
        number = min(whole(page), 1000) or 1
        crumbs = [("Evaluations", reverse("admin:evals_evalrun_changelist")), (str(row), "")]
        context = {"title": str(row), "crumbs": crumbs, **panels.context(row), **panels.items(row, number)}
        return self.page(request, "evals/eval.html", context)

    @method_decorator(require_safe)
    def figures_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return render(request, "evals/_figures.html", panels.context(self._found(request, public_id)))

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self._found(request, public_id)
        cancel_eval(row, by=cast(User, request.user))
        return redirect("admin:evals_evalrun_change", row.pk)

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self._found(request, public_id)
        if not resume_eval(row, by=cast(User, request.user)):
            messages.info(request, "It is at work already.")
        return redirect("admin:evals_evalrun_change", row.pk)

    def _found(self, request: HttpRequest, public_id: str) -> EvalRun:
        rows = EvalRun.objects.filter(site=site_of(request)).select_related("golden_set", "job", "site")
        row = rows.filter(public_id=public_id).first()
        if row is None or not self.has_view_permission(request, row):
            raise Http404("There is no such evaluation.")
        return row
