"""Patterns, lists of redirects from elsewhere, and what readers asked for in vain."""

from collections import Counter
from typing import Any, ClassVar, cast
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.sites.context import site_of
from accounts.sites.scoping import SiteAdmin
from content.redirects import services
from content.redirects.forms import ListForm, PatternForm
from content.redirects.models import MissedAddress, RedirectPattern

_SHOWN = 500  # lines of a list that are told one by one


@admin.register(RedirectPattern)
class RedirectPatternAdmin(SiteAdmin):
    form = PatternForm
    list_display = ("pattern", "target", "created_at")
    search_fields = ("pattern", "target")
    search_help_text = "Old or new address"
    ordering = ("pattern", "id")
    actions: ClassVar[Any] = None
    change_list_template = "redirects/patterns.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["redirects/redirects.css"]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [path("import/", view(self.import_view), name="redirects_redirectpattern_import"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: RedirectPattern, form: Any, change: bool) -> None:
        """Through the service, which keeps one target for each pattern; a changed pattern leaves the one before."""
        by = cast(User, request.user)
        if change and "pattern" in form.changed_data:
            services.delete_pattern(RedirectPattern.objects.get(pk=obj.pk), by=by)
        saved = services.save_pattern(site=site_of(request), pattern=obj.pattern, target=obj.target, by=by)
        obj.pk, obj.public_id = saved.pk, saved.public_id

    def delete_model(self, request: HttpRequest, obj: RedirectPattern) -> None:
        services.delete_pattern(obj, by=cast(User, request.user))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A list, what would become of each of its lines, and the list kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = ListForm(request.POST, request.FILES) if is_sent else ListForm()
        outcomes: list[services.Outcome] = []
        if is_sent and form.is_valid():
            text, site = form.cleaned_data["list"], site_of(request)
            try:
                if request.POST.get("do") == "keep":
                    found = services.take_list(site=site, text=text, by=cast(User, request.user))
                    return self._kept(request, found)
                outcomes = services.check_list(site=site, text=text)
            except services.ListRefused as refusal:
                form.add_error(None, str(refusal))
            form = ListForm({"text": text}) if outcomes else form
        counts = Counter(outcome.state for outcome in outcomes)
        context = {"title": "Import redirects", "form": form, "outcomes": outcomes[:_SHOWN], "counts": dict(counts)}
        context |= {"more": max(0, len(outcomes) - _SHOWN), "ready": counts["new"] + counts["replaced"]}
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        return render(request, "redirects/import.html", shown)

    def _kept(self, request: HttpRequest, outcomes: list[services.Outcome]) -> HttpResponse:
        counts = Counter(outcome.state for outcome in outcomes)
        said = ", ".join(
            f"{counts[name]} {name}" for name in ("new", "replaced", "unchanged", "left out") if counts[name]
        )
        messages.success(request, f"Redirects: {said}.")
        return redirect("admin:publishing_redirect_changelist")


class Shown(admin.SimpleListFilter):
    """Without a choice, what still needs somebody."""

    title = "shown"
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ignored", "Ignored")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_ignored=self.value() == "ignored")


@admin.register(MissedAddress)
class MissedAddressAdmin(SiteAdmin):
    list_display = ("address", "hits", "last_at", "came_from", "lead_on")
    list_display_links = None
    list_filter = (Shown,)
    search_fields = ("path", "referrer")
    search_help_text = "Address, or where it was linked"
    ordering = ("-hits", "-last_at", "-id")
    actions = ("ignore_selected", "show_selected")
    change_list_template = "redirects/missed.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["redirects/redirects.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[MissedAddress]:
        return cast("QuerySet[MissedAddress]", super().get_queryset(request).missing())  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        lead = path("<slug:public_id>/lead/", view(self.lead_view), name="redirects_missedaddress_lead")
        return [lead, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_ignore_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("redirects.change_missedaddress")

    @admin.display(description="Address", ordering="path")
    def address(self, row: MissedAddress) -> SafeString:
        # Quoted: browsers take a slash and a backslash, which anybody may ask for, for the beginning of another host.
        return format_html('<a class="row-link" href="{}" rel="noreferrer">{}</a>', quote(row.path), row.path)

    @admin.display(description="Linked from")
    def came_from(self, row: MissedAddress) -> str:
        return row.referrer or "–"

    @admin.display(description="Lead it on")
    def lead_on(self, row: MissedAddress) -> SafeString:
        by_hand = reverse("admin:publishing_redirect_add") + "?" + urlencode({"path": row.path})
        elsewhere = format_html(
            '<a class="row-link" href="{}">{}<span class="visually-hidden"> {}</span></a>',
            by_hand,
            "Elsewhere …" if row.suggestion else "Choose …",
            row.path,
        )
        if not row.suggestion:
            return elsewhere
        choice = (
            '<span class="lead-choice"><button type="submit" class="lead-on" formaction="{}" name="target" value="{}">'
            "{}<b>{}</b></button>{}</span>"
        )
        where = reverse("admin:redirects_missedaddress_lead", args=[row.public_id])
        return format_html(choice, where, row.suggestion, "To ", row.suggestion, elsewhere)

    @admin.action(description="Ignore", permissions=["ignore"])
    def ignore_selected(self, request: HttpRequest, rows: QuerySet[MissedAddress]) -> None:
        count = services.ignore(rows, by=cast(User, request.user))
        messages.success(request, f"{count} ignored. They are under “Ignored”, and go on being counted.")

    @admin.action(description="Do not ignore any more", permissions=["ignore"])
    def show_selected(self, request: HttpRequest, rows: QuerySet[MissedAddress]) -> None:
        count = services.ignore(rows, by=cast(User, request.user), ignored=False)
        messages.success(request, f"{count} shown again.")

    @method_decorator(require_POST)
    def lead_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """One click: the redirect that was suggested, or any other target that is sent."""
        if not request.user.has_perm("publishing.add_redirect"):
            raise PermissionDenied
        row = self.get_queryset(request).filter(public_id=public_id).first()
        if row is None:
            raise Http404("This address is not missed any more.")
        try:
            made = services.lead(row, target=request.POST.get("target", ""), by=cast(User, request.user))
        except services.RedirectRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{made.path} now leads to {made.target}.")
        return redirect("admin:redirects_missedaddress_changelist")
