"""Moving in, in the admin: upload, what is in the file, the job, the report."""

import csv
from collections.abc import Iterator
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.services import worker_is_missing
from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from content.transfer import reporting, services
from content.transfer.covering import items_of
from content.transfer.exceptions import ImportRefused
from content.transfer.forms import UploadForm, endings_of_files
from content.transfer.models import Import, ImportedItem

ITEMS_PER_PAGE = 50


@admin.register(Import)
class ImportAdmin(SiteAdmin):
    list_display = ("__str__", "brought", "status", "created_by", "created_at")
    list_select_related = ("created_by",)
    list_filter = ("state",)
    search_fields = ("file_name", "source")
    ordering = ("-id",)
    actions: ClassVar[Any] = None
    change_list_template = "transfer/import_list.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["transfer/transfer.css"]}

    @admin.display(description="in it")
    def brought(self, run: Import) -> str:
        return reporting.sentence(run.summary, most=2) if run.summary else "–"

    @admin.display(description="state", ordering="state")
    def status(self, run: Import) -> str:
        return run.get_state_display()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Import) -> None:
        services.discard(obj, by=cast(User, request.user))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:transfer_import_change", object_id)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<slug:public_id>/start/", view(self.start_view), name="transfer_import_start"),
            path("<slug:public_id>/media/", view(self.media_view), name="transfer_import_media"),
            path("<slug:public_id>/report.csv", view(self.report_view), name="transfer_import_report"),
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if is_sent and form.is_valid():
            file, importer = form.cleaned_data["file"], form.importer.name
            run = services.receive(file, importer=importer, site=site_of(request), by=cast(User, request.user))
            return redirect("admin:transfer_import_change", run.pk)
        context = {"title": "Bring a site here", "form": form, "importers": services.importers_of_files()}
        context["accept"] = ",".join(endings_of_files())
        return self._page(request, "transfer/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if not self.has_view_permission(request, run):
            raise Http404("There is no import with this number.")
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("Imports are started and stopped, not edited.")
        template = "transfer/_run.html" if request.headers.get("HX-Request") else "transfer/import.html"
        return self._page(request, template, _context(run, request))

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        run = self._visible(request, public_id)
        wanted = {name: request.POST.get(name) == "1" for name in ("fetch", "partial")}
        return self._do(request, run, lambda: services.start(run, by=cast(User, request.user), **wanted))

    @method_decorator(require_POST)
    def media_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        run = self._visible(request, public_id)
        return self._do(request, run, lambda: services.fetch_again(run, by=cast(User, request.user)))

    @method_decorator(require_safe)
    def report_view(self, request: HttpRequest, public_id: str) -> HttpResponseBase:
        run = self._visible(request, public_id, "view")
        response = StreamingHttpResponse(_csv(run), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="import-{run.public_id}.csv"'
        return response

    def _do(self, request: HttpRequest, run: Import, action: Any) -> HttpResponse:
        try:
            action()
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:transfer_import_change", args=[run.pk]))

    def _visible(self, request: HttpRequest, public_id: str, action: str = "add") -> Import:
        is_allowed = self.has_add_permission(request) if action == "add" else self.has_view_permission(request)
        run = self.get_queryset(request).filter(public_id=public_id).first() if is_allowed else None
        if run is None:
            raise Http404("There is no import with this number.")
        return cast(Import, run)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        return render(request, template, shown)


def _context(run: Import, request: HttpRequest) -> dict[str, Any]:
    job = run.job if run.job and run.job.is_open else None
    is_loaded = run.state in (Import.State.DONE, Import.State.STOPPED)
    return {
        "title": str(run),
        "original": run,
        "run": run,
        "job": job,
        "ended": run.job if run.job and not job else None,
        "worker_missing": bool(job) and worker_is_missing(),
        "sentence": reporting.sentence(run.summary),
        "tiles": reporting.tiles(run.summary),
        "bar": reporting.bar(reporting.texts_of(run)),
        "people": _people(run, is_loaded, request),
        "waiting": reporting.waiting_pictures(run) if is_loaded else 0,
        "items": _items(run, request) if is_loaded else None,
        "kinds": sorted(run.summary.get("kinds", {})),
        "states": ImportedItem.State.choices,
        "chosen": {name: request.GET.get(name, "") for name in ("kind", "state")},
    }


def _people(run: Import, is_loaded: bool, request: HttpRequest) -> list[dict[str, Any]]:
    """What needs somebody: from the ledger with links once it is loaded, else as the check found it."""
    if not is_loaded:
        rows = run.summary.get("people", [])
        return [{"line": line, "title": title, "note": note} for line, title, note in rows]
    found = items_of(run).needing_a_person().order_by("line", "pk")[: reporting.MOST_PEOPLE]
    return [{"line": row.line, "title": row.title, "note": row.note, "url": edit_url(row)} for row in found]


def edit_url(row: ImportedItem) -> str:
    """Of what it became here, where that can be edited; "" for what is nowhere."""
    rooms = {"article": "articles", "page": "articles", "asset": "media"}
    rooms |= dict.fromkeys(("author", "category", "tag"), "taxonomy")
    if not row.target_id or row.target_kind not in rooms:
        return ""
    return reverse(f"admin:{rooms[row.target_kind]}_{row.target_kind}_change", args=[row.target_id])


def _items(run: Import, request: HttpRequest) -> Page[Any]:
    """One page of the report, by kind and state."""
    rows = items_of(run).order_by("line", "pk")
    wanted = {name: value for name in ("kind", "state") if (value := request.GET.get(name, "")[:32])}
    return Paginator(rows.filter(**wanted), ITEMS_PER_PAGE).get_page(request.GET.get("page"))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(run: Import) -> Iterator[str]:
    writer = csv.writer(_Echo())
    return (writer.writerow(line) for line in reporting.lines(run))
