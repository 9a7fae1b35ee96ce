"""Jobs in the admin: a live list, a page for each with what failed, cancel and retry."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs import registry
from accounts.jobs.models import Job
from accounts.jobs.services import cancel_job, retry_failed, worker_is_missing
from accounts.models import User
from accounts.sites.scoping import SiteAdmin

ITEMS_PER_PAGE = 50


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.name, kind.label) for kind in registry.all_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Job)
class JobAdmin(SiteAdmin):
    list_display = ("label", "progress", "created_by", "created_at")
    list_filter = ("state", KindFilter)
    list_select_related = ("created_by",)
    list_before_template = "jobs/_worker.html"
    search_fields = ("label", "public_id")
    ordering = ("-id",)
    actions: ClassVar[Any] = None

    @admin.display(description="progress", ordering="state")
    def progress(self, job: Job) -> SafeString:
        return render_to_string("jobs/_progress.html", {"job": job})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        views = {"progress": self.progress_view, "cancel": self.cancel_view, "retry": self.retry_view}
        own = [
            path(f"<slug:public_id>/{name}/", self.admin_site.admin_view(view), name=f"jobs_job_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"worker_missing": worker_is_missing(), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._require_view(request)
        job = self.get_object(request, object_id)
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("Jobs are cancelled and retried, not edited.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(job),
            "original": job,
            "job": job,
            "kind": registry.label_of(job.kind),
            "failed": Paginator(job.items.failed(), ITEMS_PER_PAGE).get_page(request.GET.get("items")),
            "worker_missing": job.is_open and worker_is_missing(),
        }
        return render(request, "jobs/job.html", context)

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The fragment; tells the page with an htmx event when the job has ended."""
        return self._fragment(request, self._visible(request, public_id))

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        job = self._visible(request, public_id)
        cancel_job(job, by=cast(User, request.user))
        return self._answer(request, job)

    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        job = self._visible(request, public_id)
        retry_failed(job, by=cast(User, request.user))
        return self._answer(request, job)

    def _answer(self, request: HttpRequest, job: Job) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return self._fragment(request, job)
        return redirect("admin:jobs_job_change", job.pk)

    def _fragment(self, request: HttpRequest, job: Job) -> HttpResponse:
        job.refresh_from_db()
        context = {"job": job, "worker_missing": job.is_open and worker_is_missing()}
        response = render(request, "jobs/_progress.html", context)
        if not job.is_open:
            response.headers["HX-Trigger"] = "job-ended"
        return response

    def _visible(self, request: HttpRequest, public_id: str) -> Job:
        self._require_view(request)
        job = self.get_queryset(request).filter(public_id=public_id).first()
        if job is None:
            raise Http404("There is no job with this number.")
        return cast(Job, job)

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404("There is no job with this number.")
