"""Bulk work: a form with the price, then a page with progress, results and failures."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.jobs.exceptions import SentBefore
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from ai.bulk import panels
from ai.bulk.exceptions import NothingToDo
from ai.bulk.forms import BulkForm
from ai.bulk.models import Bulk
from ai.bulk.services import cancel_bulk, resume_bulk, start_bulk
from ai.providers.exceptions import NoModel
from aicmr.lib import once


@admin.register(Bulk)
class BulkAdmin(SiteAdmin):
    empty_advice = (
        "One task for many articles, such as summaries or descriptions: choose them in the list of articles or by "
        "conditions, see the price, then begin. Results wait in the queue of proposals."
    )
    list_display = ("what", "created_by", "created_at", "state")
    list_filter = ("task", "created_at")
    list_select_related = ("created_by", "job")
    search_fields = ("public_id", "task")
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    class Media:
        css = {"all": ["admin_site/lists.css", "editor/edit.css", "writing/writing.css", "proposals/queue.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="What")
    def what(self, row: Bulk) -> str:
        return panels.label(row)

    @admin.display(description="State")
    def state(self, row: Bulk) -> str:
        return row.job.get_state_display() if row.job else "Over"

    def get_urls(self) -> list[URLPattern]:
        views = {"cancel": self.cancel_view, "resume": self.resume_view, "results": self.results_view}
        own = [
            path(f"<slug:public_id>/{name}/", self.admin_site.admin_view(view), name=f"bulk_bulk_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """GET shows the form and, with `check`, count and price; POST begins what was shown."""
        if not self.has_add_permission(request):
            raise Http404("There is no such page.")
        told = request.POST if request.method == "POST" else request.GET
        asked = bool(told.get("check")) or request.method == "POST"
        site, by = site_of(request), cast(User, request.user)
        form = BulkForm(told if asked else None, site=site, initial={"ids": told.get("ids", "")})
        plan = None
        if asked and form.is_valid():
            try:
                plan = panels.planned(form.cleaned_data, site=site, by=by)
                if request.method == "POST":
                    bulk = start_bulk(plan, site=site, by=by, once=once.sent(request))
                    return redirect("admin:bulk_bulk_change", bulk.pk)
            except SentBefore as error:
                return redirect("admin:bulk_bulk_change", Bulk.objects.get(job__public_id=error.job, site=site).pk)
            except (NothingToDo, NoModel) as error:
                form.add_error(None, str(error))
        context = {"title": "AI for many texts", "form": form, "told": told, "once": once.field()}
        context |= panels.form_context(plan, form)
        return self._page(request, "bulk/start.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        bulk = self.get_object(request, object_id)
        if not self.has_view_permission(request, bulk) or request.method == "POST":
            raise Http404("There is no such page.")
        crumbs = [("Bulk work", reverse("admin:bulk_bulk_changelist")), (panels.label(bulk), "")]
        return self._page(
            request, "bulk/bulk.html", {"title": panels.label(bulk), "crumbs": crumbs, **panels.context(bulk)}
        )

    def results_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return render(request, "bulk/_results.html", panels.context(self._found(request, public_id)))

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        bulk = self._found(request, public_id)
        cancel_bulk(bulk, by=cast(User, request.user))
        return redirect("admin:bulk_bulk_change", bulk.pk)

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        bulk = self._found(request, public_id)
        if not resume_bulk(bulk, by=cast(User, request.user)):
            messages.info(request, "It is at work already.")
        return HttpResponseRedirect(reverse("admin:bulk_bulk_change", args=[bulk.pk]))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return render(request, template, shared | context)

    def _found(self, request: HttpRequest, public_id: str) -> Bulk:
        rows = Bulk.objects.editable_by(cast(User, request.user), site_of(request)).select_related("job", "site")
        bulk = rows.filter(public_id=public_id).first()
        if bulk is None:
            raise Http404("There is no such work.")
        return bulk
