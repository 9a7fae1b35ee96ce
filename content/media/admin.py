"""The library: a grid of pictures, uploads, a page for each picture, and what the text editor asks for."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST
from unfold.views import ChangeList

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from aicmr.lib.limiting import limited
from content.media import inspection, library, sending, services, uploading, usage
from content.media.forms import AssetForm
from content.media.library import Outcome
from content.media.models import Asset
from content.media.querysets import AssetQuerySet

PICKER_SIZE = 24


class AltFilter(admin.SimpleListFilter):
    title = "alternative text"
    parameter_name = "alt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "Missing"), ("there", "There")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Asset]) -> QuerySet[Asset]:
        if self.value() == "missing":
            return queryset.filter(alt="")
        return queryset.exclude(alt="") if self.value() == "there" else queryset


class AssetList(ChangeList):
    """Adds to the assets of one page what their cards show, in one query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.cards = library.cards(list(self.result_list))


@admin.register(Asset)
class AssetAdmin(SiteAdmin):
    form = AssetForm
    list_display = ("title",)
    list_filter = ("state", "is_public", AltFilter)
    search_fields = ("title", "alt", "caption", "credit", "file_name")
    search_help_text = "Title, texts or file name"
    ordering = ("-id",)
    actions = None
    list_per_page = 48
    change_list_template = "media/asset_list.html"
    change_form_template = "media/asset_form.html"
    fieldsets = (
        (None, {"fields": ("alt", "title", "caption", "credit")}),
        ("Focal point", {"fields": (("focal_x", "focal_y"),)}),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["media/library.css"]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("picker/", view(require_GET(self.picker)), name="media_asset_picker"),
            path("upload/", view(self.upload), name="media_asset_upload"),
            path("<slug:public_id>/file/", view(require_GET(self.file)), name="media_asset_file"),
            path("<slug:public_id>/download/", view(require_GET(self.download)), name="media_asset_download"),
            path("<slug:public_id>/again/", view(require_POST(self.again)), name="media_asset_again"),
            path("add/", view(self.add_files), name="media_asset_add"),
        ]
        return [*own, *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return AssetList

    def save_model(self, request: HttpRequest, obj: Asset, form: Any, change: bool) -> None:
        services.save_asset(obj, by=cast(User, request.user))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        asset = self.get_object(request, object_id)
        shown = {"card": library.card(asset), "uses": usage.uses_of(asset), "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        asset = self.get_object(request, object_id)
        try:
            services.refuse_if_used(asset)
            return super().delete_view(request, object_id, extra_context)
        except services.AssetInUse as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:media_asset_change", args=[asset.pk]))

    def delete_model(self, request: HttpRequest, obj: Asset) -> None:
        services.delete_asset(obj, by=cast(User, request.user))

    def picker(self, request: HttpRequest) -> HttpResponse:
        """Pictures that match `q`, a page at a time: JSON for the editor, else a fragment of buttons."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = cast(AssetQuerySet, self.get_queryset(request).order_by("-id"))
        page = Paginator(rows.matching(request.GET.get("q", "")), PICKER_SIZE).get_page(request.GET.get("page"))
        found = library.cards(list(page.object_list))
        if "application/json" in request.headers.get("Accept", ""):
            following = page.next_page_number() if page.has_next() else None
            return JsonResponse({"results": [card.as_json() for card in found], "next": following})
        context = {"cards": found, "page": page, "query": request.GET.get("q", "")}
        return TemplateResponse(request, "media/_picker.html", context)

    @limited("upload")
    def upload(self, request: HttpRequest) -> HttpResponseBase:
        """One file in, JSON out: the picture (201, or 200 if it was here already), or `error` with what to do."""
        if request.method != "POST":
            return JsonResponse({"error": "Send the picture with POST."}, status=405, headers={"Allow": "POST"})
        if not self.has_add_permission(request):
            return JsonResponse({"error": "You may not upload pictures here. Ask an editor."}, status=403)
        uploading.cap_uploads(request)
        return csrf_protect(_upload_one)(request)

    @limited("upload")
    def add_files(self, request: HttpRequest) -> HttpResponseBase:
        """The page for many files; works without JavaScript, with it each file shows its progress."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        uploading.cap_uploads(request)
        return csrf_protect(self._add_files)(request)

    def _add_files(self, request: HttpRequest) -> HttpResponse:
        results = _upload_all(request) if request.method == "POST" else []
        if results and not any(result.error for result in results):
            messages.success(request, f"{len(results)} uploaded. Their sizes are being made.")
            return HttpResponseRedirect(reverse("admin:media_asset_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Upload pictures",
            "opts": self.opts,
            "media": self.media,
            "results": results,
            "accept": ",".join(inspection.MIMES),
        }
        return TemplateResponse(request, "media/upload.html", context, status=400 if results else 200)

    def file(self, request: HttpRequest, public_id: str) -> HttpResponseBase:
        """The picture itself, for the editor while there are no renditions."""
        return sending.original_response(request, self._seen(request, public_id), as_attachment=False)

    def download(self, request: HttpRequest, public_id: str) -> HttpResponseBase:
        return sending.original_response(request, self._seen(request, public_id), as_attachment=True)

    def again(self, request: HttpRequest, public_id: str) -> HttpResponse:
        asset = self._seen(request, public_id)
        if not self.has_change_permission(request, asset):
            raise PermissionDenied
        services.process_again(asset, by=cast(User, request.user))
        messages.success(request, "The sizes are being made again.")
        return HttpResponseRedirect(reverse("admin:media_asset_change", args=[asset.pk]))

    def _seen(self, request: HttpRequest, public_id: str) -> Asset:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return cast(Asset, get_object_or_404(self.get_queryset(request), public_id=public_id))


# Django's check of the token reads the body; it has to wait until the upload handler is set.
AssetAdmin.upload = csrf_exempt(AssetAdmin.upload)  # type: ignore[method-assign]
AssetAdmin.add_files = csrf_exempt(AssetAdmin.add_files)  # type: ignore[method-assign]


def _upload_one(request: HttpRequest) -> JsonResponse:
    outcomes = _upload_all(request)
    if not outcomes:
        return JsonResponse({"error": "No file arrived. Choose a picture, then upload it again."}, status=400)
    card = outcomes[0].card
    if card is None:
        return JsonResponse({"error": outcomes[0].error}, status=400)
    return JsonResponse(card.as_json(), status=200 if card.asset.is_duplicate else 201)


def _upload_all(request: HttpRequest) -> list[Outcome]:
    files = request.FILES.getlist("file")[: uploading.MOST_FILES]
    refused = [Outcome(name, error=inspection.too_large()) for name in uploading.oversized_in(request)]
    return [_take(request, file) for file in files] + refused


def _take(request: HttpRequest, file: "File[bytes]") -> Outcome:
    try:
        asset = services.upload(file, site=site_of(request), by=cast(User, request.user))
    except services.UploadRefused as refusal:
        return Outcome(file.name or "", error=str(refusal))
    return Outcome(file.name or "", card=library.card(asset))
